"""Read a table of any format whole, with the sums of what was read and of what can't be."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import NDArray

from ..errors import TableError
from .columns import distinct
from .files import Source, TableFile, opened
from .json_objects import Objects
from .left_out import LeftOut, Row
from .stream import TableStream, of_objects, plain, stream_of, stream_table, text_schema

CHUNK_ROWS = 4_096


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


def read_frame(source: Source, name: str = "", encoding: str = "") -> WholeTable:
    """The file as it is. Raises TableError when it can't be read at all."""
    with opened(source, name, encoding) as file:
        is_json = file.format.kind in ("lines", "document")
        cells, numbers, sums = _objects(file) if is_json else _chunks(stream_of(file, CHUNK_ROWS))
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
    """The first rows of a file as they are, those that columns are guessed by. Raises TableError."""
    with stream_table(source, name, encoding) as stream:
        return pd.DataFrame(stream.sample())


def _chunks(stream: TableStream) -> tuple[pa.Table, NDArray[np.int64], LeftOut]:
    parts, numbers = [stream.schema.empty_table()], [np.empty(0, dtype=np.int64)]
    for chunk in stream.chunks:
        parts.append(chunk.cells)
        numbers.append(np.asarray(chunk.numbers, dtype=np.int64))
    return pa.concat_tables(parts), np.concatenate(numbers), stream.left_out


def _objects(file: TableFile) -> tuple[pa.Table, NDArray[np.int64], LeftOut]:
    """The same in one pass: columns may come with any object, and are missing in those before."""
    table, sums = Objects(file), LeftOut()
    parts, numbers, records = [], [], []
    for number, value, problem in table:
        sums.records += 1
        if value is None:
            sums.add(number, problem)
            continue
        numbers.append(number)
        records.append(value)
        if len(records) == CHUNK_ROWS:
            parts.append(of_objects(records, list(table.names), text_schema(table.names)))
            records = []
    parts.append(of_objects(records, list(table.names), text_schema(table.names)))
    cells = pa.concat_tables(parts, promote_options="default")
    return cells.rename_columns(distinct(table.names)), np.asarray(numbers, dtype=np.int64), sums
