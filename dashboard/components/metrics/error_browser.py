"""Where the model is wrong: errors over a data set as a table; a selected one is explained."""

from pathlib import Path

import pandas as pd
import streamlit as st

from core.errors import ArtifactError, PlotError
from core.markdown import plain
from dashboard.charts.metric_tables import ERRORS, errors
from dashboard.components.metrics import scored_films
from dashboard.components.metrics.metric_tabs import Shown
from dashboard.components.predict import explanation_view
from dashboard.phrasing import percent, problem
from dashboard.state import cache

KIND, TABLE = "errors", "errors_table"
MOST = 500
CONFIG = {
    "year": st.column_config.NumberColumn(format="%d"),
    "probability": st.column_config.ProgressColumn(format="percent", min_value=0, max_value=1),
    "threshold": st.column_config.NumberColumn(format="percent"),
    "brier": st.column_config.NumberColumn("Brier score", format="%.3f", help="0 is right and sure; 1 wrong and sure"),
    "film": None,
}


def show(shown: Shown) -> None:
    """The errors of one kind, of the chosen genre or of all; below them the plot of the selected one, explained."""
    folder, thresholds, genre = shown.model.folder, shown.thresholds, shown.genre
    picked = scored_films.show(folder)
    if picked is None:
        return
    _, scored = picked
    kind = st.segmented_control(
        "Show", list(ERRORS), default="false positives", required=True, key=KIND, bind="query-params"
    )
    found = errors(scored.frame, scored.y_true, scored.y_score, thresholds, shown.model.genres, kind)
    if genre:
        found = found[found["genre"] == genre].reset_index(drop=True)
    of = f" of {plain(genre)}" if genre else ""
    if found.empty:
        st.info(f"There are no {kind}{of} among these films.")
        return
    st.markdown(f"#### {len(found):,} {kind if kind != 'worst calibrated' else 'films, worst calibrated first,'}{of}")
    first = f" The first {MOST} are shown." if len(found) > MOST else ""
    st.caption(f"{ERRORS[kind]}{first} Select a row to see why.")
    event = st.dataframe(
        found.head(MOST),
        key=TABLE,
        hide_index=True,
        column_config=CONFIG,
        on_select="rerun",
        selection_mode="single-row",
    )
    rows = event.selection.rows
    if rows and rows[0] < min(len(found), MOST):
        _explained(folder, scored.frame.iloc[found["film"].iloc[rows[0]]], found.iloc[rows[0]])


def _explained(folder: Path, film: pd.Series, error: pd.Series) -> None:
    year = "" if pd.isna(film["year"]) else f" ({film['year']})"
    with st.container(border=True):
        st.text(f"{film['title']}{year}: {film['genres'].replace('|', ', ')}")
        said = "is not" if error["genre"] not in film["genres"].split("|") else "is"
        st.caption(
            f"{plain(error['genre'])} has probability {percent(error['probability'])} against a threshold of"
            f" {percent(error['threshold'])}; the film {said} {plain(error['genre'])}."
        )
        try:
            explanation_view.show(cache.classifier(folder), folder, film["plot"], error["genre"])
        except (PlotError, ArtifactError) as found:
            st.info(problem(found))
