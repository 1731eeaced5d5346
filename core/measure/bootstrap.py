"""How sure a metric is, and whether two models differ: the bootstrap over films (Efron 1979; paired: Koehn 2004).

scikit-learn computes one value at a time; a thousand resampled tables need sums that are computed once. What each film
contributes is in :class:`Scored`, so that a resampled metric is a product with how often each film was drawn.
Drawing every film once gives scikit-learn's values, which a test holds it to.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ..model.thresholds import decide
from .metrics import BELOW, BINS, LOWER_IS_BETTER, everything

DRAWS, CHUNK = 1_000, 100
ENDS = (0.025, 0.975)  # of the draws: a 95 % interval
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Interval:
    """A metric, and between which values it lay in 95 % of the draws."""

    value: float
    low: float
    high: float

    def negative(self) -> "Interval":
        """The same on the other side of zero."""
        return Interval(0.0 - self.value, 0.0 - self.high, 0.0 - self.low)  # so that zero does not become -0

    def __str__(self) -> str:
        return f"{self.value:.3f} [{self.low:.3f}, {self.high:.3f}]"


def _divide(above: NDArray[np.floating], below: NDArray[np.floating], empty: float = 0.0) -> Floats:
    return np.divide(above, below, out=np.full(np.broadcast(above, below).shape, empty), where=below > 0)


def _ranks(y_score: Floats) -> NDArray[np.int64]:
    """How many genres score at least as high as each, [films, genres]; ties share the worse rank, as in sklearn."""
    return np.stack([(y_score >= y_score[:, [g]]).sum(axis=1) for g in range(y_score.shape[1])], axis=1)


class Scored:
    """What each film contributes to each metric, for 0/1 ``y_true`` and ``y_score``, both [films, genres].

    ``known`` [films, genres]: what is not known counts neither for nor against a prediction.
    """

    def __init__(
        self,
        y_true: NDArray[np.integer],
        y_score: NDArray[np.floating],
        thresholds: NDArray[np.floating] | float,
        known: NDArray[np.bool_] | None = None,
    ) -> None:
        true, known = y_true.astype(bool), everything(y_true) if known is None else known
        predicted = decide(y_score.astype(np.float64), thresholds) & known
        score = np.where(known, y_score, BELOW).astype(np.float64)
        self.y_true = true.astype(np.float64)
        self.hits, self.predicted = (true & predicted).astype(np.float64), predicted.astype(np.float64)
        self.known = known.sum(axis=1).astype(np.float64)  # genres of each film
        self.per_film = self._films(true, predicted, score)
        self.labelled = true.any(axis=1).astype(np.float64)
        self.bins = self._bin_gaps(true, score, known)
        order = [films[known[films, g]] for g, films in enumerate(np.argsort(-score, axis=0, kind="stable").T)]
        self._curves = [
            (rows, self._ends(score[rows, g], true[rows, g]), np.flatnonzero(true[rows, g]))
            for g, rows in enumerate(order)
        ]

    def _films(self, true: NDArray[np.bool_], predicted: NDArray[np.bool_], score: Floats) -> dict[str, Floats]:
        """The metrics that are means over films, [films] each."""
        both, either = (true & predicted).sum(axis=1), (true | predicted).sum(axis=1)
        rank = _ranks(score)
        rank_among_true = np.stack(
            [((score >= score[:, [g]]) & true).sum(axis=1) for g in range(score.shape[1])], axis=1
        )
        return {
            "samples_f1": _divide(2 * both, true.sum(axis=1) + predicted.sum(axis=1)),
            "jaccard": _divide(both, either),
            "exact_match": (true == predicted).all(axis=1).astype(np.float64),
            "hamming_loss": _divide((true != predicted).sum(axis=1), self.known),
            "lrap": _divide((rank_among_true / rank * true).sum(axis=1), true.sum(axis=1)),
            "hit_at_1": true[np.arange(len(true)), score.argmax(axis=1)].astype(np.float64),
            "coverage_error": np.where(true, rank, 0).max(axis=1).astype(np.float64),
        }

    def _bin_gaps(self, true: NDArray[np.bool_], score: Floats, known: NDArray[np.bool_]) -> Floats:
        """Sum of probability minus truth over the known genres that a film has in each bin, [films, bins]."""
        bin_of = np.where(known, np.minimum((score * BINS).astype(int), BINS - 1), BINS)
        return np.stack([((score - true) * (bin_of == b)).sum(axis=1) for b in range(BINS)], axis=1)

    def _ends(self, ordered: Floats, true: NDArray[np.bool_]) -> NDArray[np.intp]:
        """The last place of each run of equal scores with a true film in it; a threshold can't part equal scores."""
        ends = np.append(np.flatnonzero(np.diff(ordered)), len(ordered) - 1)
        hits = np.cumsum(true)[ends]
        return ends[np.diff(hits, prepend=0) > 0]

    def genre_metrics(self, weights: Floats) -> dict[str, Floats]:
        """f1 and average_precision [draws, genres]; not a number where a draw has no film of the genre."""
        support = weights @ self.y_true
        f1 = _divide(2 * (weights @ self.hits), support + weights @ self.predicted)
        drawn = np.ascontiguousarray(weights.T)
        area = [self._average_precision(drawn, g) for g in range(support.shape[1])]
        return {
            "f1": np.where(support > 0, f1, np.nan),
            "average_precision": np.stack(area, axis=1),
            "support": support,
        }

    def _average_precision(self, drawn: Floats, genre: int) -> Floats:
        """[draws], from ``drawn`` [films, draws]: precision at each positive film's score, its mean over them."""
        rows, ends, positive = self._curves[genre]
        hits = np.cumsum(drawn[rows[positive]], axis=0)
        seen = np.cumsum(drawn[rows], axis=0)[ends]
        reached = np.searchsorted(positive, ends, side="right")  # positive films among the first ``end`` films
        if not len(ends):
            return np.full(drawn.shape[1], np.nan)
        hits = hits[reached - 1]
        area = (np.diff(hits, axis=0, prepend=0) * _divide(hits, seen)).sum(axis=0)
        return _divide(area, hits[-1], empty=np.nan)

    def metrics(self, weights: Floats) -> tuple[dict[str, Floats], dict[str, Floats]]:
        """The metrics of :data:`core.metrics.MEANING`, [draws], and those of each genre, [draws, genres].

        ``weights`` [draws, films]: how often each film was drawn.
        """
        genres = self.genre_metrics(weights)
        support = genres["support"]
        micro = _divide(
            2 * (weights @ self.hits).sum(axis=1), support.sum(axis=1) + (weights @ self.predicted).sum(axis=1)
        )
        overall = {
            "micro_f1": micro,
            "macro_f1": np.nanmean(genres["f1"], axis=1),
            "weighted_f1": _divide(np.nansum(genres["f1"] * support, axis=1), support.sum(axis=1)),
            "map": np.nanmean(genres["average_precision"], axis=1),
            "ece": np.abs(weights @ self.bins).sum(axis=1) / (weights @ self.known),
        }
        for name, values in self.per_film.items():
            counted = weights * self.labelled if name in ("lrap", "coverage_error") else weights
            overall[name] = _divide(counted @ values, counted.sum(axis=1))
        return overall, {name: genres[name] for name in ("f1", "average_precision")}


def draws(films: int, count: int = DRAWS, seed: int = 0) -> Iterator[Floats]:
    """How often each film is drawn, [up to 100 draws, films], ``count`` draws in all; the seed decides them."""
    rng = np.random.default_rng(seed)
    for begin in range(0, count, CHUNK):
        chosen = rng.integers(films, size=(min(CHUNK, count - begin), films))
        yield np.stack([np.bincount(row, minlength=films) for row in chosen]).astype(np.float64)


def _interval(value: float, sample: Floats) -> Interval:
    low, high = np.nanquantile(sample, ENDS)
    return Interval(float(value), float(low), float(high))


def _together(parts: list[dict[str, Floats]]) -> dict[str, Floats]:
    return {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}


def micro_f1(y_true: NDArray[np.integer], y_pred: NDArray[np.bool_], count: int = DRAWS, seed: int = 0) -> Interval:
    """Micro F1 of decisions [films, genres] with its percentile interval: quick, for there is nothing to rank."""
    there = y_true == 1
    pairs = np.stack([(y_pred & there).sum(axis=1), (y_pred & (y_true == 0)).sum(axis=1), there.sum(axis=1)], axis=1)

    def score(sums: Floats) -> Floats:
        return _divide(2 * sums[:, 0], sums.sum(axis=1))

    sample = np.concatenate([score(weights @ pairs) for weights in draws(len(y_true), count, seed)])
    return _interval(float(score(pairs.sum(axis=0, keepdims=True).astype(np.float64))[0]), sample)


def bootstrap(scored: Scored, count: int = DRAWS, seed: int = 0) -> tuple[dict[str, Interval], pd.DataFrame]:
    """Percentile intervals of every metric, and a row a genre: f1_low, f1_high, average_precision_low and _high.

    Deterministic under ``seed``. A film that is drawn twice ties with itself, so the intervals of average precision
    and of the calibration error lie a little high; differences between two models (:func:`paired`) do not.
    """
    films = len(scored.y_true)
    value, _ = scored.metrics(np.ones((1, films)))
    parts = [scored.metrics(weights) for weights in draws(films, count, seed)]
    overall = _together([part[0] for part in parts])
    ends: dict[str, Floats] = {}
    for name, sample in _together([part[1] for part in parts]).items():
        drawn = np.where(np.isnan(sample).all(axis=0), 0.0, sample)  # a genre without a film has 0 to 0
        ends[f"{name}_low"], ends[f"{name}_high"] = np.nanquantile(drawn, ENDS, axis=0)
    return {name: _interval(value[name][0], overall[name]) for name in overall}, pd.DataFrame(ends)


def paired(one: Scored, other: Scored, count: int = DRAWS, seed: int = 0) -> dict[str, Interval]:
    """``one`` minus ``other`` for every metric, both drawn on the same films each time.

    Raises ValueError when they were not scored on the same films and genres.
    """
    if not np.array_equal(one.y_true, other.y_true):
        raise ValueError("Two models are compared on the same films and genres; these have different y_true.")
    films = len(one.y_true)

    def gap(weights: Floats) -> dict[str, Floats]:
        first, second = one.metrics(weights)[0], other.metrics(weights)[0]
        return {name: first[name] - second[name] for name in first}

    value = gap(np.ones((1, films)))
    sample = _together([gap(weights) for weights in draws(films, count, seed)])
    return {name: _interval(value[name][0], sample[name]) for name in sample}


def verdict(name: str, difference: Interval) -> str:
    """``better by 0.021 [0.013, 0.029]``, ``worse by ...`` or ``no clear difference ...`` for a metric's difference."""
    gain = difference.negative() if name in LOWER_IS_BETTER else difference
    if gain.low > 0:
        return f"better by {gain}"
    if gain.high < 0:
        return f"worse by {gain.negative()}"
    return f"no clear difference: {gain}"
