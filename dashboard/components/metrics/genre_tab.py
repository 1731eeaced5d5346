"""The genres of the test films one by one: a sortable table, and the precision-recall curve of the chosen genre."""

import numpy as np
import pandas as pd
import streamlit as st

from core.markdown import plain
from core.measure import metrics
from core.model.thresholds import decide
from dashboard.charts.metrics import measures
from dashboard.components.metrics import threshold_panel
from dashboard.components.metrics.evaluation import Evaluation
from dashboard.components.shared import chart
from dashboard.components.shared.guard import attempt
from dashboard.phrasing import percent

GENRE_TABLE = "genre_table"


def show(evaluation: Evaluation) -> None:
    """The sortable table of genres, and the curve of the chosen one."""
    genres = evaluation.model.genres
    table = metrics.per_genre(evaluation.y_true, evaluation.y_score, evaluation.thresholds, genres)
    left, right = st.columns([7, 5], gap="large")
    with left:
        st.markdown(f"## {_best_and_worst(table[table['support'] > 0])}")
        _genre_table(table)
        st.caption("Click a column's name to sort, a row to choose its genre.")
    with right:
        _curve(evaluation)


def _best_and_worst(table: pd.DataFrame) -> str:
    best, worst = table.iloc[int(table["f1"].argmax())], table.iloc[int(table["f1"].argmin())]
    return (
        f"{plain(best['genre'])} is recognised best (F1 {best['f1']:.2f}),"
        f" {plain(worst['genre'])} worst ({worst['f1']:.2f})"
    )


def _genre_table(table: pd.DataFrame) -> None:
    number = st.column_config.NumberColumn
    config = {
        "support": number("films", help="Test films that have the genre"),
        "threshold": number(format="%.2f"),
        "precision": number(format="%.2f", help="Share of the films predicted to have the genre that do have it"),
        "recall": number(format="%.2f", help="Share of the films with the genre for which it is predicted"),
        "f1": number("F1", format="%.2f", help="Harmonic mean of precision and recall"),
        "average_precision": number("avg. prec.", format="%.2f", help="Area under the precision-recall curve"),
    }
    names = list(table["genre"])

    def choose() -> None:
        rows = st.session_state[GENRE_TABLE].selection.rows
        threshold_panel.select(names[rows[0]] if rows else threshold_panel.ALL)

    st.dataframe(
        table,
        key=GENRE_TABLE,
        hide_index=True,
        column_config=config,
        height=38 + 35 * len(table),
        on_select=lambda: attempt(choose),
        selection_mode="single-row",
    )


def _curve(evaluation: Evaluation) -> None:
    """Precision and recall of the chosen genre over every threshold, or of all pairs together."""
    columns, genre = evaluation.columns, evaluation.genre
    truth, score = evaluation.y_true[:, columns].ravel(), evaluation.y_score[:, columns].ravel()
    predicted = decide(evaluation.y_score, evaluation.thresholds)[:, columns].ravel()
    if not truth.any():
        st.info(f"No test film is {plain(genre or 'of any genre')}, so there is no curve.")
        return
    hits = int((predicted & (truth == 1)).sum())
    precision, recall = hits / max(int(predicted.sum()), 1), hits / int(truth.sum())
    here = evaluation.thresholds[columns]
    label = f"threshold {here[0]:.2f}" if np.ptp(here) < 0.005 else "current thresholds"
    curve = _thinned(metrics.precision_recall(truth, score))
    figure = measures.precision_recall(curve, genre, recall, precision, label)
    chart.show(figure, _right_and_found(genre, precision, recall), "precision_recall", curve)
    st.caption(
        "The diamond counts what the app decides: films at or above the threshold, and films above no threshold at all,"
        " which get their most probable genre. So it can lie slightly off the curve."
    )


def _right_and_found(genre: str | None, precision: float, recall: float) -> str:
    recalled = "of its films are found" if genre else "of the genres are found"
    return f"{genre or 'All genres'}: {percent(precision)} of the predictions are right, {percent(recall)} {recalled}"


def _thinned(curve: pd.DataFrame, points: int = 400) -> pd.DataFrame:
    """At most about ``points`` rows: a curve of 40,000 looks the same and takes a second to send."""
    return curve.iloc[:: max(len(curve) // points, 1)]
