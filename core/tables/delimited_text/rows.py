"""The records of a delimited file, each with its cells and the text that it has in the file; read as a stream."""

import csv
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import chain, islice
from typing import TextIO, cast

from ...errors import TableError
from ..columns.choice import MOST_COLUMNS, check_names, distinct, too_many
from ..files import TableFile
from ..formats.kinds import empty
from ..left_out import CHUNK_CHARACTERS, LeftOut, Record
from .lines import LONGEST_LINE, Lines
from .mending import LONGEST, MOST_LINES, RARE, are_rows, escaped_cells, goes_on, mended, spans, stands_alone

LOOKED_AT = 20  # lines, where one breaks the rules
PATIENCE = 50_000  # cells of a file that are looked at closely in vain; then odd records are read line by line
ODD = frozenset('"\\')  # signs that may mean that a line is not what it seems
ONE_COLUMN = "\x1f"
BROKEN = "a quotation mark is never closed, or one inside a cell is not doubled"
SPANS = "one cell holds whole lines of the table: is a quotation mark missing before them?"
Found = tuple[str, str, list[str], str, str]  # text, line end, cells, what is wrong, how it was mended


class Echo:
    """A file for csv.writer that hands the line back instead of keeping it."""

    def write(self, line: str) -> str:
        """The line as it came."""
        return line


class Delimited:
    """A delimited file as a stream: its header as it is in the file, ``names`` of the columns, and its records.

    The names are told apart, see :func:`core.tables.columns.choice.distinct`. ``delimiter`` is the one to write with:
    the file's own, or a comma where that is a blank or no single sign. Raises TableError, also from the records.
    """

    def __init__(self, file: TableFile) -> None:
        dialect = self._dialect = file.format.dialect
        self.file, self.name, self._newline = file, file.name, dialect.newline
        self._cut = dialect.delimiter or ONE_COLUMN
        self.delimiter = dialect.delimiter if len(dialect.delimiter.strip(" ")) == 1 else ","
        # Whether records can be written as they stand.
        self._own = self._cut == self.delimiter and dialect.quote == '"' and not dialect.padded
        self._padding = " \t".replace(self.delimiter, "")
        self._writer = csv.writer(cast(TextIO, Echo()), delimiter=self.delimiter, lineterminator="")
        self._ahead: list[Record] = []
        self._patience = PATIENCE
        with file.reading():
            self._lines = Lines(file.text, self._cut)
            self.preamble = "".join(self._above() for _ in range(dialect.above))
            first = self._first()
        cells = first if dialect.header else [f"column {place}" for place in range(1, len(first) + 1)]
        cells = [""] * dialect.row_names + cells
        lines = self._lines.give_back(len(self._lines.taken) if dialect.header else 0)
        end = lines[-1][len(lines[-1].rstrip("\r\n")) :] or "\n"
        text = self._lines.record()[0]
        self.names, self.newline = distinct(cells), end
        check_names(self.names, self.name)
        whole = self._own and dialect.header and not dialect.row_names
        self.header = self._lines.mark + (text if whole else self.line(self.names))
        self._read = iter(self._records())

    def _above(self) -> str:
        """The next line above the header, with its end."""
        while not (text := next(self._lines)).strip():
            pass
        self._lines.record()
        return text

    def _first(self) -> list[str]:
        """The cells of the first line that is not blank, which is left in ``taken``."""
        try:
            while not (line := next(self._lines)).strip(self._padding + "\r\n"):
                self._lines.record()
        except StopIteration:
            raise empty(self.name) from None
        except csv.Error:
            raise too_many(self.name) from None
        if line.count(self._cut) > 10 * MOST_COLUMNS:
            raise too_many(self.name)
        if len(self._cut) > 1:
            return self._split(line)
        self._lines.give_back(0)
        try:
            return next(self._reader())
        except csv.Error:
            self._lines.give_back(1)
            return line.rstrip("\r\n").split(self._cut)

    def _reader(self) -> Iterator[list[str]]:
        return replace(self._dialect, delimiter=self._cut).reader(self._lines, strict=True)

    def _split(self, line: str) -> list[str]:
        return [cell.strip() for cell in line.rstrip("\r\n").split(self._cut)]

    def sample(self, rows: int) -> dict[str, list[str]]:
        """The cells of the first rows by column; the records are still to be read."""
        with self.file.reading():
            size = 0
            while len(self._ahead) < rows and size < CHUNK_CHARACTERS and (record := next(self._read, None)):
                self._ahead.append(record)
                size += len(record.raw)
        good = [record.cells for record in islice(self._ahead, rows) if record.cells and not record.problem]
        return {name: [cells[place] for cells in good] for place, name in enumerate(self.names)}

    def __iter__(self) -> Iterator[Record]:
        """The records in order, blank lines among them."""
        ahead, self._ahead = self._ahead, []
        with self.file.reading():
            yield from chain(ahead, self._read)

    def records(self, sums: LeftOut) -> Iterator[Record]:
        """The records that can be used, and blank lines; all are counted in ``sums``."""
        return sums.passing(self, blank=True)

    def _records(self) -> Iterator[Record]:
        """Every record, numbered. Raises TableError for far more cells than the file has signs for."""
        number, width = 0, len(self.names)
        most = most_cells(self.file.size) // width
        for raw, end, cells, problem, note in self._long_cut() if len(self._cut) > 1 else self._quoted():
            if not cells and not problem:
                yield Record(number, raw, end, cells)
                continue
            number += 1
            if number > most:
                raise TableError(f"{self.name} has far too many cells for its size. Keep the columns of the films.")
            if len(cells) > width and not problem and not any(map(str.strip, cells[width:])):
                cells = cells[:width]  # delimiters that end a line
                raw = self.line(cells)
            if len(cells) != width and not problem:
                missing = width - len(cells)
                problem = f"{len(cells)} cells where the header has {width}" if missing < 0 else ""
                cells, raw = cells + [""] * missing, raw + self.delimiter * missing
            if not self._own or (note and note != SPANS):
                raw = self.line(cells)
            yield Record(number, raw, end, cells, problem, note)

    def _long_cut(self) -> Iterator[Found]:
        """Lines cut at a delimiter of several signs; quotation marks mean nothing."""
        while True:
            try:
                next(self._lines)
            except StopIteration:
                return
            except csv.Error:
                yield "", "", [], self._lines.skip(self._newline), ""
                continue
            raw, end = self._lines.record()
            yield raw, end, self._split(raw) if raw.strip() else [], "", ""

    def _quoted(self) -> Iterator[Found]:
        lines, width, padding = self._lines, len(self.names), self._padding
        reader = self._reader()
        while True:
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error:
                yield self._mended(width)
                continue
            taken = lines.taken
            if len(cells) < width and len(taken) == 1 and not ODD.intersection(taken[0]):  # a short row
                raw, end = lines.record()
                yield raw, end, cells if raw.strip(padding) else [], "", ""
            elif len(cells) == width and len(taken) == 1:
                raw, end = lines.record()
                yield raw, end, cells if raw.strip(padding) else [], "", ""
            else:
                yield self._odd(cells, width)

    def _odd(self, cells: list[str], width: int) -> Found:
        """A record of several lines, or with another number of cells than the header."""
        taken, cut = self._lines.taken, self._cut
        are_many = width > 1 if cut in RARE else width > 2 and len(taken) > 1
        if are_many and are_rows(taken, cut, width):
            return self._mended(width)  # a mark at the start of a cell met a mark at the end of another
        note = SPANS if len(cells) == width and spans(taken, cells, cut) else ""
        if len(cells) != width and self._patience > 0 and any("\\" in line for line in taken):
            before = len(taken)
            if unescaped := self._unescaped(width):
                raw, end = self._lines.record()
                return raw, end, unescaped, "", ""
            self._lines.give_back(before)
        raw, end = self._lines.record()
        return raw, end, cells if raw.strip(self._padding) else [], "", note

    def _unescaped(self, width: int) -> list[str]:
        r"""The cells where ``\`` stands before a delimiter, a quotation mark or a line end; none when it does not."""
        lines = self._lines
        while len(lines.taken) < MOST_LINES and goes_on(lines.taken[-1]) and self._more():
            pass
        body = "".join(lines.taken).rstrip("\r\n")
        cells = escaped_cells(body, self._cut) if len(body) <= LONGEST else None
        if cells is not None and len(cells) == width:
            return cells
        self._patience -= len(lines.taken) + body.count(self._cut)
        return []

    def _more(self) -> bool:
        """Take another line; False at the end and where it is too long."""
        try:
            return next(self._lines, None) is not None
        except csv.Error:
            return False

    def _mended(self, width: int) -> Found:
        """The record at a line that breaks the rules: as it was meant, or left out with all lines up to the next one
        that keeps them.
        """
        lines = self._lines
        if len(lines.taken[0]) >= LONGEST_LINE or lines.has_too_many(lines.taken[0]):
            return "", "", [], lines.skip(self._newline), ""
        found = mended(lines.taken[:1], self._cut, width) if self._patience > 0 else None
        while not found and len(lines.taken) < LOOKED_AT and self._more():
            pass
        ahead = list(lines.taken)
        if not found and self._patience > 0:
            found = mended(ahead, self._cut, width)
            self._patience -= 0 if found else sum(line.count(self._cut) + 1 for line in ahead)
        if found:
            cells, count, note = found
            lines.give_back(count)
            raw, end = lines.record()
            return raw, end, cells, "", note
        count = next((i for i, line in enumerate(ahead[1:], 1) if stands_alone(line, self._cut, width)), len(ahead))
        lines.give_back(count)
        raw, end = lines.record()
        return raw, end, [], BROKEN + (f" ({count} lines)" if count > 1 else ""), ""

    def line(self, cells: Iterable[str]) -> str:
        """Cells as a piece of a line of this table, quoted where they need it."""
        return cast(str, self._writer.writerow(cells))


def most_cells(size: int) -> int:
    """Cells that a table in a file of ``size`` bytes may have; more are empty ones that would fill the memory."""
    return 2_000_000 + size // 2
