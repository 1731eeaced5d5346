"""How faithful attributions are: what the function does when the words they name go, or when only those stay.

Comprehensiveness, sufficiency and their mean over shares of the words (AOPC) are ERASER's (DeYoung et al. 2020). AOPC
can't be compared across models (Edin et al. 2024), so each score goes with the random order's and the best order found
on the same text.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .explanation import Explanation
from .target import Scores, Target, of_explanation

SHARES = (0.01, 0.05, 0.10, 0.20, 0.50)  # ERASER's steps
LEAST_GAP = 0.05  # of probability, between the words named and random ones
MOST_OF_IT = 1.5  # the words named take so many times what random ones take, or else these take most of it
Order = Sequence[int] | NDArray[np.intp]


def order_of(values: NDArray[np.floating]) -> NDArray[np.intp]:
    """Positions of the words [words], the strongest support first; ties keep the order of the text."""
    return np.argsort(-values, kind="stable")


def _without_top(order: Order, shares: Sequence[float]) -> NDArray[np.bool_]:
    """Masks [shares, words] that delete the first words of an order: a share of them, rounded up."""
    keep = np.ones((len(shares), len(order)), dtype=bool)
    for row, share in zip(keep, shares, strict=True):
        row[list(order[: int(np.ceil(share * len(order)))])] = False
    return keep


def comprehensiveness(target: Target, order: Order, output: int, shares: Sequence[float] = SHARES) -> float:
    """Mean over ``shares`` of f(text) - f(text without the first words of ``order``), for one output. High is good."""
    _, full = target.ends()
    return float((full[output] - target(_without_top(order, shares))[:, output]).mean())


def sufficiency(target: Target, order: Order, output: int, shares: Sequence[float] = SHARES) -> float:
    """Mean over ``shares`` of f(text) - f(only the first words of ``order``), for one output. Low is good."""
    _, full = target.ends()
    return float((full[output] - target(~_without_top(order, shares))[:, output]).mean())


def greedy_order(target: Target, output: int, share: float = max(SHARES)) -> NDArray[np.intp]:
    """The best order found: delete, each time, the word whose loss lowers the output most, up to ``share``.

    Costs about words^2 evaluations. The words it does not reach follow in the order of the text.
    """
    keep = np.ones(len(target), dtype=bool)
    order: list[int] = []
    for _ in range(int(np.ceil(share * len(target)))):
        left = np.flatnonzero(keep)
        trials = np.repeat(keep[None, :], len(left), axis=0)
        trials[np.arange(len(left)), left] = False
        order.append(int(left[target(trials)[:, output].argmin()]))
        keep[order[-1]] = False
    return np.array([*order, *np.flatnonzero(keep)], dtype=np.intp)


def random_score(
    measure: Callable[[Target, Order, int], float], target: Target, output: int, draws: int = 10, seed: int = 0
) -> float:
    """Mean of ``comprehensiveness`` or ``sufficiency`` over random orders of the same words."""
    rng = np.random.default_rng(seed)
    return float(np.mean([measure(target, rng.permutation(len(target)), output) for _ in range(draws)]))


def normalised(found: float, random: float, best: float) -> float:
    """Where a score lies between the random order's (0) and the best order's found (1); NaN where those are equal."""
    return (found - random) / (best - random) if abs(best - random) > 1e-12 else float("nan")


def agreement(first: NDArray[np.floating], second: NDArray[np.floating]) -> float:
    """Spearman's rank correlation of two methods' attributions [words]; NaN when one of them is constant."""
    from scipy.stats import spearmanr

    if len(first) < 2 or np.ptp(first) == 0 or np.ptp(second) == 0:
        return float("nan")
    return float(spearmanr(first, second).statistic)


@dataclass(frozen=True)
class Deletion:
    """What one explanation's strongest words do: probabilities of ``genre`` with and without them.

    ``after``: without the ``words`` strongest supporting ones. ``random``: mean without as many random words, over
    draws whose standard deviation is ``spread``. ``is_all``: whether no other word is left that could be drawn.
    """

    genre: str
    words: int
    before: float
    after: float
    random: float
    spread: float
    is_all: bool = False

    @property
    def near_random(self) -> bool:
        """Whether a reader would conclude that the words named do hardly more than random ones.

        So it is when the two ends are less than five points apart, unless the words named leave half as much or less
        than random ones do; when random words take most of it, too; and when a single draw often takes as much.
        """
        gap, named, random = self.random - self.after, self.before - self.after, self.before - self.random
        close = gap < LEAST_GAP and self.after > self.random / 2
        return not self.is_all and (gap <= 0 or close or named < MOST_OF_IT * random or gap < self.spread)


def deletion(
    score: Scores, explanation: Explanation, genre: str, k: int = 5, seed: int = 0, draws: int = 20
) -> Deletion:
    """Delete the ``k`` words that support a genre most, and ``k`` random words ``draws`` times.

    ``score``: texts -> probabilities [texts, genres], such as ``classifier.predict_proba``. Words with no support are
    not deleted, so fewer than ``k`` may go; the random draws delete as many.
    """
    target, column = of_explanation(score, explanation), explanation.column(genre)
    values = explanation.for_genre(genre)
    top = [i for i in order_of(values)[:k] if values[i] > 0]
    rng = np.random.default_rng(seed)
    keep = np.ones((draws + 2, len(values)), dtype=bool)
    keep[1, top] = False
    for row in keep[2:]:
        row[rng.choice(len(values), size=len(top), replace=False)] = False
    found = target(keep)[:, column]
    is_all = len(top) == len(values)
    return Deletion(
        genre, len(top), float(found[0]), float(found[1]), float(found[2:].mean()), float(found[2:].std()), is_all
    )
