"""The result of a batch, a Parquet file: its counts and first rows, the doubtful ones, and the downloads."""

import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import pandas as pd
import pyarrow.parquet as pq

from core.errors import TableError
from core.tables.spreadsheet_safe import READ_ROWS, write_csv, write_parquet
from core.tables.spreadsheet_safe import Selection as Choice
from core.tag import parquet
from core.tag.added import NEAREST, PREDICTED

SHOWN = 200
GONE = (
    "The file of this address and its result are gone: they are kept for 24 hours after the last visit, until somebody"
    " with the address chooses another file, or until the app ends. Upload the file again."
)


@dataclass(frozen=True)
class Selection:
    """Some rows of a result: how many, how often each genre was predicted among them, and the first 200."""

    rows: int
    genres: pd.DataFrame
    head: pd.DataFrame


def select(tagged: Path, within: float | None) -> Selection:
    """Rows with a probability that close to its threshold (all rows: None), read chunk by chunk."""
    with still_here(), pq.ParquetFile(tagged) as opened:
        count, rows = _counted(opened, within)
        head = _first(opened, within)
    return Selection(rows, pd.DataFrame(count.most_common(), columns=["genre", "plots"]), head)


def _counted(opened: pq.ParquetFile, within: float | None) -> tuple[Counter[str], int]:
    count: Counter[str] = Counter()
    rows = 0
    for part in opened.iter_batches(READ_ROWS, columns=[PREDICTED, NEAREST]):
        kept = parquet.doubtful(part, within)
        rows += len(kept)
        for cell in kept[PREDICTED].to_pylist():
            count.update(cell.split("|") if cell else ())
    return count, rows


def _first(opened: pq.ParquetFile, within: float | None) -> pd.DataFrame:
    parts: list[pd.DataFrame] = []
    for part in opened.iter_batches(READ_ROWS):
        if sum(len(kept) for kept in parts) >= SHOWN:
            break
        parts.append(parquet.doubtful(part, within).to_pandas())
    return pd.concat(parts, ignore_index=True).head(SHOWN) if parts else pd.DataFrame()


def as_csv(tagged: Path, within: float | None) -> bytes:
    """The rows as CSV in UTF-8, formulas made harmless. Raises TableError when there is no room, or it is gone."""
    return _written(write_csv, tagged, within)


def as_parquet(tagged: Path, within: float | None) -> bytes:
    """The rows as Parquet. Raises TableError when there is no room for it, or it is gone."""
    with still_here():
        return tagged.read_bytes() if within is None else _written(write_parquet, tagged, within)


def _written(write: Callable[[Path, BinaryIO, Choice], int], tagged: Path, within: float | None) -> bytes:
    with room_for("The download"), still_here(), tempfile.TemporaryFile(dir=tagged.parent) as out:
        write(tagged, out, lambda rows: parquet.doubtful(rows, within))
        out.seek(0)
        return out.read()


@contextmanager
def still_here() -> Iterator[None]:
    """Turn the error of a result that was removed meanwhile into a TableError that says so."""
    try:
        yield
    except FileNotFoundError:
        raise TableError(GONE) from None


@contextmanager
def room_for(what: str) -> Iterator[None]:
    """Turn the OSError of a full disk into a TableError that says what can't be written."""
    try:
        yield
    except OSError as error:
        reason = error.strerror or error
        raise TableError(
            f"{what} can't be written to a temporary folder ({reason}). Free space and try again."
        ) from None
