"""The records of a CSV or TSV as they stand in the file, byte for byte, each with its plot; read as a stream."""

import csv
import gzip
import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, NamedTuple, TextIO, cast

from ..errors import FileError, listed
from .files import delimiter_of, packed, reading

CHUNK_FILMS, CHUNK_CHARACTERS = 2_048, 16_000_000
LONGEST_ROW = 250_000_000  # characters; a packed file must not unpack into the memory without end
BOM = "\ufeff"


class Record(NamedTuple):
    """One record of the input: its text without the line end, the line end, and its plot (None: a blank line)."""

    raw: str
    end: str
    plot: str | None


class _Lines:
    """The lines of a stream, remembering those that the CSV reader has taken for its current record.

    ``mark`` is the byte order mark that the stream began with, if it did.
    """

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._taken: list[str] = []
        self._length = 0
        self.mark: str | None = None

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> str:
        line = self._stream.readline(LONGEST_ROW)
        if not line:
            raise StopIteration
        if self.mark is None:
            self.mark = BOM if line.startswith(BOM) else ""
            line = line.removeprefix(BOM)
        self._taken.append(line)
        self._length += len(line)
        if self._length >= LONGEST_ROW:
            raise csv.Error(f"a row has more than {LONGEST_ROW:,} characters: is a quotation mark never closed?")
        return line

    def record(self) -> tuple[str, str]:
        """The text taken since the last call, and its line end."""
        text = "".join(self._taken)
        self._taken.clear()
        self._length = 0
        body = text.rstrip("\r\n")
        return body, text[len(body) :]


class _Echo:
    """A file for csv.writer that hands the line back instead of keeping it."""

    def write(self, line: str) -> str:
        return line


@dataclass
class PlotFile:
    """An open table: the header as it stands (byte order mark included), its line end, and its records to come."""

    header: str
    names: list[str]
    newline: str
    delimiter: str
    records: Iterator[Record]
    stream: TextIO  # closes the file when it goes, so it stays as long as the table

    def line(self, cells: list[str]) -> str:
        """Cells as a piece of a line of this table, quoted where they need it."""
        writer = csv.writer(cast(TextIO, _Echo()), delimiter=self.delimiter, lineterminator="")
        return cast(str, writer.writerow(cells))


def _find(header: list[str], column: str, path: Path) -> int:
    """Position of the plots; raises FileError when it is not clear."""
    if header.count(column) != 1:
        found = "no column" if column not in header else "several columns"
        raise FileError(f"{path} has {found} {column!r}; it has {listed(header)}. Name the plots with --text-column.")
    return header.index(column)


def _closed(raw: str, delimiter: str) -> bool:
    """Whether the record's quotation marks are all closed; if not, it has swallowed the rest of the file."""
    if raw.count('"') % 2 == 0 and not ("\n" in raw or "\r" in raw):
        return True
    try:
        list(csv.reader(io.StringIO(raw, newline=""), delimiter=delimiter, strict=True))
    except csv.Error as error:
        return "end of data" not in str(error)
    return True


def _records(reader: Iterator[list[str]], lines: _Lines, width: int, position: int, path: Path) -> Iterator[Record]:
    delimiter = delimiter_of(path)
    with reading(path):
        for number, cells in enumerate(reader, 1):
            raw, end = lines.record()
            if not _closed(raw, delimiter):
                raise FileError(f"{path}, row {number}: a quotation mark is never closed. Close it and try again.")
            if len(cells) > width:
                raise FileError(f"{path}, row {number}: {len(cells)} cells for {width} columns. Quote its commas.")
            plot = None if not cells else cells[position] if position < len(cells) else ""
            yield Record(raw + delimiter * (width - len(cells) if cells else 0), end, plot)


def open_plots(stream: BinaryIO, path: Path, column: str) -> PlotFile:
    """Read the header of a CSV or TSV, gzipped if its name says so. Raises FileError when it can't be tagged."""
    csv.field_size_limit(2**31 - 1)
    delimiter = delimiter_of(path)
    with reading(path):
        plain = gzip.GzipFile(fileobj=stream) if packed(path) else stream
        text = io.TextIOWrapper(cast(BinaryIO, plain), encoding="utf-8", newline="")
        lines = _Lines(text)
        reader = csv.reader(lines, delimiter=delimiter)
        names = next(reader, [])
    header, newline = lines.record()
    if not names:
        raise FileError(f"{path} has no header. It needs a line of column names, one of them {column!r}.")
    position = _find(names, column, path)
    records = _records(reader, lines, len(names), position, path)
    return PlotFile((lines.mark or "") + header, names, newline or "\n", delimiter, records, text)


def chunks(records: Iterator[Record], films: int = CHUNK_FILMS) -> Iterator[list[Record]]:
    """Records in lists of at most ``films``, fewer where their plots are very long."""
    chunk: list[Record] = []
    characters = 0
    for record in records:
        chunk.append(record)
        characters += len(record.raw)
        if len(chunk) == films or characters > CHUNK_CHARACTERS:
            yield chunk
            chunk, characters = [], 0
    if chunk:
        yield chunk
