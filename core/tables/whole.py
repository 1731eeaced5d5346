"""Read a table of any format whole, with the sums of what was read and of what can't be."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import NDArray

from ..errors import TableError
from .columns.choice import distinct
from .columns.guess import SAMPLE_ROWS
from .files import Source, TableFile, opened
from .formats.json_objects import Object, Objects
from .left_out import CHUNK_CHARACTERS, LeftOut, Row
from .stream import IN_VAIN, TableStream, of_objects, plain, stream_of, text_schema

CHUNK_ROWS = 4_096
HEAD_CHARACTERS = 8_000_000  # of a JSON file in which columns are looked for
ROW_BYTES = 150  # that a row takes beside its cells: its number, its id, what is said of it
Progress = Callable[[float], None]  # is told the share that is done, 0 to 1


def no_rows() -> pd.DataFrame:
    """An empty list of rows: columns row, reason."""
    return pd.DataFrame({"row": pd.Series(dtype=int), "reason": pd.Series(dtype=str)})


def listed_rows(rows: list[Row]) -> pd.DataFrame:
    """Rows with what is said of them: columns row, reason."""
    return pd.DataFrame(rows, columns=["row", "reason"]) if rows else no_rows()


@dataclass(frozen=True)
class WholeTable:
    """``frame``: the rows as they are in the file (index 0 is row 1), texts as text, lists and objects as JSON.

    ``sums``: how many records there were, and those that were left out.
    """

    frame: pd.DataFrame
    sums: LeftOut

    @property
    def rejected(self) -> pd.DataFrame:
        """The rows that can't be read: columns row, reason."""
        return listed_rows(self.sums.rows)


class _Watch:
    """Adds up what is read; refuses more than ``most`` bytes, and tells how far it is."""

    def __init__(self, name: str, most: int | None, progress: Progress | None) -> None:
        self._name, self._most, self._progress, self._size = name, most, progress, 0

    def __call__(self, cells: pa.Table, share: float) -> pa.Table:
        self._size += cells.nbytes + ROW_BYTES * len(cells)
        if self._most is not None and self._size > self._most:
            raise TableError(
                f"{self._name} has more than {self._most / 1e6:,.0f} MB of cells, too many to be looked at here."
                " Keep the columns and rows that you need, or use Batch or the command line."
            )
        if self._progress:
            self._progress(share)
        return cells


def read_frame(
    source: Source, name: str = "", encoding: str = "", *, most: int | None = None, progress: Progress | None = None
) -> WholeTable:
    """The file as it is. Raises TableError when it can't be read at all, and for more than ``most`` bytes of cells."""
    with opened(source, name, encoding) as file:
        is_json = file.format.kind in ("lines", "document")
        watch = _Watch(file.name, most, progress)
        cells, numbers, sums = _objects(file, watch) if is_json else _chunks(stream_of(file, CHUNK_ROWS), watch)
        for place, kind in enumerate(cells.schema):
            if pa.types.is_nested(kind.type):
                cells = cells.set_column(place, kind.name, pa.array(plain(cells.column(place)), pa.string()))
        try:
            frame = cells.to_pandas(ignore_metadata=True)
        except (pa.ArrowException, ValueError) as error:
            raise TableError(f"{file.name} can't be read ({error}). Save it as CSV in UTF-8.") from None
    frame.index = pd.Index(numbers - 1)
    return WholeTable(frame, sums)


def read_head(source: Source, name: str = "", encoding: str = "") -> pd.DataFrame:
    """The first rows of a file as they are, those that columns are guessed by. Raises TableError.

    Of JSON, whose columns come with any object, only the first 8 MB are looked at.
    """
    with opened(source, name, encoding) as file:
        if file.format.kind in ("lines", "document"):
            return _head_of_objects(file)
        return pd.DataFrame(stream_of(file).sample())


def _head_of_objects(file: TableFile) -> pd.DataFrame:
    table = Objects(file)
    records: list[Object] = []
    size = in_vain = 0
    for item in table:
        in_vain += item.value is None
        if item.value is not None and len(records) < SAMPLE_ROWS and size < CHUNK_CHARACTERS:
            records.append(item.value)
        size += item.length
        if size > HEAD_CHARACTERS or in_vain > IN_VAIN:
            break
    cells = of_objects(records, list(table.names), text_schema(distinct(table.names)))
    return pd.DataFrame(
        {name: column.to_pylist() for name, column in zip(cells.schema.names, cells.columns, strict=True)}
    )


def _chunks(stream: TableStream, watch: _Watch) -> tuple[pa.Table, NDArray[np.int64], LeftOut]:
    parts, numbers = [stream.schema.empty_table()], [np.empty(0, dtype=np.int64)]
    for chunk in stream.chunks:
        parts.append(watch(chunk.cells, stream.share()))
        numbers.append(np.asarray(chunk.numbers, dtype=np.int64))
    return pa.concat_tables(parts), np.concatenate(numbers), stream.left_out


def _objects(file: TableFile, watch: _Watch) -> tuple[pa.Table, NDArray[np.int64], LeftOut]:
    """The same in one pass: columns may come with any object, and are missing in those before."""
    table, sums = Objects(file), LeftOut()
    parts: list[pa.Table] = []
    numbers: list[int] = []
    records: list[Object] = []
    size = 0

    def columns() -> pa.Table:
        return watch(of_objects(records, list(table.names), text_schema(table.names)), file.share())

    for number, value, problem, length in table:
        sums.records += 1
        if value is None:
            sums.add(number, problem)
            continue
        numbers.append(number)
        records.append(value)
        size += length
        if len(records) == CHUNK_ROWS or size > CHUNK_CHARACTERS:
            parts.append(columns())
            records, size = [], 0
    parts.append(columns())
    cells = pa.concat_tables(parts, promote_options="default")
    return cells.rename_columns(distinct(table.names)), np.asarray(numbers, dtype=np.int64), sums
