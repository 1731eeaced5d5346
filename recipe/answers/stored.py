"""Answers on disk: log-odds and word vectors in half precision, under the hashes of the texts instead of the texts."""

import hashlib
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from core.errors import TableError
from core.model.calibration import sigmoid
from core.tables.output import atomic

FOLDER = Path(__file__).parent
WORDS = "words"  # the file of the word vectors
DIGITS = 5  # of a probability


def hashes(texts: Iterable[str]) -> NDArray[np.uint64]:
    """Eight bytes of each text's BLAKE2b."""
    digests = (hashlib.blake2b(text.encode("utf-8"), digest_size=8).digest() for text in texts)
    return np.fromiter((int.from_bytes(digest, "little") for digest in digests), dtype=np.uint64)


def save(folder: Path, name: str, texts: list[str], values: NDArray[np.floating], columns: list[str]) -> None:
    """Write ``values`` [texts, columns] as ``name``.npz."""
    with atomic.replacing(folder / f"{name}.npz") as stream:
        np.savez_compressed(
            stream, hash=hashes(texts), values=values.astype(np.float16), columns=np.array(columns, dtype=str)
        )


def load(folder: Path, name: str, texts: list[str]) -> tuple[list[str], NDArray[np.float64], list[str]]:
    """The texts that ``name``.npz has values for, in their order, the values [texts, columns] and the columns.

    Raises TableError when it has values for texts that are not among ``texts``: they come from other films.
    """
    with np.load(folder / f"{name}.npz", allow_pickle=False) as arrays:
        values = pd.DataFrame(arrays["values"].astype(np.float64), index=arrays["hash"])
        columns = arrays["columns"].tolist()
    own = hashes(texts)
    lost = int((~values.index.isin(own)).sum())
    if lost:
        raise TableError(
            f"{lost:,} of the {len(values):,} answers in {name}.npz belong to none of your texts. Take the films of"
            " ../shared/data that they were made for, or make them again: python -m recipe.teacher."
        )
    answered = np.isin(own, values.index)
    return (
        [text for text, has in zip(texts, answered, strict=True) if has],
        values.loc[own[answered]].to_numpy(),
        columns,
    )


def write_table(path: Path, plots: list[str], genres: list[str], log_odds: NDArray[np.floating]) -> None:
    """Write log-odds [plots, genres] as ``train.examples.teacher`` reads them: plot and p_<Genre>."""
    table = pd.DataFrame(sigmoid(log_odds).round(DIGITS), columns=[f"p_{genre}" for genre in genres])
    table.insert(0, "plot", plots)
    path.parent.mkdir(parents=True, exist_ok=True)
    table.to_csv(path, index=False)
