"""How good a trained network is: calibrated and given thresholds on validation, measured on test."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import average_precision_score, f1_score, log_loss

from core.measure import metrics
from core.model import calibration, thresholds
from core.model.calibration import Calibration, sigmoid
from train.runs.outcome import NOTHING_LEARNT

NEGLIGIBLE = 0.005  # of micro F1


@dataclass(frozen=True)
class Evaluation:
    """``y_score`` [test films, genres] are the calibrated probabilities, ``thresholds`` [genres] one a genre."""

    calibration: Calibration
    thresholds: NDArray[np.float64]
    global_threshold: float
    y_true: NDArray[np.int8]
    y_score: NDArray[np.float64]
    metrics: dict[str, float]
    calibration_errors: dict[str, dict[str, float]]

    def for_card(self) -> dict[str, Any]:
        """Its part of the model card."""
        return {
            "metrics": self.metrics,
            "scored_films": len(self.y_true),
            "global_threshold": self.global_threshold,
            "ece": self.calibration_errors,
        }


Labels = NDArray[np.int8]
Scores = NDArray[np.float64]


def evaluate(
    validation: tuple[Labels, Scores],
    test: tuple[Labels, Scores],
    tune: Callable[[Labels, Scores], Scores] = thresholds.tune,
) -> Evaluation:
    """Calibrate and tune on validation, measure on test; each is (y_true, log-odds), both [films, genres].

    ``tune``: labels and calibrated probabilities -> a threshold for each genre.
    """
    (y_validation, raw_validation), (y_test, raw_test) = validation, test
    fitted = calibration.fit(y_validation, raw_validation)
    p_validation, p_test = (sigmoid(fitted.apply(raw)) for raw in (raw_validation, raw_test))
    tuned = tune(y_validation, p_validation)
    single = thresholds.global_threshold(y_validation, p_validation)
    values = metrics.report(y_test, p_test, tuned)
    at_single = thresholds.decide(p_test, single)
    values["micro_f1_global"] = float(f1_score(y_test, at_single, average="micro", zero_division=0))
    errors = {
        "validation": _before_and_after(y_validation, raw_validation, p_validation),
        "test": _before_and_after(y_test, raw_test, p_test),
    }
    return Evaluation(fitted, tuned, single, y_test, p_test, values, errors)


def nothing_learnt(evaluation: Evaluation, genres: Sequence[str]) -> str:
    """A sentence for a network that is no better than one answer for every film; empty for any other."""
    commonest = int((evaluation.y_true == 1).sum(axis=0).argmax())
    only = np.zeros(evaluation.y_true.shape)
    only[:, commonest] = 1
    always = metrics.report(evaluation.y_true, only, 0.5)["micro_f1"]
    if evaluation.metrics["micro_f1"] > always + NEGLIGIBLE:
        return ""
    return f"{NOTHING_LEARNT} {genres[commonest]}, which has micro F1 {always:.3f} on the same films."


def _before_and_after(
    y_true: NDArray[np.int8], raw: NDArray[np.float64], y_score: NDArray[np.float64]
) -> dict[str, float]:
    """Expected calibration error of the network's own probabilities and of the calibrated ones."""
    return {
        "before": metrics.calibration_error(y_true, sigmoid(raw)),
        "after": metrics.calibration_error(y_true, y_score),
    }


def validation_report(y_true: NDArray[np.integer], y_score: NDArray[np.float64]) -> dict[str, float]:
    """Binary cross-entropy, micro-F1 at its best single threshold, and mAP over the genres that occur."""
    present = y_true.any(axis=0)
    best = thresholds.global_threshold(y_true, y_score)
    return {
        "val_loss": float(log_loss(y_true.ravel(), y_score.ravel(), labels=[0, 1])),
        "val_micro_f1": float(f1_score(y_true, y_score >= best, average="micro", zero_division=0)),
        "val_map": float(average_precision_score(y_true[:, present], y_score[:, present], average="macro")),
    }
