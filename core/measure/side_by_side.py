"""Two models on the same films: whether one is better, and the films that one gets right and the other doesn't."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .bootstrap import DRAWS, Interval, Scored, paired

Pair = tuple[NDArray[np.float64], NDArray[np.float64]]


@dataclass(frozen=True, eq=False)
class SideBySide:
    """``metrics``: both models' value of each, and ``differences``, the first less the second with its 95 % interval
    by the paired bootstrap. ``f1`` [films, 2]: each film's own F1 with each model.
    """

    metrics: dict[str, tuple[float, float]]
    differences: dict[str, Interval]
    f1: NDArray[np.float64]

    @property
    def won(self) -> NDArray[np.float64]:
        """By how much of F1 the first model is ahead on each film, [films]; negative where the second is."""
        return self.f1[:, 0] - self.f1[:, 1]


def side_by_side(
    y_true: NDArray[np.integer],
    known: NDArray[np.bool_],
    y_scores: Pair,
    thresholds: Pair,
    draws: int = DRAWS,
    names: Sequence[str] = ("micro_f1", "macro_f1", "map", "lrap", "samples_f1", "ece"),
) -> SideBySide:
    """Compare two models' probabilities [films, genres] of the same films, each under its own ``thresholds`` [genres].

    ``known`` [films, genres]: what counts. Deterministic.
    """
    first, second = (
        Scored(y_true, y_score, limits, known) for y_score, limits in zip(y_scores, thresholds, strict=True)
    )
    once = np.ones((1, len(y_true)))
    values = [scored.metrics(once)[0] for scored in (first, second)]
    differences = paired(first, second, draws)
    return SideBySide(
        metrics={name: (float(values[0][name][0]), float(values[1][name][0])) for name in names},
        differences={name: differences[name] for name in names},
        f1=np.stack([first.per_film["samples_f1"], second.per_film["samples_f1"]], axis=1),
    )
