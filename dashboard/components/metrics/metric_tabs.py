"""The tabs of the Metrics page that look at the test films: genres, calibration and confusions."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
import streamlit as st
from numpy.typing import NDArray

from core.markdown import plain
from core.measure import metrics
from core.model.artifact import Artifact
from core.model.thresholds import decide
from dashboard.charts import metric_figures
from dashboard.charts.metric_tables import strongest, together
from dashboard.components.metrics import threshold_panel
from dashboard.components.shared import chart
from dashboard.phrasing import percent

GENRE_TABLE = "genre_table"


@dataclass(frozen=True)
class Shown:
    """What the page shows: ``y_true`` and ``y_score`` [films, genres] of the test, and the thresholds of the moment."""

    model: Artifact
    y_true: NDArray[np.int8]
    y_score: NDArray[np.float32]
    thresholds: NDArray[np.float64]
    genre: str | None


def genres(shown: Shown) -> None:
    """The sortable table of genres, and the curve of the chosen one."""
    table = metrics.per_genre(shown.y_true, shown.y_score, shown.thresholds, shown.model.genres)
    present = table[table["support"] > 0]
    best, worst = present.loc[present["f1"].idxmax()], present.loc[present["f1"].idxmin()]
    left, right = st.columns([7, 5], gap="large")
    with left:
        st.markdown(
            f"#### {plain(best['genre'])} is recognised best (F1 {best['f1']:.2f}),"
            f" {plain(worst['genre'])} worst ({worst['f1']:.2f})"
        )
        _genre_table(table)
        st.caption("Click a column's name to sort, a row to choose its genre.")
    with right:
        _curve(shown)


def _genre_table(table: pd.DataFrame) -> None:
    number = st.column_config.NumberColumn
    config = {
        "support": number("films", help="Test films that have the genre"),
        "threshold": number(format="%.2f"),
        "precision": number(format="%.2f", help="Share of the films given the genre that have it"),
        "recall": number(format="%.2f", help="Share of the films with the genre that are given it"),
        "f1": number("F1", format="%.2f", help="Harmonic mean of precision and recall"),
        "average_precision": number("avg. prec.", format="%.2f", help="Average precision: the area under its curve"),
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
        on_select=choose,
        selection_mode="single-row",
    )


def _curve(shown: Shown) -> None:
    """Precision and recall of the chosen genre over every threshold, or of all pairs together."""
    chosen = decide(shown.y_score, shown.thresholds)
    columns = [shown.model.genres.index(shown.genre)] if shown.genre else list(range(len(shown.model.genres)))
    truth, score, chosen = (part[:, columns].ravel() for part in (shown.y_true, shown.y_score, chosen))
    name = shown.genre or "All genres"
    if not truth.any():
        st.info(f"No test film is {plain(name)}, so it has no curve.")
        return
    hits = int((chosen & (truth == 1)).sum())
    precision, recall = hits / max(chosen.sum(), 1), hits / truth.sum()
    curve = metrics.precision_recall(truth, score)
    here = shown.thresholds[columns]
    label = f"threshold {here[0]:.2f}" if np.ptp(here) < 0.005 else "thresholds of now"
    things = "films" if shown.genre else "genres"
    title = f"{name}: {percent(precision)} of its predictions are right, {percent(recall)} of its {things} are found"
    if not shown.genre:
        title = f"All genres: {percent(precision)} of the predictions are right, {percent(recall)} of the genres found"
    figure = metric_figures.precision_recall(_thinned(curve), shown.genre, recall, precision, label)
    chart.show(figure, title, "precision_recall", _thinned(curve))
    st.caption(
        "The diamond counts what the app decides: films above the threshold, and those above no genre's threshold that"
        " take their most probable genre. So it can lie a little off the curve."
    )


def _thinned(curve: pd.DataFrame, points: int = 400) -> pd.DataFrame:
    """At most about ``points`` rows: a curve of 40,000 looks the same and takes a second to send."""
    return curve.iloc[:: max(len(curve) // points, 1)]


def calibration(shown: Shown) -> None:
    """Whether a probability of 70 % is right seven times in ten."""
    columns = [shown.model.genres.index(shown.genre)] if shown.genre else slice(None)
    truth, score = shown.y_true[:, columns], shown.y_score[:, columns]
    table = metrics.calibration(truth, score)
    error = metrics.calibration_error(truth, score)
    of = f" of {shown.genre}" if shown.genre else ""
    title = f"Probabilities{of} are off by {percent(error)} on average (expected calibration error {error:.3f})"
    chart.show(metric_figures.reliability(table), title, "reliability", table)
    st.caption(
        "Film-genre pairs in ten equal steps of probability; each step weighs by its pairs, most of which lie near 0."
        " Thresholds change nothing here."
    )


def confusions(shown: Shown) -> None:
    """Which genres are taken for one another, and which are missed on the same films."""
    y_pred = decide(shown.y_score, shown.thresholds)
    confused, missed = together(shown.y_true, y_pred, shown.model.genres)
    left, right = st.columns(2, gap="large")
    with left:
        _pairs(confused, "predicted instead", "{other} is predicted where {genre} is missed", "confused")
    with right:
        _pairs(missed, "missed as well", "{genre} and {other} are missed together", "missed")


def _pairs(table: pd.DataFrame, across: str, finding: str, key: str) -> None:
    found = strongest(table, symmetric=key == "missed")
    if found.empty:
        st.info("There is nothing of the kind on these films.")
        return
    top = found.iloc[0]
    title = f"Most often {finding.format(genre=top['genre'], other=top['other'])}: {top['films']} films"
    says = "%{z} films: %{y} missed, %{x} " + across
    chart.show(metric_figures.pairs(table, across, says), title, key, found.head(100))
