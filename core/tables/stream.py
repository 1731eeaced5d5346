"""A table of any size and format, read in pieces. For the head of it there is :func:`peek`."""

import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

import pyarrow as pa

from ..errors import TableError
from .columns import check_names, distinct
from .delimited import CHUNK_CHARACTERS, Delimited, chunks
from .files import TableFile, opened
from .json_objects import PROBLEM, Object, objects
from .left_out import LeftOut
from .parquet_rows import open_parquet

CHUNK_ROWS = 512  # about a second's work: progress moves, and a stop is heard


@dataclass
class TableStream:
    """``chunks`` of at most 512 rows; ``share`` says how much of the file has been read, 0 to 1.

    ``left_out`` counts the rows that can't be read, as they are met.
    """

    schema: pa.Schema
    chunks: Iterator[pa.Table]
    share: Callable[[], float]
    left_out: LeftOut = field(default_factory=LeftOut)


def peek(path: Path, rows: int = 5, name: str = "") -> pa.Table:
    """The first rows of a table that can be read. Raises TableError with what is wrong and what to do."""
    with opened(path, name) as file:
        if file.format.kind in ("lines", "array"):
            records = list(islice((found for _, found in objects(file) if found is not None), rows))
            head = _of_objects(records, _names(records, file.name))
        else:
            table = _parquet(file, rows) if file.format.kind == "parquet" else _delimited(file, rows)
            head = next(table.chunks, table.schema.empty_table())
    if not len(head):
        raise TableError(f"{file.name} has no rows. Choose a file with a plot a row.")
    return head


@contextmanager
def stream_table(path: Path, name: str = "") -> Iterator[TableStream]:
    """Open a table, called ``name`` in messages. Raises TableError, also from its chunks."""
    with opened(path, name) as file:
        if file.format.kind == "parquet":
            yield _parquet(file, CHUNK_ROWS)
        else:
            yield _delimited(file, CHUNK_ROWS) if file.format.kind == "delimited" else _json(file)


def _text(names: Iterable[str]) -> pa.Schema:
    return pa.schema([(name, pa.string()) for name in names])


def _delimited(file: TableFile, rows: int) -> TableStream:
    table = Delimited(file)
    schema, left_out = _text(table.names), LeftOut()

    def parts() -> Iterator[pa.Table]:
        for records in chunks(left_out.passing(table), rows):
            columns = zip(*(record.cells for record in records), strict=True)
            yield pa.Table.from_arrays([pa.array(list(cells), pa.string()) for cells in columns], schema=schema)

    return TableStream(schema, parts(), file.share, left_out)


def _json(file: TableFile) -> TableStream:
    names = _names((found for _, found in objects(file) if found is not None), file.name)
    file.content.seek(0)
    left_out = LeftOut()

    def parts() -> Iterator[pa.Table]:
        records: list[Object] = []
        begun = 0
        for number, found in objects(file):
            if found is None:
                left_out.add(number, PROBLEM)
                continue
            records.append(found)
            if len(records) == CHUNK_ROWS or file.done - begun > CHUNK_CHARACTERS:
                yield _of_objects(records, names)
                records, begun = [], file.done
        if records:
            yield _of_objects(records, names)

    return TableStream(_text(distinct(names)), parts(), file.share, left_out)


def _names(records: Iterable[Object], table: str) -> list[str]:
    names: dict[str, None] = {}
    for record in records:
        names.update(dict.fromkeys(record))
        check_names(names, table)
    return list(names)


def _of_objects(records: list[Object], names: list[str]) -> pa.Table:
    columns = [pa.array([_cell(record.get(name)) for record in records], pa.string()) for name in names]
    return pa.Table.from_arrays(columns, schema=_text(distinct(names)))


def _cell(value: Any) -> str | None:
    """Text as it is, anything else as JSON."""
    return value if value is None or isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _parquet(file: TableFile, rows: int) -> TableStream:
    table = open_parquet(file)
    done = 0

    def parts() -> Iterator[pa.Table]:
        nonlocal done
        for batch in table.batches(rows):
            yield pa.Table.from_batches([batch])
            done += len(batch)

    return TableStream(table.schema, parts(), lambda: done / max(table.rows, 1))
