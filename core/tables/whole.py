"""Read a table of any format whole, with the rows that can't be read beside it."""

import io

import pandas as pd
import pyarrow as pa

from ..errors import TableError
from . import files
from .columns import check_names, distinct
from .delimited import Delimited
from .files import Source, TableFile, opened
from .formats import too_large
from .json_objects import PROBLEM, Object, objects
from .parquet_rows import open_parquet

PARQUET_ROWS = 4_096  # read at a time
_MARK = b"\xef\xbb\xbf"


def no_rows() -> pd.DataFrame:
    """An empty list of rejected rows: columns row, reason."""
    return pd.DataFrame({"row": pd.Series(dtype=int), "reason": pd.Series(dtype=str)})


def read_frame(source: Source, name: str = "") -> tuple[pd.DataFrame, pd.DataFrame]:
    """The file as it is, for a preview: its rows (index 0 is row 1) and the rows that can't be read (row, reason).

    Raises TableError when the file can't be read at all.
    """
    with opened(source, name) as file:
        if file.format.kind == "parquet":
            return _parquet(file), no_rows()
        return _delimited(file) if file.format.kind == "delimited" else _json(file)


def _delimited(file: TableFile) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Fast when every row is well formed; else row by row, so that the good ones are kept."""
    with file.reading():
        content = file.whole()
    file.content.seek(0)
    table = Delimited(file)
    frame = _well_formed(content, table)
    return (frame, no_rows()) if frame is not None else _row_by_row(table)


def _well_formed(content: bytes, table: Delimited) -> pd.DataFrame | None:
    """The rows as text, missing cells empty; None for what pandas refuses, or reads in another way than :mod:`csv`.

    A NUL would end its cell, and rows after a carriage return that stands alone can be lost.
    """
    if b"\0" in content or content.count(b"\r") != content.count(b"\r\n"):
        return None
    stream = io.BytesIO(content)
    stream.seek(len(_MARK) if content.startswith(_MARK) else 0)
    try:
        frame = pd.read_csv(stream, sep=table.delimiter, dtype=str, keep_default_na=False, encoding="utf-8")
    except (pd.errors.ParserError, ValueError):
        return None
    # An index of its own means that all rows are longer than the header.
    if not isinstance(frame.index, pd.RangeIndex) or len(table.names) != len(frame.columns):
        return None
    frame.columns = pd.Index(table.names)
    return frame


def _row_by_row(table: Delimited) -> tuple[pd.DataFrame, pd.DataFrame]:
    good: dict[int, list[str]] = {}
    bad: list[tuple[int, str]] = []
    for record in table:
        if record.problem:
            bad.append((record.number, record.problem))
        elif record.cells:
            good[record.number - 1] = record.cells
    frame = pd.DataFrame(list(good.values()), columns=table.names, index=list(good), dtype=object)
    return frame, pd.DataFrame(bad, columns=["row", "reason"])


def _json(file: TableFile) -> tuple[pd.DataFrame, pd.DataFrame]:
    good: dict[int, Object] = {}
    bad: list[tuple[int, str]] = []
    names: dict[str, None] = {}
    for number, found in objects(file):
        if found is None:
            bad.append((number, PROBLEM))
            continue
        good[number - 1] = found
        names.update(dict.fromkeys(found))
        check_names(names, file.name)
    frame = pd.DataFrame(list(good.values()), index=list(good), columns=list(names), dtype=object)
    frame.columns = pd.Index(distinct(names))
    return frame, pd.DataFrame(bad, columns=["row", "reason"])


def _parquet(file: TableFile) -> pd.DataFrame:
    table = open_parquet(file)
    groups = [table.opened.metadata.row_group(i) for i in range(table.opened.num_row_groups)]
    if max(sum(group.total_byte_size for group in groups), table.rows * len(table.schema)) > files.LARGEST_UNPACKED:
        raise too_large(file.name, files.LARGEST_UNPACKED)
    parts, size = [], 0
    for batch in table.batches(PARQUET_ROWS):  # one cell of the file can fill a million rows
        decoded = [cells.dictionary_decode() if pa.types.is_dictionary(cells.type) else cells for cells in batch]
        parts.append(pa.Table.from_arrays(decoded, batch.schema.names))
        size += parts[-1].nbytes
        if size > files.LARGEST_UNPACKED:
            raise too_large(file.name, files.LARGEST_UNPACKED)
    rows = pa.concat_tables(parts) if parts else table.schema.empty_table()
    try:
        return rows.to_pandas(ignore_metadata=True)
    except (pa.ArrowException, ValueError) as error:
        raise TableError(f"{file.name} can't be read as Parquet ({error}). Write it again, or use CSV.") from None
