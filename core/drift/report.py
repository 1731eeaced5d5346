"""A batch beside a model's own films: what has changed, in words, and what to do."""

from dataclasses import dataclass
from itertools import groupby
from typing import Any

from ..amounts import amount
from ..model.classifier import GenreClassifier
from .comparison import EDGES, FAR, FEWEST, LEVEL, SMALL, Difference, differences
from .measured import Measured
from .reference import Reference
from .sample import Sample
from .sentences import ADVICE, advice, sentence


@dataclass(frozen=True)
class Change:
    """A difference that matters, in a ``sentence``, and what to do about it (``advice``)."""

    difference: Difference
    sentence: str
    advice: str


@dataclass(frozen=True)
class Report:
    """``plots`` of ``rows`` were compared with ``films`` that are called ``named``. ``changes``: what matters, the
    largest first, texts before genres, which follow from them; ``differences``: every measure.
    """

    model: str
    rows: int
    plots: int
    named: str
    films: int
    differences: tuple[Difference, ...] = ()
    changes: tuple[Change, ...] = ()

    @property
    def enough(self) -> bool:
        """Whether there are plots enough to tell."""
        return self.plots >= FEWEST

    @property
    def sentence(self) -> str:
        """What came of it, and what was compared."""
        if not self.enough:
            return f"{amount(self.plots, 'plot')} can't be compared: it takes {FEWEST}."
        some = f"{amount(self.plots, 'plot')} of {self.rows:,}" if self.rows > self.plots else f"{self.plots:,} plots"
        compared = f"Compared: {some} with {self.films:,} of {self.named}."
        if not self.changes:
            return f"Nothing has changed that matters. {compared}"
        return f"{amount(len(self.changes), 'thing has', 'things have')} changed. {compared}"

    @property
    def told(self) -> list[tuple[str, list[Difference]]]:
        """The changes in words, an entry for each advice, which comes once for all the differences it is about."""
        groups = [list(alike) for _, alike in groupby(self.changes, key=lambda change: change.advice)]
        return [
            (" ".join([*(each.sentence for each in group), group[0].advice]), [each.difference for each in group])
            for group in groups
        ]

    def to_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        changes = [
            {"measure": change.difference.measure, "sentence": change.sentence, "advice": change.advice}
            for change in self.changes
        ]
        return {
            "alarm": bool(changes),
            "sentence": self.sentence,
            "changes": changes,
            "model": self.model,
            "rows": self.rows,
            "plots": self.plots,
            "compared_with": {"named": self.named, "plots": self.films},
            "level": LEVEL,
            "smallest_effect": {"distance": FAR, "d": SMALL, "h": SMALL},
            "differences": [_plain(each) for each in self.differences],
        }


def _plain(found: Difference) -> dict[str, Any]:
    values: dict[str, Any] = {
        name: getattr(found, name) for name in ("measure", "p_value", "effect", "batch", "reference")
    }
    batch, reference = found.bars
    if found.at is not None:
        values["at"] = found.at
    if batch:
        values["bars"] = {"from": EDGES[found.measure], "batch": batch, "reference": reference}
    return values


def report(classifier: GenreClassifier, batch: Sample, reference: Reference) -> Report:
    """Compare some plots with a reference."""
    sums = (classifier.version, batch.rows, len(batch.plots), reference.named, len(reference.films))
    if len(batch.plots) < FEWEST:
        return Report(*sums)
    measured = Measured.of(classifier, batch.plots)
    genres = [str(genre) for genre in classifier.classes_]
    found = differences(measured, reference.films, genres, classifier.thresholds_)
    matter = sorted((each for each in found if each.matters and advice(each)), key=_weight, reverse=True)
    changes = [
        Change(each, sentence(each, measured, reference.films, reference.named), advice(each)) for each in matter
    ]
    return Report(*sums, tuple(found), tuple(changes))


def _weight(found: Difference) -> tuple[bool, float]:
    return found.measure in ADVICE, abs(found.effect) / (SMALL if found.at is None else FAR)
