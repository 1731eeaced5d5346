"""A table of any size, read in pieces: CSV, TSV, Parquet or JSON lines. For the head of it there is :func:`peek`."""

import csv
import io
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO

import pyarrow as pa
import pyarrow.parquet as pq

from ..errors import FileError
from . import records as csv_records
from .files import delimiter_of, reading

FORMATS = (".csv", ".tsv", ".parquet", ".jsonl", ".ndjson")
MOST_COLUMNS = 1_000
CHUNK_ROWS = 512  # about a second's work: progress moves, and a stop is heard


@dataclass
class TableStream:
    """``chunks`` of at most 512 rows; ``share`` says how much of the file has been read, 0 to 1."""

    schema: pa.Schema
    chunks: Iterator[pa.Table]
    share: Callable[[], float]


def check(names: list[str], path: Path) -> None:
    """Raise FileError unless a table can have these columns."""
    twice = [name for name in names if names.count(name) > 1] if len(names) <= MOST_COLUMNS else []
    if not names:
        raise FileError(f"{path} has no columns. It needs one with plots.")
    if len(names) > MOST_COLUMNS:
        raise FileError(f"{path} has {len(names):,} columns. Keep at most {MOST_COLUMNS:,}, the plots among them.")
    if twice:
        raise FileError(f"{path} has two columns {twice[0]!r}. Rename one of them.")


def peek(path: Path, rows: int = 5) -> pa.Table:
    """The first rows of a table. Raises FileError with what is wrong and what to do."""
    with _opened(path) as stream:
        kind = path.suffix.lower()
        if kind == ".parquet":
            chunk = next(_parquet(stream, path).chunks, None)
            if chunk is not None:
                return chunk.slice(0, rows)
        elif kind in (".jsonl", ".ndjson"):
            records = [record for _, record in islice(_objects(stream, path), rows)]
            if records:
                return _table(records, _keys(records, path))
        else:
            return _peek_csv(stream, path, rows)
    raise FileError(f"{path} has no rows. Choose a file with a plot a row.")


@contextmanager
def stream_table(path: Path, column: str) -> Iterator[TableStream]:
    """Open a table whose plots stand in ``column``. Raises FileError, also from its chunks."""
    with _opened(path) as stream:
        kind = path.suffix.lower()
        if kind == ".parquet":
            yield _parquet(stream, path)
        elif kind in (".jsonl", ".ndjson"):
            yield _json_lines(stream, path)
        else:
            yield _csv(stream, path, column)


@contextmanager
def _opened(path: Path) -> Iterator[BinaryIO]:
    if path.suffix.lower() not in FORMATS:
        raise FileError(f"{path} is no {', '.join(FORMATS)} file. Save it as one of these.")
    with reading(path):
        stream = path.open("rb")
    with stream:
        yield stream


def _share(stream: BinaryIO, path: Path) -> Callable[[], float]:
    size = max(path.stat().st_size, 1)
    return lambda: stream.tell() / size


def _text(names: list[str]) -> pa.Schema:
    return pa.schema([(name, pa.string()) for name in names])


def _header(stream: BinaryIO, path: Path) -> tuple[list[str], Iterator[list[str]]]:
    csv.field_size_limit(2**31 - 1)
    text = io.TextIOWrapper(stream, encoding="utf-8-sig", newline="")
    reader = csv.reader(text, delimiter=delimiter_of(path))
    names = next(reader, [])
    if len(names) == 1 and names[0].count(";") > 1:
        raise FileError(f"{path} separates its columns by semicolons. Save it with commas, or as .tsv with tabs.")
    check(names, path)
    return names, reader


def _peek_csv(stream: BinaryIO, path: Path, rows: int) -> pa.Table:
    with reading(path):
        names, reader = _header(stream, path)
        cells = list(islice((row for row in reader if row), rows))
    if not cells:
        raise FileError(f"{path} has a header but no rows. Choose a file with a plot a row.")
    padded = [(row + [""] * len(names))[: len(names)] for row in cells]
    return pa.Table.from_arrays([pa.array(list(column)) for column in zip(*padded, strict=True)], schema=_text(names))


def _csv(stream: BinaryIO, path: Path, column: str) -> TableStream:
    with reading(path), path.open("rb") as head:
        names, _ = _header(head, path)
    opened = csv_records.open_plots(stream, path, column)

    def chunks() -> Iterator[pa.Table]:
        for records in csv_records.chunks(opened.records, CHUNK_ROWS):
            lines = "\n".join(record.raw for record in records if record.plot is not None)
            rows = list(csv.reader(io.StringIO(lines, newline=""), delimiter=opened.delimiter))
            columns = zip(*rows, strict=True) if rows else [()] * len(names)
            yield pa.Table.from_arrays([pa.array(list(cells), pa.string()) for cells in columns], schema=_text(names))

    return TableStream(_text(names), chunks(), _share(stream, path))


def _objects(stream: BinaryIO, path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    """Line number and object of each line that is not blank."""
    for number, line in enumerate(stream, 1):
        if not line.strip():
            continue
        try:
            record = json.loads(line.decode("utf-8-sig" if number == 1 else "utf-8"))
        except UnicodeDecodeError:
            raise FileError(f"{path}, line {number}, is not UTF-8 text. Save it in UTF-8 and try again.") from None
        except (ValueError, RecursionError):
            raise FileError(f"{path}, line {number}, is not JSON. Write one object a line.") from None
        if not isinstance(record, dict):
            raise FileError(f"{path}, line {number}, is not an object with names. Write one object a line.")
        yield number, {_cell(name) or "": value for name, value in record.items()}


def _keys(records: Iterator[dict[str, Any]] | list[dict[str, Any]], path: Path) -> list[str]:
    names: dict[str, None] = {}
    for record in records:
        names.update(dict.fromkeys(record))
        if len(names) > MOST_COLUMNS:
            break
    check(list(names), path)
    return list(names)


def _cell(value: Any) -> str | None:
    """Text as it is, anything else as JSON; unpaired surrogates, which no file can hold, become question marks."""
    if value is None:
        return None
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text.encode("utf-8", "replace").decode("utf-8")


def _table(records: list[dict[str, Any]], names: list[str]) -> pa.Table:
    columns = [pa.array([_cell(record.get(name)) for record in records], pa.string()) for name in names]
    return pa.Table.from_arrays(columns, schema=_text(names))


def _json_lines(stream: BinaryIO, path: Path) -> TableStream:
    names = _keys((record for _, record in _objects(stream, path)), path)
    stream.seek(0)

    def chunks() -> Iterator[pa.Table]:
        records: list[dict[str, Any]] = []
        begun = 0
        for _, record in _objects(stream, path):
            records.append(record)
            if len(records) == CHUNK_ROWS or stream.tell() - begun > csv_records.CHUNK_CHARACTERS:
                yield _table(records, names)
                records, begun = [], stream.tell()
        if records:
            yield _table(records, names)

    return TableStream(_text(names), chunks(), _share(stream, path))


def _parquet(stream: BinaryIO, path: Path) -> TableStream:
    try:
        opened = pq.ParquetFile(stream)
        schema = opened.schema_arrow.remove_metadata()
    except (pa.ArrowException, OSError) as error:
        raise FileError(f"{path} can't be read as Parquet ({_first_line(error)}). Save it again.") from None
    check(schema.names, path)
    rows, done = max(opened.metadata.num_rows, 1), 0

    def chunks() -> Iterator[pa.Table]:
        nonlocal done
        try:
            for batch in opened.iter_batches(CHUNK_ROWS):
                batch.validate(full=True)
                yield pa.Table.from_batches([batch]).replace_schema_metadata(None)
                done += len(batch)
        except (pa.ArrowException, OSError) as error:
            raise FileError(f"{path} is damaged ({_first_line(error)}). Save it again.") from None

    return TableStream(schema, chunks(), lambda: done / rows)


def _first_line(error: BaseException) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0][:200]
