"""A table of any size and format, read in pieces."""

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa

from .columns.choice import distinct
from .columns.guess import SAMPLE_ROWS, Sample
from .delimited_text.rows import Delimited
from .files import Source, TableFile, opened
from .formats.json_objects import Object, Objects
from .formats.json_shapes import json_text
from .formats.parquet_rows import TOO_LONG, open_parquet
from .formats.workbook import Workbook
from .left_out import CHUNK_CHARACTERS, LeftOut, Record

CHUNK_ROWS = 512  # about a second's work: progress moves, and a stop is heard
CHUNK_TEXT = 1_000_000  # characters of a chunk: of long plots fewer make a second's work
LOOKED_AT = 5_000  # records after which a chunk comes, though it be empty, so that a stop is heard
IN_VAIN = 5_000  # records that are looked through for the first rows


PATIENCE = 0.5  # seconds between two questions whether to stop


def never() -> bool:
    """Nobody stops it."""
    return False


@dataclass(frozen=True)
class Chunk:
    """Some rows: their cells, and their numbers in the file (1 is the first below the header)."""

    cells: pa.Table
    numbers: Sequence[int]


@dataclass
class TableStream:
    """``chunks`` of at most 512 rows, or none where no row could be used; ``share`` says how much of the file has been
    read, 0 to 1.

    ``left_out`` has the sums of what was read and of what can't be, as it is met.
    """

    schema: pa.Schema
    _chunks: Iterator[Chunk]
    share: Callable[[], float]
    left_out: LeftOut = field(default_factory=LeftOut)
    _ahead: list[Chunk] = field(default_factory=list)

    @property
    def chunks(self) -> Iterator[Chunk]:
        """The rows that are still to be read."""
        while self._ahead:
            yield self._ahead.pop(0)
        yield from self._chunks

    def sample(self, rows: int = SAMPLE_ROWS) -> Sample:
        """The cells of the first rows by column; the rows are still to be read."""
        met, size = 0, 0
        while (
            met < rows
            and size < CHUNK_CHARACTERS
            and self.left_out.records < IN_VAIN
            and (chunk := next(self._chunks, None))
        ):
            self._ahead.append(chunk)
            met, size = met + len(chunk.numbers), size + chunk.cells.nbytes
        table = pa.concat_tables([chunk.cells for chunk in self._ahead] or [self.schema.empty_table()]).slice(0, rows)
        return {name: plain(column) for name, column in zip(self.schema.names, table.columns, strict=True)}


@contextmanager
def stream_table(
    source: Source, name: str = "", encoding: str = "", *, rows: int = CHUNK_ROWS, stop: Callable[[], bool] = never
) -> Iterator[TableStream]:
    """Open a table, called ``name`` in messages. Raises TableError, also from its chunks.

    ``encoding``: of its text, where that is not UTF-8. ``rows``: the most in a chunk. ``stop`` is asked while the
    columns of JSON are looked for, which takes all of it; those met until it says so are all that there are.
    """
    with opened(source, name, encoding) as file:
        yield stream_of(file, rows, stop)


def stream_of(file: TableFile, rows: int = CHUNK_ROWS, stop: Callable[[], bool] = never) -> TableStream:
    """An open table as a stream. Raises TableError."""
    if file.format.kind == "parquet":
        return _parquet(file, rows)
    if file.format.kind == "delimited":
        return _delimited(file, rows)
    return _workbook(file, rows) if file.format.kind == "workbook" else _json(file, rows, stop)


def plain(cells: pa.ChunkedArray | pa.Array) -> list[Any]:
    """Cells as text, numbers or None; a list, a map or an object as JSON."""
    values = cells.to_pylist()
    if not pa.types.is_nested(cells.type):
        return values
    return [None if value is None else json_text(dict(value) if _is_map(cells.type) else value) for value in values]


def _is_map(kind: pa.DataType) -> bool:
    return bool(pa.types.is_map(kind))


def text_schema(names: Iterable[str]) -> pa.Schema:
    """Columns of text."""
    return pa.schema([(name, pa.string()) for name in names])


def _of_rows(rows: list[list[str]], schema: pa.Schema) -> pa.Table:
    if not rows:
        return schema.empty_table()
    return pa.Table.from_arrays([pa.array(cells, pa.string()) for cells in zip(*rows, strict=True)], schema=schema)


def _delimited(file: TableFile, rows: int) -> TableStream:
    table = Delimited(file)
    schema, left_out = text_schema(table.names), LeftOut()

    def parts() -> Iterator[Chunk]:
        kept: list[Record] = []
        size = met = 0
        for record in table:
            if left_out.takes(record):
                kept.append(record)
                size += len(record.raw)
            if len(kept) == rows or size > CHUNK_TEXT or left_out.records - met >= LOOKED_AT:
                yield Chunk(_of_rows([r.cells for r in kept], schema), [r.number for r in kept])
                kept, size, met = [], 0, left_out.records
        if kept:
            yield Chunk(_of_rows([r.cells for r in kept], schema), [r.number for r in kept])

    return TableStream(schema, parts(), file.share, left_out)


def _workbook(file: TableFile, rows: int) -> TableStream:
    book = Workbook(file)
    schema, left_out = text_schema(book.names), LeftOut()

    def parts() -> Iterator[Chunk]:
        kept: list[list[str]] = []
        numbers: list[int] = []
        size = 0
        for number, cells, problem in book:
            left_out.records += 1
            if problem:
                left_out.add(number, problem)
                continue
            kept.append(cells)
            numbers.append(number)
            size += sum(map(len, cells))
            if len(kept) == rows or size > CHUNK_TEXT:
                yield Chunk(_of_rows(kept, schema), numbers)
                kept, numbers, size = [], [], 0
        if kept:
            yield Chunk(_of_rows(kept, schema), numbers)

    return TableStream(schema, parts(), file.share, left_out)


def _json(file: TableFile, rows: int, stop: Callable[[], bool]) -> TableStream:
    first, asked = Objects(file, texts=False), time.monotonic()
    for _ in first:  # the columns are known after the last row only
        if time.monotonic() - asked > PATIENCE:
            if stop():
                break
            asked = time.monotonic()
    names = list(first.names)
    file.content.seek(0)
    schema, left_out = text_schema(distinct(names)), LeftOut()

    def parts() -> Iterator[Chunk]:
        records: list[Object] = []
        numbers: list[int] = []
        size = 0
        for number, value, problem, length in Objects(file):
            left_out.records += 1
            if value is None:
                left_out.add(number, problem)
                continue
            records.append(value)
            numbers.append(number)
            size += length
            if len(records) == rows or size > CHUNK_TEXT:
                yield Chunk(of_objects(records, names, schema), numbers)
                records, numbers, size = [], [], 0
        if records:
            yield Chunk(of_objects(records, names, schema), numbers)

    return TableStream(schema, parts(), file.share, left_out)


def of_objects(records: list[Object], names: Sequence[str], schema: pa.Schema) -> pa.Table:
    """Objects as columns of text; what an object lacks is missing."""
    columns = []
    for name in names:
        cells = [record.get(name) for record in records]
        columns.append(pa.array([cell if cell.__class__ is str else _cell(cell) for cell in cells], pa.string()))
    return pa.Table.from_arrays(columns, schema=schema)


def _cell(value: Any) -> str | None:
    """Text as it is, anything else as JSON."""
    kind = value.__class__
    return value if kind is str or value is None else str(value) if kind is int else json_text(value)


def _parquet(file: TableFile, rows: int) -> TableStream:
    table = open_parquet(file)
    left_out = LeftOut()

    def parts() -> Iterator[Chunk]:
        for batch in table.batches(rows):
            first = left_out.records + 1
            left_out.records += 1 if batch is None else len(batch)
            if batch is None:
                left_out.add(first, TOO_LONG)
            else:
                yield Chunk(pa.Table.from_batches([batch]), range(first, first + len(batch)))

    return TableStream(table.schema, parts(), lambda: left_out.records / max(table.rows, 1), left_out)
