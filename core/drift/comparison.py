"""Plots of a batch beside those of a reference: a test and an effect size for each measure.

Lengths and familiarity are compared by the two-sample Kolmogorov-Smirnov test; the share of unknown words, whose mean
alone does not depend on the length, by Welch's t-test; shares of plots by chi-squared (Fisher's exact test where a cell
is small); all of SciPy. P-values are corrected for their number by Benjamini and Hochberg (1995): of batches in which
nothing has changed, 5 % at most are to alarm at all. With many plots any difference is certain, so an alarm also takes
one that matters: a distance of :data:`FAR` between two distributions, or what Cohen (1988) calls a small effect,
:data:`SMALL`, of two means (d) or two shares (h).
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..model.thresholds import decide
from .measured import Measured

LEVEL = 0.05
FEWEST = 20  # plots of a batch; fewer tell nothing
FAR, SMALL = 0.1, 0.2
SMALL_CELL = 5  # expected plots, below which chi-squared is no good approximation
LENGTH, UNKNOWN, FAMILIARITY, LANGUAGE, NO_PLOT = "length", "unknown words", "familiarity", "language", "no plot"
EDGES = {  # of the bars of a picture; the last bar has everything above
    LENGTH: (0, 10, 20, 30, 40, 60, 80, 120, 160, 240, 480),
    UNKNOWN: (0, 0.01, 0.02, 0.05, 0.1, 0.15, 0.2, 0.3, 0.5),
    FAMILIARITY: (0, 0.01, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9),
}
Values = NDArray[np.floating] | NDArray[np.integer]


@dataclass(frozen=True)
class Difference:
    """One measure of a batch beside the reference. ``p_value`` is corrected once all are known; ``effect`` is the
    distance of the distributions, Cohen's d or h. ``at``: the value at which the distributions are furthest apart, None
    where only a share or a mean is compared. ``batch`` and ``reference``: the share of plots with ``at`` or less, else
    the share or the mean itself. ``bars``: the shares of plots from each of :data:`EDGES` to the next.
    """

    measure: str
    p_value: float
    effect: float
    at: float | None
    batch: float
    reference: float
    bars: tuple[tuple[float, ...], tuple[float, ...]] = ((), ())

    @property
    def matters(self) -> bool:
        """Whether it is certain and large enough to be told."""
        return self.p_value < LEVEL and abs(self.effect) >= (SMALL if self.at is None else FAR)


def differences(
    batch: Measured, reference: Measured, genres: list[str], thresholds: NDArray[np.floating]
) -> list[Difference]:
    """Every measure, and every genre by its name, with corrected p-values. Genres are told at ``thresholds``."""
    from scipy import stats  # late: no page waits for it

    found = [_shares(NO_PLOT, ~batch.readable, ~reference.readable)]
    batch, reference = (side.take(side.readable) for side in (batch, reference))
    found += _of_texts(batch, reference)
    ours, theirs = (decide(side.y_score, thresholds) for side in (batch, reference))
    found += [_shares(genre, ours[:, g], theirs[:, g]) for g, genre in enumerate(genres)]
    corrected = stats.false_discovery_control([each.p_value for each in found])
    return [_with_p(each, float(p)) for each, p in zip(found, corrected, strict=True)]


def _of_texts(batch: Measured, reference: Measured) -> Iterator[Difference]:
    """Of the texts themselves, as far as the model can tell."""
    of: dict[str, Callable[[Measured], Values]] = {
        LENGTH: lambda side: side.words,
        FAMILIARITY: lambda side: side.familiarity[~np.isnan(side.familiarity)],
    }
    for measure, values in of.items():
        ours, theirs = values(batch), values(reference)
        if len(ours) and len(theirs):
            yield _distributions(measure, ours, theirs)
    if len(batch.words) > 1:
        yield _means(UNKNOWN, batch.unknown, reference.unknown)
    yield _shares(LANGUAGE, batch.language != "en", reference.language != "en")


def _with_p(found: Difference, p_value: float) -> Difference:
    return Difference(**(vars(found) | {"p_value": p_value}))


def _distributions(measure: str, ours: Values, theirs: Values) -> Difference:
    from scipy import stats

    test = stats.ks_2samp(ours, theirs)
    at = float(test.statistic_location)
    below, of_reference = float((ours <= at).mean()), float((theirs <= at).mean())
    bars = _bars(measure, ours), _bars(measure, theirs)
    return Difference(measure, float(test.pvalue), below - of_reference, at, below, of_reference, bars)


def _means(measure: str, ours: Values, theirs: Values) -> Difference:
    from scipy import stats

    one, other = (np.asarray(side, dtype=np.float64) for side in (ours, theirs))
    spread = np.sqrt((one.var(ddof=1) + other.var(ddof=1)) / 2)
    gap, bars = one.mean() - other.mean(), (_bars(measure, ours), _bars(measure, theirs))
    p_value = float(stats.ttest_ind(one, other, equal_var=False).pvalue) if spread else float(gap == 0)
    effect = float(gap / spread) if spread else float(np.sign(gap))
    return Difference(measure, p_value, effect, None, float(one.mean()), float(other.mean()), bars)


def _bars(measure: str, values: Values) -> tuple[float, ...]:
    """The share of the values from each edge to the next; from the last one on, all that are left."""
    counts, _ = np.histogram(values, [*EDGES[measure], np.inf])
    return tuple((counts / len(values)).tolist())


def _shares(measure: str, ours: NDArray[np.bool_], theirs: NDArray[np.bool_]) -> Difference:
    table = np.array([[side.sum(), (~side).sum()] for side in (ours, theirs)])
    one, other = (float(side.mean()) if len(side) else 0.0 for side in (ours, theirs))
    effect = 2 * float(np.arcsin(np.sqrt(one)) - np.arcsin(np.sqrt(other)))
    return Difference(measure, _p_of(table), effect, None, one, other)


def _p_of(table: NDArray[np.integer]) -> float:
    """The p-value of a table of two by two counts."""
    from scipy import stats

    if not (table.sum(axis=0).all() and table.sum(axis=1).all()):
        return 1.0
    if stats.contingency.expected_freq(table).min() < SMALL_CELL:
        return float(stats.fisher_exact(table).pvalue)
    return float(stats.chi2_contingency(table).pvalue)
