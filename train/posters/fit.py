"""Heads on frozen features, and the fusion with a plot's log-odds, fitted on films that neither has learnt from.

The plot model knows its training films too well, so its log-odds there say nothing of how far to trust it. The image
head learns from the training side; how much each counts, calibration and thresholds come from validation alone.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.errors import TableError
from core.model import calibration, thresholds
from core.model.calibration import logit, sigmoid
from core.posters.model import Heads

Array = NDArray[np.float64]
PENALTY = 1.0  # of a weight: half its square, features scaled to a mean squared length of 1 (experiment 84)
HELD = 50.0  # undecided films' worth of evidence that holds a genre's fusion to the common one
FOLDS, ROUNDS = 5, 3
FEWEST = 20  # validation films with plot and poster


@dataclass(frozen=True)
class Readings:
    """Of films: image ``features``, calibrated log-odds ``plot`` [films, genres], NaN without a plot; ``y_true``."""

    features: NDArray[np.float32]
    plot: Array
    y_true: NDArray[np.int8]

    def __getitem__(self, films: NDArray[np.bool_]) -> "Readings":
        return Readings(self.features[films], self.plot[films], self.y_true[films])

    @property
    def told(self) -> NDArray[np.bool_]:
        """Whether each film has a plot [films]."""
        return np.asarray(~np.isnan(self.plot).any(axis=1))


def logistic(inputs: NDArray[np.floating], y_true: NDArray[np.integer], penalty: float) -> tuple[Array, Array]:
    """Weights [inputs, genres] and bias [genres] of one logistic regression a genre.

    The loss of each genre is the sum over the films plus ``penalty`` / 2 times the sum of the squared weights.
    """
    from scipy.optimize import minimize

    shape = (inputs.shape[1], y_true.shape[1])
    x, target = np.ascontiguousarray(inputs, dtype=np.float32), y_true.astype(np.float32)

    def loss(parameters: Array) -> tuple[float, Array]:
        weights, bias = parameters[: -shape[1]].reshape(shape).astype(np.float32), parameters[-shape[1] :]
        log_odds = x @ weights + bias.astype(np.float32)
        error = sigmoid(log_odds).astype(np.float32) - target
        value = np.logaddexp(0.0, log_odds, dtype=np.float64).sum() - float((log_odds * target).sum(dtype=np.float64))
        slope = np.append(x.T @ error + penalty * weights, error.sum(axis=0))
        return value + penalty / 2 * float((weights**2).sum()), slope.astype(np.float64)

    first = np.append(np.zeros(shape), _frequency(y_true))
    found = minimize(loss, first, jac=True, method="L-BFGS-B", options={"maxiter": 150}).x
    return found[: -shape[1]].reshape(shape), found[-shape[1] :]


def _frequency(y_true: NDArray[np.integer]) -> Array:
    """The log-odds of how frequent each genre is [genres]."""
    return logit((y_true.sum(axis=0) + 0.5) / (len(y_true) + 1))


def image_head(features: NDArray[np.float32], y_true: NDArray[np.integer]) -> tuple[Array, Array]:
    """Weights [features, genres] and bias [genres] on raw features; they are standardised inside."""
    mean = features.mean(axis=0, dtype=np.float64)
    scale = 1 / ((features.std(axis=0, dtype=np.float64) + 1e-3) * np.sqrt(features.shape[1]))
    weights, bias = logistic((features - mean) * scale, y_true, PENALTY)
    weights = weights * scale[:, None]
    return weights, bias - mean @ weights


def _held(inputs: Array, y_true: NDArray[np.integer], prior: Array, strength: float) -> Array:
    """Weights of ``inputs`` [films, inputs] and a bias, held to ``prior`` as calibration holds a genre's.

    No weight is below zero: what speaks for a genre never lowers it.
    """
    from scipy.optimize import minimize

    def loss(parameters: Array) -> tuple[float, Array]:
        log_odds, away = inputs @ parameters[:-1] + parameters[-1], parameters - prior
        error = sigmoid(log_odds) - y_true
        value = np.logaddexp(0.0, log_odds).sum() - (log_odds * y_true).sum() + strength / 8 * (away**2).sum()
        return float(value), np.append(inputs.T @ error, error.sum()) + strength / 4 * away

    bounds = [(0.0, None)] * inputs.shape[1] + [(None, None)]
    return np.asarray(minimize(loss, prior, jac=True, method="L-BFGS-B", bounds=bounds).x)


@dataclass(frozen=True)
class Fusion:
    """How much a plot and a poster count, each [genres]; see :class:`core.posters.model.Heads`."""

    from_plot: Array
    from_poster: Array
    offset: Array

    def __call__(self, plot: Array, poster: Array) -> Array:
        """Log-odds of both [films, genres]."""
        return self.from_plot * plot + self.from_poster * poster + self.offset


def fusion(plot: Array, poster: Array, y_true: NDArray[np.integer]) -> Fusion:
    """How much a plot's and a poster's log-odds count, all [films, genres].

    First one pair of weights for all genres, then each genre's own, held to it.
    """
    pairs = np.stack([plot, poster], axis=2)
    common = _held(pairs.reshape(-1, 2), y_true.ravel(), np.array([1.0, 0.5, 0.0]), 1.0)
    own = np.array([_held(pairs[:, g], y_true[:, g], common, HELD) for g in range(y_true.shape[1])])
    return Fusion(*own.T)


def out_of_fold(fit: Callable[[NDArray[np.bool_]], Array], films: int, genres: int, seed: int = 0) -> Array:
    """Log-odds [films, genres] of each film by models that have not seen it: ``fit`` gets the films to learn from
    [films] and answers for all; the mean over :data:`ROUNDS` ways to cut.
    """
    result = np.zeros((films, genres))
    for turn in range(ROUNDS):
        fold = np.random.default_rng([seed, turn]).permutation(films) % FOLDS
        for part in range(FOLDS):
            result[fold == part] += fit(fold != part)[fold == part] / ROUNDS
    return result


def fit(train: Readings, validation: Readings) -> Heads:
    """The heads of a poster model. Raises TableError when validation has too few films with plot and poster."""
    known = validation[validation.told]
    if len(known.plot) < FEWEST:
        raise TableError(
            f"{len(known.plot)} validation films have a plot and a poster; at least {FEWEST} are needed. Add films."
        )
    weights, bias = image_head(train.features, train.y_true)
    scaled = calibration.fit(validation.y_true, validation.features @ weights + bias)
    weights, bias = weights * scaled.slope, bias * scaled.slope + scaled.intercept
    poster = known.features @ weights + bias
    fused = fusion(known.plot, poster, known.y_true)

    def without(learnt: NDArray[np.bool_]) -> Array:
        return fusion(known.plot[learnt], poster[learnt], known.y_true[learnt])(known.plot, poster)

    unseen = sigmoid(out_of_fold(without, *known.y_true.shape))
    return Heads(
        weights, bias, fused.from_plot, fused.from_poster, fused.offset, _frequency(train.y_true),
        both=thresholds.tune(known.y_true, unseen),
        alone=thresholds.tune(validation.y_true, sigmoid(validation.features @ weights + bias)),
    )  # fmt: skip
