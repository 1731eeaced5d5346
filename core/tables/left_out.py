"""The sums of a table that is read: its records, those that can't be used, and those that were mended."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from ..amounts import amount

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
        """For people; empty when every record was read as it stands."""
        parts = []
        if self.count:
            rows = amount(self.count, "row was left out", "rows were left out")
            parts.append(
                f"{amount(self.records, 'record')}: {self.read:,} read, and"
                f" {rows} ({'' if self.count == 1 else 'the first is '}{self.first})."
            )
        if self.mended_count:
            rows = amount(self.mended_count, "row")
            first = self.mended[0]
            parts.append(f"Look at {rows} with odd quotation marks (row {first.row}: {first.reason}).")
        return " ".join(parts)


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
