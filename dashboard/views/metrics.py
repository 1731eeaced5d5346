"""Metrics: how good the model is on films it has never seen, overall and for each genre."""

import charts
import numpy as np
import pandas as pd
import streamlit as st
from components import chart, model_card
from components.words import percent

from core import artifact, metrics
from core.thresholds import decide

HEADLINE = ("micro_f1", "macro_f1", "samples_f1", "jaccard", "map", "lrap", "exact_match", "hamming_loss")
NAMES = {
    "micro_f1": "Micro F1",
    "macro_f1": "Macro F1",
    "samples_f1": "Samples F1",
    "jaccard": "Jaccard",
    "map": "mAP",
    "lrap": "LRAP",
    "exact_match": "Exact match",
    "hamming_loss": "Hamming loss",
}


def main() -> None:
    """Headline figures, then the genres, then one genre's curve and the calibration."""
    st.title("How good is it?")
    model = model_card.show_problem_or_load()
    if model is None:
        return
    y_true, y_score = model.evaluation()
    thresholds = _thresholds(model)
    where = f" where {model.card['score_where']}" if model.card["score_where"] else ""
    st.caption(f"{len(y_true):,} test films of {model.card['data']}{where}; none of their titles was trained on.")
    figures = metrics.report(y_true, y_score, thresholds)
    _headline(figures, y_true)
    per_genre = metrics.per_genre(y_true, y_score, thresholds, model.genres)
    genre = _genre_table(per_genre)
    left, right = st.columns(2)
    with left:
        _curve(model, genre, y_true, y_score, thresholds)
    with right:
        table = metrics.calibration(y_true, y_score)
        title = f"Probabilities are off by {figures['ece']:.1%} on average"
        chart.show(charts.reliability(table), title, "reliability", table)


def _thresholds(model: artifact.Artifact) -> np.ndarray:
    """The model's thresholds, or one for all while the slider is in use."""
    left, right = st.columns([1, 2])
    own = left.toggle("One threshold for all genres", key="one_threshold", bind="query-params")
    if not own:
        return model.thresholds
    value = right.slider("Threshold", 0.01, 0.99, 0.5, 0.01, key="threshold", bind="query-params")
    return np.full(len(model.genres), value)


def _headline(figures: dict[str, float], y_true: np.ndarray) -> None:
    tiles = st.columns(4)
    for number, name in enumerate(HEADLINE):
        tiles[number % 4].metric(NAMES[name], f"{figures[name]:.3f}", help=metrics.MEANING[name])
    nothing = y_true.mean()
    common = int(y_true.sum(axis=0).argmax())
    only = np.zeros_like(y_true, dtype=float)
    only[:, common] = 1
    drama = metrics.report(y_true, only, 0.5)
    st.caption(
        f"For comparison: predicting nothing has a Hamming loss of {nothing:.3f}, lower is better; giving every film"
        f" only the commonest genre has micro F1 {drama['micro_f1']:.3f} and exact match {drama['exact_match']:.3f}."
    )


def _genre_table(per_genre: pd.DataFrame) -> str:
    """The table of genres; returns the one selected in it, the best supported at first."""
    worst, best = per_genre.loc[per_genre["f1"].idxmin()], per_genre.loc[per_genre["f1"].idxmax()]
    st.markdown(
        f"#### {best['genre']} is recognised best (F1 {best['f1']:.2f}), {worst['genre']} worst ({worst['f1']:.2f})"
    )
    number = st.column_config.NumberColumn(format="%.3f")
    bar = st.column_config.ProgressColumn(format="%.3f", min_value=0, max_value=1)
    config = dict.fromkeys(("threshold", "precision", "recall"), number) | {"f1": bar, "average_precision": bar}
    config["support"] = st.column_config.NumberColumn("films", help="Test films that have the genre")
    event = st.dataframe(
        per_genre,
        key="genre_table",
        hide_index=True,
        column_config=config,
        on_select="rerun",
        selection_mode="single-row",
    )
    rows = event.selection.rows
    return per_genre["genre"].iloc[rows[0] if rows else int(per_genre["support"].argmax())]


def _curve(
    model: artifact.Artifact, genre: str, y_true: np.ndarray, y_score: np.ndarray, thresholds: np.ndarray
) -> None:
    column = model.genres.index(genre)
    curve = metrics.precision_recall(y_true[:, column], y_score[:, column])
    chosen = decide(y_score, thresholds)[:, column]
    hits = int((chosen & (y_true[:, column] == 1)).sum())
    right = percent(hits / max(chosen.sum(), 1))
    found = percent(hits / max(y_true[:, column].sum(), 1))
    title = f"{genre}: {right} of its predictions are right, {found} of its films are found"
    figure = charts.precision_recall(curve, genre, float(thresholds[column]))
    chart.show(figure, title, "precision_recall", curve)
    st.caption("Select another genre in the table above.")


main()
