"""Rows under a promise: the labels that keep it, whether the row is accepted, and how many of its labels are wrong."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

import numpy as np
from numpy.typing import NDArray

from ...amounts import amount
from ...promise.promise import Decision, Promise
from .added import DECISION, ERRORS, PREDICTED, PROBABILITY, READING, check_free

if TYPE_CHECKING:  # a CSV file is tagged without it
    import pyarrow as pa

Rows = TypeVar("Rows", "pa.Table", "pa.RecordBatch")


@dataclass
class Tally:
    """Films that were accepted, their labels, how many of those are wrong as far as is known, and films to review."""

    accepted: int = 0
    labels: int = 0
    errors: float = 0.0
    review: int = 0

    def count(self, decisions: Sequence[Decision]) -> None:
        """Count these films."""
        accepted = [decision for decision in decisions if decision.accepted]
        labels, errors = (sum(values) for values in ((len(d.labels) for d in accepted), (d.errors for d in accepted)))
        self.join(Tally(len(accepted), int(labels), float(errors), len(decisions) - len(accepted)))

    def join(self, other: "Tally") -> None:
        """Count the films of another tally."""
        self.accepted += other.accepted
        self.labels += other.labels
        self.errors += other.errors
        self.review += other.review

    @property
    def sentence(self) -> str:
        """What is known by now, for people."""
        of = f"; of {amount(self.labels, 'label')} about {self.errors:,.0f} will be wrong" if self.labels else ""
        return f"Accepted {amount(self.accepted, 'film')}, {self.review:,} to review{of}."

    def doubt(self, promise: Promise) -> str:
        """Said where the probabilities expect more errors than the promise allows; empty where they don't."""
        if self.errors <= (1 - float(promise.precision.min())) * self.labels:
            return ""
        return (
            "That is more than promised: these films are less clear to the model than those that the promise was tested"
            " on. Look at some of the accepted ones."
        )


def decide(
    promise: Promise, y_score: NDArray[np.floating], readable: Sequence[bool] | NDArray[np.bool_], notes: Sequence[str]
) -> list[Decision]:
    """What becomes of films with these probabilities [films, genres]; a film that can't be read has no label, and one
    with a note on how it was read is not accepted.
    """
    able = np.asarray(readable, dtype=bool)
    sound = able & np.array([not note for note in notes], dtype=bool)
    return promise.decide(np.where(able[:, None], y_score, 0.0), sound)


def decided(rows: Rows, promise: Promise, tally: Tally | None = None) -> Rows:
    """Tagged rows under a promise: ``predicted`` holds the labels that keep it, ``decision`` and ``expected_errors``
    come behind it. ``tally`` counts them. Raises TableError when the rows have such a column already.
    """
    import pyarrow as pa

    check_free(rows.schema.names, [DECISION, ERRORS], "The table")
    columns = [rows[PROBABILITY + genre].to_numpy(zero_copy_only=False) for genre in promise.genres]
    y_score = np.stack(columns, axis=1).astype(np.float64)
    decisions = decide(promise, np.nan_to_num(y_score), ~np.isnan(y_score[:, 0]), rows[READING].to_pylist())
    if tally:
        tally.count(decisions)
    place = rows.schema.get_field_index(PREDICTED)
    rows = rows.set_column(place, PREDICTED, pa.array(["|".join(made.labels) for made in decisions], pa.string()))
    rows = rows.add_column(place + 1, DECISION, pa.array([made.word for made in decisions], pa.string()))
    return rows.add_column(place + 2, ERRORS, pa.array([made.errors for made in decisions], pa.float32()))
