"""One decision threshold per genre, tuned on validation; small genres lean on what their probabilities promise."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

SHRINKAGE = 100  # films of a genre that weigh as much as the threshold its probabilities promise
LEAST_SHARE = 0.25  # of the global threshold: the lowest that may be promised


def best_f1_threshold(y_true: NDArray[np.integer], y_score: NDArray[np.floating]) -> float:
    """The threshold on ``y_score`` [films] that maximises F1 against 0/1 ``y_true`` [films]; .5 without positives."""
    if not y_true.any():
        return 0.5
    from sklearn.metrics import precision_recall_curve  # here, because deciding must not wait for scikit-learn

    precision, recall, thresholds = precision_recall_curve(y_true, y_score)
    f1 = 2 * precision[:-1] * recall[:-1] / np.maximum(precision[:-1] + recall[:-1], 1e-12)
    return float(thresholds[f1.argmax()])


def expected_f1_threshold(y_score: NDArray[np.floating]) -> float:
    """The threshold on calibrated ``y_score`` [films] with the highest expected F1, without looking at any label.

    A film of probability p counts as p of a positive: F1 = 2 * sum of the chosen p / (chosen + sum of all p), the
    plug-in rule (Ye et al. 2012, Lipton et al. 2014). Every film tells it something, however rare the genre.
    """
    falling = np.sort(y_score)[::-1].astype(np.float64)
    f1 = 2 * np.cumsum(falling) / (np.arange(1, len(falling) + 1) + falling.sum())
    return float(falling[f1.argmax()])


def threshold_for_precision(y_true: NDArray[np.integer], y_score: NDArray[np.floating], least: float) -> float | None:
    """The lowest threshold, so the one that finds most, whose precision is ``least`` or more; None if none is."""
    return _bound(y_true, y_score, lambda precision, recall: precision >= least, np.min)


def threshold_for_recall(y_true: NDArray[np.integer], y_score: NDArray[np.floating], least: float) -> float | None:
    """The highest threshold that still finds the share ``least`` of the positives, both [films]; None without any."""
    return _bound(y_true, y_score, lambda precision, recall: recall >= least, np.max)


def _bound(
    y_true: NDArray[np.integer],
    y_score: NDArray[np.floating],
    fits: Callable[[NDArray[np.float64], NDArray[np.float64]], NDArray[np.bool_]],
    choose: Callable[[NDArray[np.floating]], float],
) -> float | None:
    if not y_true.any():
        return None
    from sklearn.metrics import precision_recall_curve  # here, because deciding must not wait for scikit-learn

    precision, recall, thresholds = precision_recall_curve(y_true, y_score)
    fitting = thresholds[fits(precision[:-1], recall[:-1])]
    return float(choose(fitting)) if len(fitting) else None


def global_threshold(y_true: NDArray[np.integer], y_score: NDArray[np.floating]) -> float:
    """The one threshold that maximises micro-F1 over all genres; both arrays are [films, genres]."""
    return best_f1_threshold(y_true.ravel(), y_score.ravel())


def tune(y_true: NDArray[np.integer], y_score: NDArray[np.floating]) -> NDArray[np.float64]:
    """Thresholds [genres] for calibrated ``y_score``: each genre's best-F1 threshold, shrunk where support is small.

    A genre with n positive films gets (n * own + 100 * expected) / (n + 100): a threshold fitted to a handful of films
    is mostly noise, and the one of :func:`expected_f1_threshold` is not. That one counts as no less than a quarter of
    the global threshold, or a genre that was never learnt would be given to every film.
    """
    least = LEAST_SHARE * global_threshold(y_true, y_score)
    support = y_true.sum(axis=0)
    own = np.array([best_f1_threshold(*films) for films in zip(y_true.T, y_score.T, strict=True)])
    expected = np.array([max(expected_f1_threshold(scores), least) for scores in y_score.T])
    return (support * own + SHRINKAGE * expected) / (support + SHRINKAGE)


def decide(y_score: NDArray[np.floating], thresholds: NDArray[np.floating] | float) -> NDArray[np.bool_]:
    """Genres [films, genres] at or above their threshold; a film with none gets its most probable genre."""
    chosen = y_score >= thresholds
    bare = ~chosen.any(axis=1)
    chosen[bare, y_score[bare].argmax(axis=1)] = True
    return chosen
