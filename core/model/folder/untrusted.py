"""Files of a model folder that a stranger may have made: each read within bounds, and no code of theirs is run.

Every function raises ArtifactError, one sentence that names the file, when it is not what it should be.
"""

import json
import math
import struct
import zipfile
import zlib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from ...errors import ArtifactError
from ..network.presets import EMBEDDING

if TYPE_CHECKING:
    import pandas as pd  # half a second that a prediction does not wait for
    import pyarrow as pa
    import pyarrow.parquet as pq

LARGEST_TEXT, LARGEST_JSON = 20_000_000, 2_000_000  # bytes; a file that says it is larger is not a model's
LARGEST_FILE, LARGEST_ARRAYS = 1_000_000_000, 40_000_000  # bytes: of any file; of compressed arrays, unpacked
MOST_LINES = 500_000  # of a text; the words of a vocabulary are its lines
MOST_WORDS = 200_000  # rows of words.parquet; a model has some thousand
WORDS = {
    "genre": str, "word": str, "direction": str, "total": float, "films": "int64", "example": str, "share": float,
    "kind": str, "flag": str,
}  # fmt: skip
_WEIGHTS = (np.float16, np.float32)  # types of numbers
TEXTS = [name for name, kind in WORDS.items() if kind is str]
LARGEST_WORDS = 20_000_000  # characters of its texts; a model's have half a million
BATCH = 10_000  # rows read at a time
_NO_ARRAY = (  # whatever zipfile and NumPy say to bytes that are no archive or no array
    ValueError, TypeError, KeyError, EOFError, OSError, MemoryError, RuntimeError, SyntaxError, OverflowError,
    zipfile.BadZipFile, zlib.error, struct.error,
)  # fmt: skip


def wrong(path: Path, what: str) -> ArtifactError:
    """The error for a file that ``what`` is wrong with."""
    return ArtifactError(f"{path} {what}. Train again or restore the file.")


def first_line(error: BaseException) -> str:
    """The first line of what a library says of a file."""
    return (str(error).splitlines() or [type(error).__name__])[0][:200]


def text(path: Path, most: int = LARGEST_TEXT) -> str:
    """A text file in UTF-8 of ``most`` bytes, its line ends as they are."""
    try:
        if path.exists() and not path.is_file():  # a pipe, for instance, would be waited for
            raise wrong(path, "is no file")
        if path.stat().st_size > most:
            raise wrong(path, "is too large to be a model's")
        found = path.read_text(encoding="utf-8")
        if found.count("\n") > MOST_LINES:
            raise wrong(path, f"has more than {MOST_LINES:,} lines")
        return found
    except (UnicodeDecodeError, OSError) as error:
        raise wrong(path, f"can't be read ({error})") from None


def network(path: Path) -> bytes:
    """An ONNX network, complete in this one file: nothing else on the disk is read for it."""
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise wrong(path, "is too large")
        content = path.read_bytes()
    except OSError as error:
        raise wrong(path, f"can't be read ({error})") from None
    if b"location" in content:  # the key under which ONNX names a file that holds a tensor
        raise wrong(path, "keeps weights in another file, which GenreLens does not open")
    return content


def json_object(path: Path) -> dict[str, Any]:
    """Names and values."""
    try:
        content = json.loads(text(path, LARGEST_JSON))
    except (ValueError, RecursionError) as error:
        raise wrong(path, f"is not JSON ({error})") from None
    if not isinstance(content, dict):
        raise wrong(path, f"holds {type(content).__name__}, not names and values")
    return content


def evaluation(path: Path, genres: int) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
    """``y_true`` and ``y_score`` [films, genres]; their shapes are compared before any memory is taken for them."""
    needs = f"needs two arrays of films by {genres} genres"
    try:
        with zipfile.ZipFile(path) as archive:
            _check_unpacked(archive, path)
            one, other = (_npy_shape(archive, f"{name}.npy") for name in ("y_true", "y_score"))
        if one != other or len(one) != 2 or one[1] != genres or one[0] == 0:
            raise wrong(path, needs)
        with np.load(path, allow_pickle=False) as arrays:
            y_true, y_score = arrays["y_true"], arrays["y_score"]
    except _NO_ARRAY as error:
        raise wrong(path, f"can't be read ({first_line(error)})") from None
    if y_true.dtype.kind not in "iub" or y_score.dtype.kind != "f":
        raise wrong(path, needs)
    if not (np.isin(y_true, (0, 1)).all() and ((y_score >= 0) & (y_score <= 1)).all()):
        raise wrong(path, "holds something else than 0, 1 and probabilities")
    return y_true, y_score


def _check_unpacked(archive: zipfile.ZipFile, path: Path) -> None:
    if sum(member.file_size for member in archive.infolist()) > LARGEST_ARRAYS:
        raise wrong(path, "says it is too large")


def _npy_shape(archive: zipfile.ZipFile, member: str) -> tuple[int, ...]:
    """The shape that an array declares. Raises ValueError unless its bytes are as many as that takes."""
    with archive.open(member) as stream:
        major, _ = np.lib.format.read_magic(stream)
        if major != 1:  # NumPy writes 2 for headers of more than 64 KB, which no plain array has
            raise ValueError(f"{member} has a header that is no plain array's")
        shape, _, dtype = np.lib.format.read_array_header_1_0(stream)
        if math.prod(shape) * dtype.itemsize != archive.getinfo(member).file_size - stream.tell():
            raise ValueError(f"{member} is not as large as it says")
    return tuple(shape)


def arrays(
    path: Path, expected: Mapping[str, tuple[str, tuple[int | None, ...]]], most: int = 2_000
) -> dict[str, NDArray[Any]]:
    """Name -> array of a compressed file of arrays; the kind of number and the shape of each are compared with
    ``expected`` before any memory is taken for it. A None in a shape is any size from 1 to ``most``.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            _check_unpacked(archive, path)
            for name, (_, shape) in expected.items():
                found = _npy_shape(archive, f"{name}.npy")
                fits = len(found) == len(shape) and all(
                    size == wanted if wanted is not None else 1 <= size <= most
                    for size, wanted in zip(found, shape, strict=True)
                )
                if not fits:
                    raise wrong(path, f"needs {name} of another shape")
        with np.load(path, allow_pickle=False) as stored:
            result = {name: stored[name] for name in expected}
    except _NO_ARRAY as error:
        raise wrong(path, f"can't be read ({first_line(error)})") from None
    if any(result[name].dtype.str != kind for name, (kind, _) in expected.items()):
        raise wrong(path, "holds other numbers than it should")
    return result


def words(path: Path) -> "pd.DataFrame":
    """The table of words, with the columns of :data:`WORDS`."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        with pq.ParquetFile(path) as table:
            size = sum(table.metadata.row_group(i).total_byte_size for i in range(table.num_row_groups))
            if table.metadata.num_rows > MOST_WORDS or size > LARGEST_WORDS:
                raise wrong(path, "is too large")
            found = _decoded(path, pq.ParquetFile(path, read_dictionary=TEXTS), table.schema_arrow)
        return found.to_pandas(ignore_metadata=True)[list(WORDS)].astype(WORDS)
    except (pa.ArrowException, ValueError, TypeError, KeyError, OSError) as error:
        raise wrong(path, f"is not a table of words ({first_line(error)})") from None


def _decoded(path: Path, table: "pq.ParquetFile", schema: "pa.Schema") -> "pa.Table":
    """The columns of :data:`WORDS`, after it is known how long their texts are: one cell can stand in every row."""
    import pyarrow as pa
    import pyarrow.compute as pc

    parts, size = [], 0
    with table:
        for batch in table.iter_batches(BATCH, columns=list(WORDS)):
            for name in WORDS:
                cells = batch[name]
                if pa.types.is_dictionary(cells.type):
                    lengths = pc.binary_length(cells.dictionary).take(cells.indices)
                    size += pc.sum(lengths).as_py() or 0
                elif name in TEXTS or pa.types.is_nested(cells.type):
                    size += cells.nbytes
            if size > LARGEST_WORDS:
                raise wrong(path, "is too large")
            parts.append(pa.Table.from_batches([batch]).cast(pa.schema([schema.field(name) for name in WORDS])))
    return pa.concat_tables(parts) if parts else pa.schema([schema.field(name) for name in WORDS]).empty_table()


def weights(path: Path, expected: Callable[[int], Mapping[str, tuple[int, ...]]]) -> dict[str, NDArray[np.float32]]:
    """Every array of a file of weights; names and shapes are compared with ``expected(dim)`` before one is read.

    ``dim``: numbers a word vector, which the file says itself. The library checks that the header's arrays are as
    large as the file, so that what has the expected shapes fits into memory if the file does.
    """
    from safetensors import SafetensorError, safe_open

    try:
        if path.stat().st_size > LARGEST_FILE:
            raise wrong(path, "is too large to be a model's")
        with safe_open(path, framework="numpy") as stored:
            shapes = {name: tuple(stored.get_slice(name).get_shape()) for name in stored.keys()}
            dim = shapes.get(EMBEDDING, (0,))[-1]
            if shapes != expected(dim):
                raise wrong(path, "holds other weights than those of the network, words and genres of this model")
            arrays = {name: stored.get_tensor(name) for name in shapes}
    except (SafetensorError, OSError, ValueError, TypeError, IndexError) as error:
        raise wrong(path, f"can't be read ({first_line(error)})") from None
    if not all(array.dtype in _WEIGHTS and np.isfinite(array).all() for array in arrays.values()):
        raise wrong(path, "holds something else than finite numbers of 16 or 32 bits")
    return {name: array.astype(np.float32, copy=False) for name, array in arrays.items()}
