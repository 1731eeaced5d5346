"""What the parts of `make bench` share and what they return: lines of the table, and how fast a time grows."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

import numpy as np

from core.model.classifier import GenreClassifier
from recipe.films import Films

SLACK = 0.1  # how far a fitted exponent may lie above 1 and still be called linear: the noise of the clock


@dataclass(frozen=True)
class Setting:
    """What the parts share. ``repeats``: of every figure; ``plots``: of the throughput; ``quick``: only a look."""

    classifier: GenreClassifier
    films: Films
    repeats: int = 5
    plots: int = 1_000
    quick: bool = False


@dataclass(frozen=True)
class Row:
    """One line of the table. ``ratio``: times that GenreLens is better, with the least and the greatest repeat."""

    what: str
    ours: str
    other: str = ""
    theirs: str = ""
    quality: tuple[str, str] = ("", "")
    ratio: tuple[float, float, float] | None = None
    repeats: int = 1
    target: str = ""
    met: bool | None = None


@dataclass(frozen=True)
class Growth:
    """Median seconds at each size, and exponents: fitted over all sizes, and of the steepest step to the next one."""

    what: str
    unit: str
    sizes: list[int]
    seconds: list[float]
    fitted: float
    steepest: float
    repeats: list[int]

    @property
    def linear(self) -> bool:
        """Whether it grows no worse than linearly, by either exponent."""
        return max(self.fitted, self.steepest) <= 1 + SLACK


def spread(some: Sequence[str], count: int) -> list[str]:
    """``count`` of them, evenly over all; repeated where there are fewer."""
    return [some[place * len(some) // count] for place in range(count)]


def growth(what: str, unit: str, sizes: list[int], times: Sequence[Sequence[float]]) -> Growth:
    """Fit log(seconds) on log(size); ``times``: the repeats at each size."""
    seconds = [median(repeats) for repeats in times]
    x, y = np.log(sizes), np.log(seconds)
    fitted, steepest = np.polyfit(x, y, 1)[0], (np.diff(y) / np.diff(x)).max()
    return Growth(what, unit, sizes, seconds, float(fitted), float(steepest), [len(repeats) for repeats in times])
