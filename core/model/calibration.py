"""Probabilities that mean what they say: per-genre Platt scaling of the log-odds, fitted on validation."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

PRIOR_FILMS = 50.0  # undecided films' worth of evidence that holds a genre to the scaling of all genres
SMALLEST_SLOPE = 0.05  # a slope at or below zero would turn the ranking of the films round


def sigmoid(log_odds: NDArray[np.floating]) -> NDArray[np.float64]:
    """1 / (1 + exp(-x)) in double precision, without overflow."""
    return np.exp(-np.logaddexp(0.0, -log_odds.astype(np.float64)))


def logit(probability: NDArray[np.floating]) -> NDArray[np.float64]:
    """log(p / (1 - p)); 0 and 1 are taken as 1e-15 away from themselves."""
    inside = np.clip(probability.astype(np.float64), 1e-15, 1 - 1e-15)
    return np.log(inside) - np.log1p(-inside)


@dataclass(frozen=True)
class Calibration:
    """``slope`` and ``intercept``, both [genres]: calibrated log-odds are slope * log-odds + intercept."""

    slope: NDArray[np.float64]
    intercept: NDArray[np.float64]

    @classmethod
    def identity(cls, genres: int) -> "Calibration":
        """Leave the network's log-odds as they are."""
        return cls(np.ones(genres), np.zeros(genres))

    @classmethod
    def from_dict(cls, table: Mapping[str, Mapping[str, float]], genres: Sequence[str]) -> "Calibration":
        """Read :meth:`to_dict`. Raises KeyError or TypeError when it is of another shape."""
        slope, intercept = ([float(table[genre][name]) for genre in genres] for name in ("slope", "intercept"))
        return cls(np.array(slope), np.array(intercept))

    def to_dict(self, genres: Sequence[str]) -> dict[str, dict[str, float]]:
        """Genre -> slope and intercept, for JSON."""
        rows = zip(genres, self.slope.tolist(), self.intercept.tolist(), strict=True)
        return {genre: {"slope": slope, "intercept": intercept} for genre, slope, intercept in rows}

    def apply(self, log_odds: NDArray[np.floating]) -> NDArray[np.float64]:
        """Calibrated log-odds for those of the network, [films, genres]."""
        return self.slope * log_odds + self.intercept


def _platt(
    y_true: NDArray[np.integer], log_odds: NDArray[np.floating], prior: tuple[float, float], strength: float
) -> tuple[float, float]:
    """Slope and intercept with the least log loss plus ``strength`` / 8 times the squared distance to ``prior``.

    A film of probability one half curves the log loss of the intercept by 1/4: the prior curves it as ``strength``
    such films do. A rare genre's films lie near 0 and curve it little, so it stays near the prior.
    """
    from scipy.optimize import minimize

    log_odds = log_odds.astype(np.float64)

    def loss(parameters: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        scaled = parameters[0] * log_odds + parameters[1]
        away = parameters - prior
        value = np.logaddexp(0.0, scaled).sum() - (scaled * y_true).sum() + strength / 8 * (away**2).sum()
        error = sigmoid(scaled) - y_true
        return float(value), np.array([(error * log_odds).sum(), error.sum()]) + strength / 4 * away

    found = minimize(loss, prior, jac=True, method="L-BFGS-B", bounds=[(SMALLEST_SLOPE, None), (None, None)])
    return float(found.x[0]), float(found.x[1])


def fit(y_true: NDArray[np.integer], log_odds: NDArray[np.floating]) -> Calibration:
    """Platt scaling (Platt 1999) of each genre, on validation films; both arrays are [films, genres].

    First one slope and intercept for all film-genre pairs, then one of each genre's own, held to the common ones by a
    prior that weighs as much as :data:`PRIOR_FILMS` undecided films: a genre with few films stays near it.
    """
    common = _platt(y_true.ravel(), log_odds.ravel(), (1.0, 0.0), PRIOR_FILMS)
    own = [_platt(y_true[:, g], log_odds[:, g], common, PRIOR_FILMS) for g in range(y_true.shape[1])]
    slope, intercept = np.array(own).T
    return Calibration(slope, intercept)
