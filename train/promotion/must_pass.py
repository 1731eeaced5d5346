"""Plots of one's own that a model must get right before it is promoted: a small table with plot, must and must_not."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from core.errors import TableError
from core.tables.films import plot_texts, texts
from core.tables.output import atomic
from core.tables.output.spreadsheet_safe import frame_csv, original
from core.tables.whole import read_frame
from train.runs.guards import check_writable, writing

if TYPE_CHECKING:
    import pandas as pd

    from core.model.classifier import GenreClassifier

FILE = "must_pass.csv"  # below the folder of models
MOST, LARGEST = 1_000, 5_000_000  # plots, bytes of cells
COLUMNS = ["plot", "must", "must_not"]
_BETWEEN = re.compile(r"[|;,]")


@dataclass(frozen=True)
class Check:
    """A plot, and labels that must and must not come."""

    plot: str
    must: tuple[str, ...]
    must_not: tuple[str, ...]


@dataclass(frozen=True)
class Failure:
    """A plot that a model does not pass: labels that are ``missing``, and ``unwanted`` ones that came."""

    check: Check
    missing: tuple[str, ...]
    unwanted: tuple[str, ...]

    @property
    def sentence(self) -> str:
        """What is wrong, and the beginning of the plot."""
        wrong = [f"no {label}" for label in self.missing] + [f"{label} came" for label in self.unwanted]
        return f"{', '.join(wrong)}: {' '.join(self.check.plot.split())[:80]}"


def read(source: Path | bytes, name: str) -> list[Check]:
    """The checks of a table in any format; labels are parted by ``|``, commas or semicolons. Raises TableError."""
    return _checks(read_frame(source, name, most=LARGEST).frame, name)


def _checks(frame: "pd.DataFrame", name: str) -> list[Check]:
    lacking = [
        column for column in COLUMNS[:2] if column not in frame and not (column == "must" and "must_not" in frame)
    ]
    if lacking:
        raise TableError(f"{name} has no column {lacking[0]!r}. It needs plot, must and must_not.")
    if len(frame) > MOST:
        raise TableError(f"{name} has {len(frame):,} rows; {MOST:,} plots are the most that a promotion waits for.")
    plots = plot_texts(frame["plot"])
    columns = [_labels(frame, column) for column in COLUMNS[1:]]
    checks = [Check(*row) for row in zip(plots, *columns, strict=True)]
    for number, check in enumerate(checks, 1):
        if not check.plot or not (check.must or check.must_not):
            what = "labels that must or must not come" if check.plot else "plot"
            raise TableError(f"Row {number} of {name} has no {what}. Fill it in, or leave the row out.")
        if both := set(check.must) & set(check.must_not):
            raise TableError(f"Row {number} of {name} says that {min(both)} must and must not come. Decide for one.")
    if not checks:
        raise TableError(f"{name} has no rows. Give a plot a row, and the labels that must or must not come.")
    return checks


def _labels(frame: "pd.DataFrame", column: str) -> list[tuple[str, ...]]:
    """The labels in each cell."""
    if column not in frame:
        return [()] * len(frame)
    return [tuple(filter(None, map(str.strip, _BETWEEN.split(cell)))) for cell in texts(frame[column])]


def kept(models: Path) -> list[Check]:
    """The checks of an installation; none where nobody has given any. Raises TableError for a file that is damaged."""
    path = models / FILE
    if not path.is_file():
        return []
    frame = read_frame(path, FILE, most=LARGEST).frame
    return _checks(original(frame.astype(object).where(frame.notna(), "").astype(str)), FILE)


def keep(checks: Sequence[Check], models: Path) -> None:
    """Make these the checks of the installation; none removes them. Raises RunError where nothing can be written."""
    import pandas as pd

    check_writable()
    rows = [(check.plot, "|".join(check.must), "|".join(check.must_not)) for check in checks]
    with writing(models):
        if rows:
            atomic.write_text(models / FILE, frame_csv(pd.DataFrame(rows, columns=COLUMNS)))
        else:
            (models / FILE).unlink(missing_ok=True)


def failures(classifier: "GenreClassifier", checks: Sequence[Check]) -> list[Failure]:
    """The plots that a model does not pass; a label that it lacks never comes."""
    given = classifier.predict([check.plot for check in checks]) if checks else []
    results = [
        Failure(
            check,
            tuple(label for label in check.must if label not in labels),
            tuple(label for label in check.must_not if label in labels),
        )
        for check, labels in zip(checks, given, strict=True)
    ]
    return [result for result in results if result.missing or result.unwanted]
