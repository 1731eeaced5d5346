"""What a multi-label prediction is worth. Whatever scikit-learn has comes from scikit-learn.

It is imported where it is used: loading it takes longer than everything else that a first prediction waits for.
"""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ..model.thresholds import decide

MEANING = {
    "micro_f1": "F1 over all film-genre pairs: common genres count most.",
    "macro_f1": "Mean of the genres' F1: a rare genre counts as much as Drama.",
    "weighted_f1": "Mean of the genres' F1, each weighted by its number of films.",
    "samples_f1": "Mean of the films' F1: how right the genres of one film are.",
    "jaccard": "Mean share of genres in common among those predicted or true.",
    "exact_match": "Share of films whose set of genres is right to the last one.",
    "hamming_loss": "Share of wrong film-genre decisions; predicting nothing scores low too.",
    "lrap": "Label ranking average precision: do the true genres come first?",
    "map": "Mean over genres of average precision (area under the precision-recall curve).",
    "hit_at_1": "Share of films whose most probable genre is true.",
    "coverage_error": "How far down the ranking one must go to find every true genre.",
    "ece": "Expected calibration error: mean gap between a probability and how often it is right.",
}
NAMES = {
    "micro_f1": "Micro F1",
    "macro_f1": "Macro F1",
    "weighted_f1": "Weighted F1",
    "samples_f1": "Samples F1",
    "jaccard": "Jaccard index",
    "exact_match": "Exact match",
    "hamming_loss": "Hamming loss",
    "lrap": "Label ranking (LRAP)",
    "map": "mAP",
    "hit_at_1": "Hit@1",
    "coverage_error": "Coverage error",
    "ece": "Calibration error",
}
LOWER_IS_BETTER = ("hamming_loss", "coverage_error", "ece")
BELOW = -1.0  # every probability: what is not known ranks last
BINS = 10  # equal steps of probability for calibration


def report(
    y_true: NDArray[np.integer],
    y_score: NDArray[np.floating],
    thresholds: NDArray[np.floating] | float,
    known: NDArray[np.bool_] | None = None,
) -> dict[str, float]:
    """The metrics of :data:`MEANING` for probabilities ``y_score`` and 0/1 ``y_true``, both [films, genres].

    ``known`` [films, genres]: what is not known counts neither for nor against a prediction. Genres without a single
    true film have no recall and no average precision; macro-F1 and mAP leave them out.
    """
    from sklearn import metrics

    known = everything(y_true) if known is None else known
    y_pred = (decide(y_score, thresholds) & known).astype(int)
    ranked = np.where(known, y_score, BELOW)
    present = y_true.any(axis=0)
    labelled = y_true.any(axis=1)
    f1 = metrics.f1_score
    top = y_true[np.arange(len(y_true)), ranked.argmax(axis=1)]
    return {
        "micro_f1": float(f1(y_true, y_pred, average="micro", zero_division=0)),
        "macro_f1": float(f1(y_true[:, present], y_pred[:, present], average="macro", zero_division=0)),
        "weighted_f1": float(f1(y_true, y_pred, average="weighted", zero_division=0)),
        "samples_f1": float(f1(y_true, y_pred, average="samples", zero_division=0)),
        "jaccard": float(metrics.jaccard_score(y_true, y_pred, average="samples", zero_division=0)),
        "exact_match": float((y_true == y_pred).all(axis=1).mean()),
        "hamming_loss": float(((y_true != y_pred).sum(axis=1) / np.maximum(known.sum(axis=1), 1)).mean()),
        "lrap": float(metrics.label_ranking_average_precision_score(y_true[labelled], ranked[labelled])),
        "map": float(np.mean(_areas(y_true[:, present], y_score[:, present], known[:, present]))),
        "hit_at_1": float(top.mean()),
        "coverage_error": float(metrics.coverage_error(y_true[labelled], ranked[labelled])),
        "ece": calibration_error(y_true[known], y_score[known]),
    }


def everything(y_true: NDArray[np.integer]) -> NDArray[np.bool_]:
    """The mask of labels [films, genres] that are all known."""
    return np.ones(y_true.shape, dtype=bool)


def _areas(y_true: NDArray[np.integer], y_score: NDArray[np.floating], known: NDArray[np.bool_]) -> list[float]:
    """The average precision of each genre on the films where it is known; not a number without a film of it."""
    from sklearn.metrics import average_precision_score

    return [
        float(average_precision_score(true[here], score[here])) if true.any() else np.nan
        for true, score, here in zip(y_true.T, y_score.T, known.T, strict=True)
    ]


def per_genre(
    y_true: NDArray[np.integer],
    y_score: NDArray[np.floating],
    thresholds: NDArray[np.floating],
    genres: Sequence[str],
    known: NDArray[np.bool_] | None = None,
) -> pd.DataFrame:
    """One row a genre: support, threshold, precision, recall, f1, average_precision; ``known`` as in :func:`report`."""
    from sklearn import metrics

    known = everything(y_true) if known is None else known
    y_pred = decide(y_score, thresholds) & known
    precision, recall, f1, support = metrics.precision_recall_fscore_support(
        y_true, y_pred, average=None, zero_division=0
    )
    return pd.DataFrame(
        {
            "genre": list(genres),
            "support": support,
            "threshold": np.broadcast_to(thresholds, len(genres)),
            "precision": precision,
            "recall": recall,
            "f1": f1,
            "average_precision": _areas(y_true, y_score, known),
        }
    )


def calibration(y_true: NDArray[np.integer], y_score: NDArray[np.floating], bins: int = BINS) -> pd.DataFrame:
    """Film-genre pairs in ``bins`` equal steps of probability: mean probability, observed frequency, pairs."""
    score, truth = y_score.ravel(), y_true.ravel()
    bin_of = np.minimum((score * bins).astype(int), bins - 1)
    frame = pd.DataFrame({"bin": bin_of, "probability": score, "frequency": truth, "pairs": 1})
    return frame.groupby("bin").agg({"probability": "mean", "frequency": "mean", "pairs": "sum"}).reset_index()


def calibration_error(y_true: NDArray[np.integer], y_score: NDArray[np.floating], bins: int = BINS) -> float:
    """Expected calibration error (Naeini et al. 2015) over all film-genre pairs, equal-width bins."""
    table = calibration(y_true, y_score, bins)
    gap = (table["probability"] - table["frequency"]).abs()
    return float((gap * table["pairs"]).sum() / table["pairs"].sum())


def precision_recall(y_true: NDArray[np.integer], y_score: NDArray[np.floating]) -> pd.DataFrame:
    """The precision-recall curve of one genre; both arrays are [films]. One row per threshold."""
    from sklearn.metrics import precision_recall_curve

    precision, recall, thresholds = precision_recall_curve(y_true, y_score)
    return pd.DataFrame({"threshold": thresholds, "precision": precision[:-1], "recall": recall[:-1]})
