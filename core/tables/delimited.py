"""The records of a delimited file, each with its cells and the text that it has in the file; read as a stream."""

import csv
import io
from collections.abc import Iterable, Iterator
from typing import NamedTuple, TextIO, cast

from ..errors import TableError
from .columns import check_names, distinct
from .files import TableFile
from .formats import empty

LONGEST_ROW = 250_000_000  # characters; a packed file must not unpack into the memory without end
CHUNK_CHARACTERS = 16_000_000
BOM = "\ufeff"


class Record(NamedTuple):
    """One record: its text without the line end, the line end, its cells, and why it can't be used ("" when it can).

    ``number`` counts from 1 below the header. A blank line has no cells and is not counted. A record that is shorter
    than the header has been filled up with empty cells, in its text too.
    """

    number: int
    raw: str
    end: str
    cells: list[str]
    problem: str = ""


class _Lines:
    """The lines of a stream, remembering those that the CSV reader has taken for its current record."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._taken: list[str] = []
        self._length = 0
        self.mark: str | None = None  # the byte order mark that the stream began with, if it did

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


class Delimited:
    """A delimited file as a stream: its header as it is in the file, ``names`` of the columns, and its records.

    The names are told apart, see :func:`core.tables.columns.distinct`. Raises TableError, also from the records.
    """

    def __init__(self, file: TableFile) -> None:
        csv.field_size_limit(2**31 - 1)
        self.file, self.delimiter, self.name = file, file.format.delimiter, file.name
        self._lines = _Lines(file.text)
        self._reader = csv.reader(self._lines, delimiter=self.delimiter)
        self._padding = " \t".replace(self.delimiter, "")
        with file.reading():
            cells = next((cells for cells in self._reader if "".join(cells).strip()), None)
        if cells is None:
            raise empty(self.name)
        header, end = self._lines.record()
        self.header, self.newline = (self._lines.mark or "") + header, end or "\n"
        self.names = distinct(cells)
        check_names(self.names, self.name)

    def __iter__(self) -> Iterator[Record]:
        """The records in order, blank lines among them."""
        with self.file.reading():
            yield from self._records()

    def _records(self) -> Iterator[Record]:
        width, number = len(self.names), 0
        for cells in self._reader:
            raw, end = self._lines.record()
            if not raw.strip(self._padding):
                yield Record(number, raw, end, [])
                continue
            number += 1
            if not _closed(raw, self.delimiter):
                raise TableError(
                    f"{self.name}, row {number}: a quotation mark is never closed. Close it and try again."
                )
            missing = width - len(cells)
            problem = f"{len(cells)} cells where the header has {width}" if missing < 0 else ""
            yield Record(number, raw + self.delimiter * missing, end, cells + [""] * missing, problem)

    def line(self, cells: Iterable[str]) -> str:
        """Cells as a piece of a line of this table, quoted where they need it."""
        writer = csv.writer(cast(TextIO, _Echo()), delimiter=self.delimiter, lineterminator="")
        return cast(str, writer.writerow(cells))


def _closed(raw: str, delimiter: str) -> bool:
    """Whether the record's quotation marks are all closed; if not, it has swallowed the rest of the file."""
    if raw.count('"') % 2 == 0 and not ("\n" in raw or "\r" in raw):
        return True
    try:
        list(csv.reader(io.StringIO(raw, newline=""), delimiter=delimiter, strict=True))
    except csv.Error as error:
        return "end of data" not in str(error)
    return True


def chunks(records: Iterable[Record], rows: int) -> Iterator[list[Record]]:
    """Records in lists of at most ``rows``, fewer where they are very long."""
    chunk: list[Record] = []
    characters = 0
    for record in records:
        chunk.append(record)
        characters += len(record.raw)
        if len(chunk) == rows or characters > CHUNK_CHARACTERS:
            yield chunk
            chunk, characters = [], 0
    if chunk:
        yield chunk
