"""How probable each genre is, and which of them is explained."""

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from dashboard.charts import predictions
from dashboard.components.shared import chart
from dashboard.phrasing import conjunction, percent

GENRE, CLICKED, EXPLAINED_PLOT = "genre", "clicked", "explained_plot"


def show(probabilities: pd.Series, thresholds: pd.Series, predicted: Sequence[str]) -> None:
    """A bar a genre; a click on one makes it the genre that is explained."""
    title = conjunction([f"{genre} ({percent(probabilities[genre])})" for genre in predicted])
    table = pd.DataFrame({"probability": probabilities, "threshold": thresholds})
    table = table.sort_values("probability", ascending=False).reset_index(names="genre")
    figure = predictions.genre_bars(probabilities, thresholds, predicted)
    points = chart.show(figure, title, "bars", table, selectable=True)
    st.caption("✓ marks genres at or above their threshold, the grey tick. Click a bar to explain its genre.")
    if points and (clicked := points[0].get("customdata")) and clicked[0] != st.session_state.get(CLICKED):
        st.session_state[CLICKED] = st.session_state[GENRE] = clicked[0]


def pick(text: str, probabilities: pd.Series, predicted: Sequence[str]) -> str:
    """The genre to explain: the one picked; for a new plot, the most probable."""
    options = list(probabilities.sort_values(ascending=False).index)
    if st.session_state.get(EXPLAINED_PLOT) != text or st.session_state.get(GENRE) not in options:
        linked = st.query_params.get(GENRE) if EXPLAINED_PLOT not in st.session_state else None
        st.session_state[GENRE] = linked if linked in options else predicted[0]
        st.session_state[EXPLAINED_PLOT] = text
    genre = st.selectbox(
        "Explain",
        options,
        key=GENRE,
        persist_state="session",
        format_func=lambda name: f"{name} · {percent(probabilities[name])}{' ✓' if name in predicted else ''}",
    )
    st.query_params[GENRE] = genre
    return str(genre)
