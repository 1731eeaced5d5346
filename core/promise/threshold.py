"""The lowest threshold of a label whose precision is at least a promised one, with confidence and on films never seen.

A threshold is chosen among many, so a confidence bound at the best of them would be too hopeful. Here they are tested
one after the other, in an order that the labels have no say in, until one fails: Learn then Test with fixed-sequence
testing (Angelopoulos, Bates, Candès, Jordan and Lei 2021, arXiv 2110.01052). Each test is the exact binomial one. Given
the films' scores, errors are independent but not equally likely; their lower tail is below the binomial one of the same
mean (Hoeffding 1956), so the test stays valid, and the order may depend on the scores.
"""

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

CONFIDENCE = 0.9  # of each label's promise
GRID = np.arange(99, 0, -1) / 100  # from the strictest threshold down


def lower_tail(count: int, rate: float) -> NDArray[np.float64]:
    """P(X <= k) for k = 0 .. ``count``, where X is binomial with ``count`` draws of probability ``rate``."""
    rate = min(max(rate, 1e-12), 1 - 1e-12)
    k = np.arange(count + 1)
    factorial = np.concatenate([[0.0], np.cumsum(np.log(np.arange(1, count + 1)))])
    log = factorial[count] - factorial - factorial[::-1] + k * np.log(rate) + (count - k) * np.log1p(-rate)
    return np.minimum(np.cumsum(np.exp(log)), 1.0)


def threshold(
    y_true: NDArray[np.integer],
    y_score: NDArray[np.floating],
    precision: float,
    known: NDArray[np.bool_] | None = None,
) -> float | None:
    """The lowest threshold on ``y_score`` [films] that keeps ``precision`` with :data:`CONFIDENCE`; None if none does.

    ``y_true`` [films] is 0 or 1 and counts where ``known`` [films]; neither may have been used to fit the scores.
    The sequence begins where the test is likeliest to pass if the probabilities are right, and loosens from there.
    """
    if known is not None:
        y_true, y_score = y_true[known], y_score[known]
    counts = (y_score[:, None] >= GRID).sum(axis=0)
    allowed = [_allowed(int(count), 1 - precision, 1 - CONFIDENCE) for count in counts]
    chances = [_chance(y_score[y_score >= limit], most) for limit, most in zip(GRID, allowed, strict=True)]
    begin, lowest = int(np.argmax(chances)), None
    if not chances[begin]:
        return None
    for limit, most in zip(GRID[begin:], allowed[begin:], strict=True):
        if (y_true[y_score >= limit] == 0).sum() > most:
            break
        lowest = float(limit)
    return lowest


@lru_cache(maxsize=10_000)
def _allowed(count: int, rate: float, level: float) -> int:
    """With how many errors among ``count`` films the test still rejects that errors have ``rate`` or more; -1: none."""
    return int(np.searchsorted(lower_tail(count, rate), level, side="right")) - 1


def _chance(scores: NDArray[np.floating], most: int) -> float:
    """How probable so few errors are among films with these calibrated ``scores``."""
    return 0.0 if most < 0 else float(lower_tail(len(scores), 1 - float(scores.mean()))[most])
