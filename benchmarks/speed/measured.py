"""What `make bench` measures with and writes down: interleaved repeats, ratios, and how fast a time grows."""

from collections.abc import Callable, Mapping, Sequence
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


def interleaved(ways: Mapping[str, Callable[[int], float]], repeats: int) -> dict[str, list[float]]:
    """Figures of every way: in each repeat every way once, each repeat beginning with another one."""
    names, found = list(ways), {name: [] for name in ways}
    for repeat in range(repeats):
        first = repeat % len(names)
        for name in names[first:] + names[:first]:
            found[name].append(ways[name](repeat))
    return found


def times_better(ours: Sequence[float], theirs: Sequence[float]) -> tuple[float, float, float]:
    """Median, least and greatest of theirs / ours, repeat by repeat; of seconds or megabytes, so less is better."""
    ratios = [their / our for our, their in zip(ours, theirs, strict=True)]
    return median(ratios), min(ratios), max(ratios)


def growth(what: str, unit: str, sizes: list[int], times: Sequence[Sequence[float]]) -> Growth:
    """Fit log(seconds) on log(size); ``times``: the repeats at each size."""
    seconds = [median(repeats) for repeats in times]
    x, y = np.log(sizes), np.log(seconds)
    fitted, steepest = np.polyfit(x, y, 1)[0], (np.diff(y) / np.diff(x)).max()
    return Growth(what, unit, sizes, seconds, float(fitted), float(steepest), [len(repeats) for repeats in times])


def times(ratio: float) -> str:
    """A ratio with as many digits as it is worth."""
    return f"{ratio:.0f}" if ratio >= 10 else f"{ratio:.1f}" if ratio >= 1 else f"{ratio:.2f}"


def seconds(value: float) -> str:
    """A time as people write it."""
    return f"{1000 * value:.3g} ms" if value < 0.1 else f"{value:.2f} s" if value < 10 else f"{value:.0f} s"
