"""The sums of a table that is read: its records, those that can't be used, and those that were mended."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from ..amounts import amount

CHUNK_CHARACTERS = 4_000_000
MOST_LISTED = 100_000  # rows that are kept with their reasons; beyond, they are counted only


class Row(NamedTuple):
    """A row of a table by its number, 1 for the first below the header, and what is said of it."""

    row: int
    reason: str


@dataclass
class LeftOut:
    """``records`` were met; ``count`` of them were left out, those in ``rows`` first. ``mended`` ones are used."""

    records: int = 0
    count: int = 0
    rows: list[Row] = field(default_factory=list)
    mended_count: int = 0
    mended: list[Row] = field(default_factory=list)

    @property
    def first(self) -> str:
        """The first row that was left out: "row 2: 4 cells where the header has 3"; empty when there is none."""
        return f"row {self.rows[0].row}: {self.rows[0].reason}" if self.rows else ""

    @property
    def read(self) -> int:
        """Records that can be used."""
        return self.records - self.count

    def add(self, number: int, reason: str) -> None:
        """Count a row that is left out."""
        self.count += 1
        if len(self.rows) < MOST_LISTED:
            self.rows.append(Row(number, reason))

    def note(self, number: int, text: str) -> None:
        """Count a row that was read in another way than the rules of its format say."""
        self.mended_count += 1
        if len(self.mended) < MOST_LISTED:
            self.mended.append(Row(number, text))

    def passing(self, records: "Iterable[Record]", blank: bool = False) -> "Iterator[Record]":
        """The records that can be used; all are counted. ``blank``: and the blank lines, which are not."""
        for record in records:
            if self.takes(record) or (blank and not record.cells and not record.problem):
                yield record

    def takes(self, record: "Record") -> bool:
        """Count a record; whether it can be used."""
        if record.problem:
            self.records += 1
            self.add(record.number, record.problem)
            return False
        if not record.cells:
            return False
        self.records += 1
        if record.note:
            self.note(record.number, record.note)
        return True

    def sentence(self) -> str:
        """The records of the file and what became of them, for people."""
        return sums(self.records, self.count, self.first, self.mended_count, self.mended, "read")


def sums(records: int, left_out: int, first: str, mended_count: int, mended: Sequence[Row], read: str) -> str:
    """Records, and how many of them were left out (``first`` is the first and why) and read in another way than the
    rules of their format say. ``read`` says what became of the others.
    """
    text = f"{amount(records, 'record')}: {records - left_out:,} {read}, {left_out:,} left out"
    text += f" ({'' if left_out == 1 else 'the first is '}{first})." if first else "."
    if mended_count:
        rows = amount(mended_count, "row")
        said = "" if mended_count == 1 else "the first is "
        text += f" Look at {rows} with odd quotation marks ({said}row {mended[0].row:,}: {mended[0].reason})."
    return text


class Record(NamedTuple):
    """One record: its text without the line end, the line end, its cells, and why it can't be used ("" when it can).

    ``number`` counts from 1 below the header. A blank line has no cells and is not counted. A record that is shorter
    than the header has been filled up with empty cells, in its text too. ``note`` says how it was mended, if it was.
    """

    number: int
    raw: str
    end: str
    cells: list[str]
    problem: str = ""
    note: str = ""


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
