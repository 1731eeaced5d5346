"""The lines of a text stream: remembered until a record is made of them, given back when they were taken wrongly."""

import csv
from collections import deque
from typing import TextIO

LONGEST_LINE = 4_000_000  # characters; what is longer is no row of a table of films
LONGEST_RECORD = 8_000_000  # characters that a cell in quotation marks may draw in with its lines
MOST_TAKEN = 20_000  # lines of such a cell
TOO_LONG = f"longer than {LONGEST_LINE:,} characters"
MANY = 100_000  # cells of one line, which no row of a table of films has
BOM = "\ufeff"


class Lines:
    """An iterator for :func:`csv.reader` that knows which lines the reader has taken for its current record."""

    def __init__(self, stream: TextIO, cut: str) -> None:
        self._stream, self._cut = stream, cut
        self._ahead: deque[str] = deque()
        self._length = 0
        self.taken: list[str] = []
        first = stream.readline(LONGEST_LINE)
        self.mark = BOM if first.startswith(BOM) else ""  # the byte order mark that the stream began with, if it did
        if first := first.removeprefix(BOM):
            self._ahead.append(first)

    def __iter__(self) -> "Lines":
        return self

    def __next__(self) -> str:
        line = self._ahead.popleft() if self._ahead else self._stream.readline(LONGEST_LINE)
        if not line:
            raise StopIteration
        self.taken.append(line)
        length = len(line)
        self._length += length
        if self._length > MANY and (
            length == LONGEST_LINE
            or self._length > LONGEST_RECORD
            or len(self.taken) > MOST_TAKEN
            or self.has_too_many(line)
        ):
            raise csv.Error("too long")
        return line

    def has_too_many(self, line: str) -> bool:
        """Whether a line would fill the memory with cells."""
        return len(line) > MANY and line.count(self._cut) > MANY

    def give_back(self, keep: int) -> list[str]:
        """Keep the first lines of those taken; the others will be read again. Returns all of them."""
        lines = self.taken
        self._ahead.extendleft(reversed(lines[keep:]))
        self.taken = lines[:keep]
        self._length = sum(map(len, self.taken))
        return lines

    def skip(self, newline: str) -> str:
        """Pass over the first line taken, also when it is too long to be held; returns what is wrong with it."""
        self.give_back(1)
        line = self.taken[0]
        self.record()
        if len(line) < LONGEST_LINE:
            return f"more than {MANY:,} cells" if self.has_too_many(line) else ""
        if line.endswith(newline):
            return TOO_LONG
        while (part := self._stream.readline(LONGEST_LINE)) and not part.endswith(newline):
            pass
        return TOO_LONG

    def record(self) -> tuple[str, str]:
        """The text taken since the last call, and its line end."""
        taken = self.taken
        text = taken[0] if len(taken) == 1 else "".join(taken)
        self.taken = []
        self._length = 0
        body = text.rstrip("\r\n")
        return body, text[len(body) :]
