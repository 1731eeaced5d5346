"""Rows of a table that can't be used: how many, and the first of them with the reason."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from .delimited import Record


@dataclass
class LeftOut:
    """``count`` rows; ``first`` is the first of them: "row 2: 4 cells where the header has 3"."""

    count: int = 0
    first: str = ""

    def add(self, number: int, reason: str) -> None:
        """Count a row; its number is 1 for the first below the header."""
        self.count += 1
        self.first = self.first or f"row {number}: {reason}"

    def passing(self, records: Iterable[Record]) -> Iterator[Record]:
        """The records that can be used; blank lines are passed over, the others counted."""
        for record in records:
            if record.problem:
                self.add(record.number, record.problem)
            elif record.cells:
                yield record

    def sentence(self) -> str:
        """For people; empty when every row was read."""
        if not self.count:
            return ""
        rows = "1 row was left out" if self.count == 1 else f"{self.count:,} rows were left out"
        return f"{rows} ({'' if self.count == 1 else 'the first is '}{self.first})."
