"""Reads CSV, TSV, JSON lines and Parquet, each also gzipped, from a path or from bytes, and says what was wrong."""

import bz2
import csv
import gzip
import io
import json
import zlib
from collections.abc import Iterable
from pathlib import Path
from typing import Any, BinaryIO

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as parquet

from ..errors import TableError

FORMATS = ("csv", "tsv", "txt", "jsonl", "ndjson", "json", "parquet")
_LARGEST_CELL = 2**31 - 1
PARQUET_ROWS = 4_096  # read at a time
LARGEST_UNPACKED = 1_000_000_000  # bytes, and cells of Parquet: far more than a catalogue of all films


def no_rows() -> pd.DataFrame:
    """An empty list of rejected rows: columns row, reason."""
    return pd.DataFrame({"row": pd.Series(dtype=int), "reason": pd.Series(dtype=str)})


def read_frame(source: str | Path | bytes | BinaryIO, name: str = "") -> tuple[pd.DataFrame, pd.DataFrame]:
    """The file as it is, for a preview: its rows (index 0 is row 1) and the rows that can't be read (row, reason)."""
    content = _content(source)
    name = name or (Path(source).name if isinstance(source, str | Path) else "the file")
    content, ending = _unpacked(content, name)
    if not content.strip():
        raise TableError(f"{name} is empty. It needs a header with id, title, year, plot, genres and a row a film.")
    if content[:4] == b"PAR1" or ending == "parquet":
        return _parquet(content, name), no_rows()
    text = _decoded(content, name)
    if ending in ("jsonl", "ndjson", "json"):
        return _json_lines(text, name)
    header = text[: text.find("\n") + 1] or text
    separator = "\t" if ending == "tsv" else max(",\t;", key=header.count)
    return _delimited(text, separator, name)


def _content(source: str | Path | bytes | BinaryIO) -> bytes:
    if isinstance(source, bytes):
        return source
    if not isinstance(source, str | Path):
        source.seek(0)
        return source.read()
    try:
        if (path := Path(source)).exists() and not path.is_file() and not path.is_dir():
            raise TableError(f"{source} is no ordinary file. Save its content as a CSV file and try again.")
        return path.read_bytes()
    except FileNotFoundError:
        raise TableError(f"There is no file at {source}. Check the path.") from None
    except IsADirectoryError:
        raise TableError(f"{source} is a folder. Give the path of a CSV file.") from None
    except OSError as error:
        raise TableError(f"{str(source)[:200]} can't be opened ({error.strerror}). Check its permissions.") from None
    except ValueError:  # a null byte in the path
        raise TableError(f"{str(source)[:200]!r} is no path of a file. Check the path.") from None


def _unpacked(content: bytes, name: str) -> tuple[bytes, str]:
    """The content without gzip or bzip2, and the file name's ending in front of ``.gz``."""
    parts = name.lower().split(".")[1:]
    try:
        if content[:2] == b"\x1f\x8b":
            content = _bounded(gzip.GzipFile(fileobj=io.BytesIO(content)), name)
        elif content[:3] == b"BZh":
            content = _bounded(bz2.BZ2File(io.BytesIO(content)), name)
    except (OSError, EOFError, zlib.error) as error:
        raise TableError(f"{name} is damaged: it can't be unpacked ({error}). Get it again.") from None
    endings = [part for part in parts if part in FORMATS]
    ending = endings[-1] if endings else "csv"
    if content[:4] in (b"PK\x03\x04", b"%PDF") or content[:4] == b"\xd0\xcf\x11\xe0":
        raise TableError(f"{name} is not a text table (a ZIP, Excel or PDF file?). Save it as CSV in UTF-8.")
    return content, ending


def _bounded(stream: io.BufferedIOBase, name: str) -> bytes:
    """What a packed file unpacks to, as long as that is no more than any table has."""
    content = stream.read(LARGEST_UNPACKED + 1)
    if len(content) > LARGEST_UNPACKED:
        raise _too_large(name)
    return content


def _too_large(name: str) -> TableError:
    return TableError(f"{name} unpacks to more than {LARGEST_UNPACKED / 1e6:,.0f} MB. Split it into smaller files.")


def _decoded(content: bytes, name: str) -> str:
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise TableError(f"{name} is UTF-16, not UTF-8 text. Save it as CSV in UTF-8 and try again.")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise TableError(f"{name} is not UTF-8 text (line {line}). Save it as CSV in UTF-8 and try again.") from None


def _delimited(text: str, separator: str, name: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Fast when every row is well formed; else row by row, so that the good ones are kept."""
    if "\0" not in text:  # pandas would end the cell there
        try:
            frame = pd.read_csv(io.StringIO(text), sep=separator, dtype=str, keep_default_na=False)
        except (pd.errors.ParserError, ValueError):
            frame = None
        # An index of its own means that rows are longer than the header. Missing cells are empty.
        if frame is not None and isinstance(frame.index, pd.RangeIndex):
            return frame, no_rows()
    return _row_by_row(text, separator, name)


def _row_by_row(text: str, separator: str, name: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    csv.field_size_limit(_LARGEST_CELL)
    try:
        header, *rows = (row for row in csv.reader(io.StringIO(text, newline=""), delimiter=separator) if row)
    except (csv.Error, ValueError) as error:
        raise TableError(f"{name} can't be read as CSV ({error}). Save it as CSV in UTF-8.") from None
    header, width = _told_apart(header), len(header)
    good = {number: row + [""] * (width - len(row)) for number, row in enumerate(rows) if len(row) <= width}
    frame = pd.DataFrame(list(good.values()), columns=header, index=list(good), dtype=object)
    bad = [
        (number + 1, f"{len(row)} cells where the header has {width}")
        for number, row in enumerate(rows)
        if len(row) > width
    ]
    return frame, pd.DataFrame(bad, columns=["row", "reason"])


def _whole(value: Any) -> Any:
    """JSON without unpaired surrogates, which no file can hold; they become question marks."""
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode("utf-8")
    if isinstance(value, dict):
        return {_whole(name): _whole(part) for name, part in value.items()}
    return [_whole(part) for part in value] if isinstance(value, list) else value


def _told_apart(names: Iterable[str]) -> list[str]:
    """Column names, of which a second ``plot`` is called ``plot.1``, as pandas does."""
    taken: dict[str, int] = {}
    result = []
    for name in names:
        again = taken[name] = taken.get(name, -1) + 1
        result.append(f"{name}.{again}" if again else name)
    return result


def _json_lines(text: str, name: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """One object a line; a file that is one JSON list of objects is read too."""
    if text.lstrip().startswith("["):
        try:
            lines = [json.dumps(item) for item in json.loads(text)]
        except (ValueError, RecursionError) as error:
            raise TableError(f"{name} is not JSON ({error}). Write one object a line.") from None
    else:
        lines = [line for line in text.split("\n") if line.strip()]
    good: dict[int, dict[str, object]] = {}
    bad = []
    for number, line in enumerate(lines):
        try:
            item = json.loads(line)
        except (ValueError, RecursionError):
            item = None
        if isinstance(item, dict):
            good[number] = _whole(item) if "\\ud" in line.lower() else item
        else:
            bad.append((number + 1, "not a JSON object"))
    if not good:
        raise TableError(f'{name} has no line that is a JSON object. Write one such as {{"title": ..., "plot": ...}}.')
    frame = pd.DataFrame(list(good.values()), index=list(good), dtype=object)
    return frame, pd.DataFrame(bad, columns=["row", "reason"])


def _parquet(content: bytes, name: str) -> pd.DataFrame:
    try:
        opened = parquet.ParquetFile(pa.BufferReader(content))
        groups = [opened.metadata.row_group(i) for i in range(opened.num_row_groups)]
        cells = opened.metadata.num_rows * opened.metadata.num_columns
        if max(sum(group.total_byte_size for group in groups), cells) > LARGEST_UNPACKED:
            raise _too_large(name)
        parts, size = [], 0
        for batch in opened.iter_batches(PARQUET_ROWS):  # a cell that stands once in the file can fill a million rows
            decoded = [cells.dictionary_decode() if pa.types.is_dictionary(cells.type) else cells for cells in batch]
            parts.append(pa.Table.from_arrays(decoded, batch.schema.names))
            size += parts[-1].nbytes
            if size > LARGEST_UNPACKED:
                raise _too_large(name)
        table = pa.concat_tables(parts) if parts else opened.schema_arrow.empty_table()
        table.validate(full=True)
        return table.rename_columns(_told_apart(table.column_names)).to_pandas(ignore_metadata=True)
    except (pa.ArrowException, OSError) as error:
        reason = str(error).splitlines()[0]
        raise TableError(f"{name} can't be read as Parquet ({reason}). Write it again, or use CSV.") from None
