"""The columns that a model adds behind a table's own: their names, in the order in which they are written."""

from collections.abc import Iterable

from ...errors import TableError
from ...model.classifier import GenreClassifier

PREDICTED, NEAREST, WORDS = "predicted", "nearest_threshold", "top_words"
READING, FAMILIARITY = "reading", "familiarity"  # when not to believe the row; how many plots look as unusual
DECISION, ERRORS = "decision", "expected_errors"  # beside a promise: accept or review; how many labels are wrong
BY, ON = "tagged_by", "tagged_on"  # beside an earlier result: the version of the model, and the day
LOCKED, SAYS = "locked", "model_says"  # whether a person has decided, and the labels of a model that disagrees
STAMPS = (BY, ON, LOCKED, SAYS)
PROBABILITY = "p_"  # and the genre


def probabilities(classifier: GenreClassifier) -> list[str]:
    """The columns of probabilities, one a genre."""
    return [PROBABILITY + genre for genre in classifier.classes_]


def check_tagged(names: Iterable[str], table: object) -> None:
    """Raise TableError unless a table is a result of ``predict``."""
    missing = [name for name in (PREDICTED, READING, FAMILIARITY) if name not in set(names)]
    if missing:
        raise TableError(
            f"{table} has no column {missing[0]!r}: it is no result of predict. Choose another --previous."
        )


def check_free(names: Iterable[str], added: list[str], table: object) -> None:
    """Raise TableError when a table already has one of the columns that would be added."""
    taken = [name for name in names if name in set(added)]
    if taken:
        raise TableError(f"{table} already has a column {taken[0]!r}, which would be added. Rename or drop it first.")
