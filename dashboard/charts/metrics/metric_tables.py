"""Pure: decisions and probabilities in, frames for the Metrics page out."""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from core.measure.metrics import everything
from core.model.thresholds import best_f1_threshold, decide, threshold_for_precision, threshold_for_recall, tune

HEADLINE = ("micro_f1", "macro_f1", "samples_f1", "jaccard", "map", "lrap", "exact_match", "hamming_loss")
ERRORS = {
    "false positives": "Genres predicted that the film doesn't have, the most probable first.",
    "false negatives": "Genres missed, the least probable first.",
    "furthest off": "Films whose probabilities are, all together, furthest from their genres (by their Brier score).",
}
BUTTONS = ("best F1", "precision at least", "recall at least")


def of_decisions(y_true: NDArray[np.integer], y_pred: NDArray[np.bool_]) -> dict[str, float]:
    """Those of the headline metrics that need no probabilities, for decisions [films, genres]."""
    from sklearn import metrics  # here, because a first prediction must not wait for it

    guess = y_pred.astype(int)
    present = y_true.any(axis=0)
    f1 = {
        f"{average}_f1": metrics.f1_score(y_true, guess, average=average, zero_division=0)
        for average in ("micro", "samples")
    }
    return {
        **{name: float(value) for name, value in f1.items()},
        "macro_f1": float(metrics.f1_score(y_true[:, present], guess[:, present], average="macro", zero_division=0)),
        "jaccard": float(metrics.jaccard_score(y_true, guess, average="samples", zero_division=0)),
        "exact_match": float((y_true == guess).all(axis=1).mean()),
        "hamming_loss": float(metrics.hamming_loss(y_true, guess)),
    }


def compared(
    figures: Mapping[str, float],
    baseline: Mapping[str, float] | None,
    y_true: NDArray[np.integer],
    genres: Sequence[str],
) -> pd.DataFrame:
    """One row for the model, for the baseline if there is one, and for two answers that read no plot at all."""
    common = int(y_true.sum(axis=0).argmax())
    nothing = np.zeros(y_true.shape, dtype=bool)
    only = nothing.copy()
    only[:, common] = True
    rows = {"This model": figures}
    if baseline:
        rows["TF-IDF and logistic regression"] = baseline
    rows["Predicting nothing"] = of_decisions(y_true, nothing)
    rows[f"Predicting only {genres[common]}"] = of_decisions(y_true, only)
    return pd.DataFrame(
        [{"answer": name, **{key: row.get(key, np.nan) for key in HEADLINE}} for name, row in rows.items()]
    )


def chosen_by(
    button: str, y_true: NDArray[np.integer], y_score: NDArray[np.floating], columns: Sequence[int], least: float
) -> dict[int, float]:
    """Column -> the threshold that a button of :data:`BUTTONS` asks for; columns that can't reach it are left out."""
    if button == "best F1" and len(columns) > 1:
        tuned = tune(y_true, y_score)
        return {column: float(tuned[column]) for column in columns}
    thresholds: dict[int, float] = {}
    for column in columns:
        truth, score = y_true[:, column], y_score[:, column]
        if button == "best F1":
            value: float | None = best_f1_threshold(truth, score) if truth.any() else None
        elif button == "precision at least":
            value = threshold_for_precision(truth, score, least)
        else:
            value = threshold_for_recall(truth, score, least)
        if value is not None:
            thresholds[column] = value
    return thresholds


def together(
    y_true: NDArray[np.integer], y_pred: NDArray[np.bool_], genres: Sequence[str]
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Films [genres, genres] in which the row genre is missed and the column genre is predicted wrongly, or missed too.

    The diagonals are 0.
    """
    missed, added = (y_true == 1) & ~y_pred, (y_true == 0) & y_pred
    confused = missed.T.astype(int) @ added.astype(int)
    both = missed.T.astype(int) @ missed.astype(int)
    np.fill_diagonal(both, 0)
    names = list(genres)
    return (pd.DataFrame(confused, index=names, columns=names), pd.DataFrame(both, index=names, columns=names))


def strongest(table: pd.DataFrame, symmetric: bool) -> pd.DataFrame:
    """The cells above 0 as rows genre, other, films, most films first; each pair once where order means nothing."""
    counts = table.to_numpy()
    rows, columns = np.nonzero(np.triu(counts) if symmetric else counts)
    pairs = pd.DataFrame({"genre": table.index[rows], "other": table.columns[columns], "films": counts[rows, columns]})
    return pairs.sort_values("films", ascending=False, kind="stable", ignore_index=True)


def errors(
    frame: pd.DataFrame,
    y_true: NDArray[np.integer],
    y_score: NDArray[np.floating],
    thresholds: NDArray[np.floating],
    genres: Sequence[str],
    kind: str,
    known: NDArray[np.bool_] | None = None,
) -> pd.DataFrame:
    """The errors of a ``kind`` of :data:`ERRORS` as rows, the gravest first.

    title, year, genre, probability, threshold, its genres, predicted, film (the row of ``frame``). For "furthest
    off" a row a film, naming the genre whose probability is furthest off, and ``brier``. What is not ``known``
    [films, genres] is no error.
    """
    known = everything(y_true) if known is None else known
    y_pred = decide(y_score, thresholds)
    off = np.abs(y_score - y_true) * known
    brier = (off**2).sum(axis=1) / known.sum(axis=1)
    if kind == "furthest off":
        films = np.argsort(-brier, kind="stable")
        columns = off.argmax(axis=1)[films]
    else:
        wrong = y_pred & (y_true == 0) & known if kind == "false positives" else ~y_pred & (y_true == 1)
        films, columns = np.nonzero(wrong)
        score = y_score[films, columns]
        order = np.argsort(-score if kind == "false positives" else score, kind="stable")
        films, columns = films[order], columns[order]
    names = np.array(list(genres), dtype=object)
    table = pd.DataFrame(
        {
            "title": frame["title"].to_numpy(dtype=object)[films],
            "year": frame["year"].array[films],
            "genre": names[columns],
            "probability": y_score[films, columns].astype(float),
            "threshold": np.asarray(thresholds)[columns],
            "its genres": [text.replace("|", ", ") for text in frame["genres"].to_numpy(dtype=object)[films]],
            "predicted": [", ".join(names[y_pred[film]]) for film in films],
            "film": films,
        }
    )
    return table.assign(brier=brier[films]) if kind == "furthest off" else table
