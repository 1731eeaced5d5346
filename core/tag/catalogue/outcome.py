"""What became of the files of a catalogue, one by one and in sum."""

from dataclasses import dataclass, field

from ...amounts import amount
from ..again.tag_again import Sums
from ..columns.promised import Tally


@dataclass(frozen=True)
class Outcome:
    """What became of a file: rows written, those of them without a plot that can be read, rows that were left out, what
    was wrong, if anything, under a promise the numbers of a :class:`Tally`, beside an earlier result :class:`Sums`, and
    how many posters could not be used.
    """

    source: str
    rows: int = 0
    unreadable: int = 0
    left_out: int = 0
    problem: str = ""
    accepted: int = 0
    labels: int = 0
    errors: float = 0.0
    review: int = 0
    sums: Sums = field(default_factory=Sums)
    poster_problems: int = 0


@dataclass
class Total:
    """What became of a catalogue: how many files it has, how many were finished before, and what was done since."""

    files: int
    before: int
    written: int = 0
    damaged: int = 0
    rows: int = 0
    unreadable: int = 0
    left_out: int = 0
    tally: Tally = field(default_factory=Tally)
    sums: Sums = field(default_factory=Sums)
    poster_problems: int = 0

    def add(self, outcome: Outcome) -> None:
        """Count a file."""
        self.written += not outcome.problem
        self.damaged += bool(outcome.problem)
        self.rows += outcome.rows
        self.unreadable += outcome.unreadable
        self.left_out += outcome.left_out
        self.poster_problems += outcome.poster_problems
        self.sums.join(outcome.sums)
        self.tally.join(Tally(outcome.accepted, outcome.labels, outcome.errors, outcome.review))

    def sentence(self) -> str:
        """What is known by now, for people."""
        parts = [f"Tagged {amount(self.rows, 'film')} in {self.written:,} of {amount(self.files, 'file')}"]
        parts += [f"{amount(self.before, 'was', 'were')} finished before"] if self.before else []
        if self.unreadable:
            rest = "without a plot that can be read"
            parts.append(amount(self.unreadable, f"film {rest} has no genre", f"films {rest} have no genre"))
        parts += [f"{amount(self.left_out, 'row')} left out"] if self.left_out else []
        parts += [f"{self.damaged:,} could not be tagged"] if self.damaged else []
        return "; ".join(parts) + "."
