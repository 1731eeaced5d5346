"""What trying a threshold does, in one sentence: precision, recall and F1 before and after, films won and lost."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.amounts import amount
from core.model.thresholds import decide
from dashboard.components.metrics.evaluation import Evaluation
from dashboard.phrasing import percent


@dataclass(frozen=True)
class Counts:
    """Film-genre pairs of the test: predicted rightly, predicted wrongly, and true ones."""

    right: int
    wrong: int
    true: int

    @classmethod
    def of(cls, y_true: NDArray[np.integer], y_pred: NDArray[np.bool_]) -> "Counts":
        """Of labels and decisions, both [films, genres]."""
        there = y_true == 1
        return cls(int((y_pred & there).sum()), int((y_pred & (y_true == 0)).sum()), int(there.sum()))

    @property
    def precision(self) -> float:
        """Share of the predictions that are right."""
        return self.right / max(self.right + self.wrong, 1)

    @property
    def recall(self) -> float:
        """Share of what is true that is predicted."""
        return self.right / max(self.true, 1)

    @property
    def f1(self) -> float:
        """Their harmonic mean."""
        return 2 * self.right / max(self.right + self.wrong + self.true, 1)


def told(evaluation: Evaluation, genre: str | None, columns: list[int]) -> str:
    """``Drama: precision 61 % -> 64 %, ... 12 films lost, 31 fewer wrong ones.`` on the test films."""
    y_true = evaluation.y_true[:, columns]
    before, after = (
        Counts.of(y_true, decide(evaluation.y_score, thresholds)[:, columns])
        for thresholds in (evaluation.model.thresholds, evaluation.thresholds)
    )
    return f"{genre or 'All genres'}: {_figures(before, after)}.{_films(before, after, genre)}"


def _figures(before: Counts, after: Counts) -> str:
    """Each figure, with an arrow where it has changed."""
    pairs = {
        "precision": (percent(before.precision), percent(after.precision)),
        "recall": (percent(before.recall), percent(after.recall)),
        "F1": (f"{before.f1:.3f}", f"{after.f1:.3f}"),
    }
    return ", ".join(f"{name} {old}" if old == new else f"{name} {old} → {new}" for name, (old, new) in pairs.items())


def _films(before: Counts, after: Counts, genre: str | None) -> str:
    if before == after:
        return ""
    won, added = after.right - before.right, after.wrong - before.wrong
    units = ("film",) if genre else ("right genre", "right genres")
    found = f"{amount(abs(won), *units)} {'won' if won >= 0 else 'lost'}"
    wrong = f"{abs(added):,} {'more' if added >= 0 else 'fewer'} wrong {'one' if abs(added) == 1 else 'ones'}"
    return f" {found}, {wrong}."
