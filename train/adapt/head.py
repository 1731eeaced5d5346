"""A linear head on what a trained network makes of a plot, held to what the network already says.

The log-odds of a label are ``pooled @ P + log_odds @ L + b``, where ``log_odds`` are the source model's, calibrated.
A label whose name speaks of genres of the source model begins at their log-odds and is held to them by the penalty;
without films it would answer as the source model does. Other labels begin at how frequent they are.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.model.calibration import PRIOR_FILMS, sigmoid

Array = NDArray[np.float64]
FOLDS = 5
SAME_NAME = 10.0  # times as firmly is a label held to the source's genre that has its very name
PENALTY = 20.0  # of a weight, divided by the square root of the films: measured with 50 to 4,412 films


@dataclass(frozen=True)
class Readings:
    """What the source makes of some films: ``pooled`` [films, dim] and calibrated ``log_odds`` [films, genres]."""

    pooled: Array
    log_odds: Array

    def __len__(self) -> int:
        return len(self.pooled)

    def __getitem__(self, films: NDArray[np.intp]) -> "Readings":
        return Readings(self.pooled[films], self.log_odds[films])


@dataclass(frozen=True)
class Head:
    """``from_pooled`` [dim, labels], ``from_log_odds`` [genres, labels] and ``bias`` [labels]."""

    from_pooled: Array
    from_log_odds: Array
    bias: Array

    def log_odds(self, films: Readings) -> Array:
        """The log-odds of the labels [films, labels]."""
        return films.pooled @ self.from_pooled + films.log_odds @ self.from_log_odds + self.bias

    def scaled(self, slope: Array, intercept: Array) -> "Head":
        """The head whose log-odds are slope * log-odds + intercept, both [labels]."""
        return Head(self.from_pooled * slope, self.from_log_odds * slope, self.bias * slope + intercept)


@dataclass(frozen=True)
class Start:
    """Where the labels begin: ``from_log_odds`` [genres, labels], zero for a label of one's own, and how ``firmly``
    [labels] each is held there.
    """

    from_log_odds: Array
    firmly: Array

    @classmethod
    def of(cls, labels: Sequence[str], known: Sequence[Sequence[int]], genres: Sequence[str]) -> "Start":
        """The mean of the source's ``genres`` that each label speaks of: ``known`` has their places for each label."""
        weights = np.zeros((len(genres), len(labels)))
        for label, places in enumerate(known):
            weights[list(places), label] = 1 / max(len(places), 1)
        same = set(genres)
        return cls(weights, np.array([SAME_NAME if label in same else 1.0 for label in labels]))


def fit(films: Readings, y_true: NDArray[np.integer], start: Start) -> Head:
    """Logistic regression of each label, its weights held to its ``start``.

    The penalty is PENALTY / sqrt(films) / 2 times the squared distance, after both blocks of features are scaled to a
    mean squared length of 1. The bias of a label that the source knows is held to 0 as its calibration would be.
    """
    from scipy.optimize import minimize
    from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]  # it comes with scikit-learn

    blocks = [_centred(films.pooled), _centred(films.log_odds)]
    features = np.hstack([block for block, _, _ in blocks])
    offset = films.log_odds @ start.from_log_odds
    known = start.from_log_odds.any(axis=0)
    penalty = PENALTY / np.sqrt(len(films)) * start.firmly
    hold = np.where(known, PRIOR_FILMS / 8, 1e-3)
    shape = (features.shape[1], y_true.shape[1])
    target = y_true.astype(np.float64)

    def loss(parameters: Array) -> tuple[float, Array]:
        weights, bias = parameters[: -shape[1]].reshape(shape), parameters[-shape[1] :]
        log_odds = offset + features @ weights + bias
        error = sigmoid(log_odds) - target
        value = np.logaddexp(0.0, log_odds).sum() - (log_odds * target).sum()
        value += (penalty / 2 * weights**2).sum() + (hold * bias**2).sum()
        return float(value), np.append(features.T @ error + penalty * weights, error.sum(axis=0) + 2 * hold * bias)

    share = (target.sum(axis=0) + 0.5) / (len(films) + 1)
    first = np.append(np.zeros(shape), np.where(known, 0.0, np.log(share / (1 - share))))
    with threadpool_limits(1):  # the products are small: on a busy machine more threads took eight times as long
        found = minimize(loss, first, jac=True, method="L-BFGS-B", options={"maxiter": 200}).x
    weights, bias = found[: -shape[1]].reshape(shape), found[-shape[1] :]
    width = films.pooled.shape[1]
    (_, mean, scale), (_, mean_odds, scale_odds) = blocks
    from_pooled, from_odds = weights[:width] * scale, weights[width:] * scale_odds
    return Head(from_pooled, from_odds + start.from_log_odds, bias - mean @ from_pooled - mean_odds @ from_odds)


def _centred(block: Array) -> tuple[Array, Array, float]:
    """The block less its mean, scaled to a mean squared length of 1; its mean and the scale."""
    mean = block.mean(axis=0)
    centred = block - mean
    scale = 1 / max(float(np.sqrt((centred**2).sum(axis=1).mean())), 1e-9)
    return centred * scale, mean, scale


def out_of_fold(films: Readings, y_true: NDArray[np.integer], start: Start, seed: int) -> Array:
    """The log-odds [films, labels] of each film from a head that has not seen it, in 5 folds or one for each film."""
    fold = np.random.default_rng(seed).permutation(len(films)) % min(FOLDS, len(films))
    result = np.empty(y_true.shape)
    for part in range(fold.max() + 1):
        rest, held = np.flatnonzero(fold != part), np.flatnonzero(fold == part)
        result[held] = fit(films[rest], y_true[rest], start).log_odds(films[held])
    return result
