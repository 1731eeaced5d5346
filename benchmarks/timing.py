"""How times are taken, compared and written."""

import time
from collections.abc import Callable, Mapping, Sequence
from statistics import median, quantiles


def took(act: Callable[[], object]) -> float:
    """Seconds that ``act`` takes."""
    began = time.perf_counter()
    act()
    return time.perf_counter() - began


def repeated(act: Callable[[], object], repeats: int, longest: float = float("inf")) -> list[float]:
    """Seconds of each of ``repeats`` runs; at least one, but fewer when together they take ``longest`` seconds."""
    times: list[float] = []
    while len(times) < repeats and sum(times) <= longest:
        times.append(took(act))
    return times


def interleaved(ways: Mapping[str, Callable[[int], float]], repeats: int) -> dict[str, list[float]]:
    """Figures of every way: in each repeat every way once, each repeat beginning with another one."""
    names = list(ways)
    figures: dict[str, list[float]] = {name: [] for name in names}
    for repeat in range(repeats):
        first = repeat % len(names)
        for name in names[first:] + names[:first]:
            figures[name].append(ways[name](repeat))
    return figures


def times_better(ours: Sequence[float], theirs: Sequence[float]) -> tuple[float, float, float]:
    """Median, least and greatest of theirs / ours, repeat by repeat; of seconds or megabytes, so less is better."""
    ratios = [their / our for our, their in zip(ours, theirs, strict=True)]
    return median(ratios), min(ratios), max(ratios)


def percentile(values: Sequence[float], share: int) -> float:
    """The value that ``share`` per cent of ``values`` do not exceed, between its neighbours."""
    return quantiles(values, n=100, method="inclusive")[share - 1] if len(values) > 1 else values[0]


def ratio(value: float) -> str:
    """A ratio with as many digits as it is worth."""
    return f"{value:.0f}" if value >= 10 else f"{value:.1f}" if value >= 1 else f"{value:.2f}"


def seconds(value: float) -> str:
    """A time as people write it."""
    return f"{1000 * value:.3g} ms" if value < 0.1 else f"{value:.2f} s" if value < 10 else f"{value:.0f} s"
