"""Predict: type a plot, see its genres and, for each, the words that said so."""

import pandas as pd
import streamlit as st

from core.errors import ArtifactError, PlotError
from core.model.classifier import GenreClassifier
from dashboard.charts import figures
from dashboard.components.frame import model_guard
from dashboard.components.predict import explanation_view, plot_box
from dashboard.components.shared import chart
from dashboard.phrasing import percent, problem
from dashboard.state import cache, chosen_model

GENRE = "genre"


def main() -> None:
    """The plot, its genres, and the explanation of the chosen one."""
    st.title("What genre is this plot?")
    st.caption("Write what happens in a film. You see how probable each genre is, and which words made it so.")
    if model_guard.show_problem_or_load() is None:
        return
    folder = chosen_model.folder()
    model = cache.classifier(folder)
    text = plot_box.show()
    st.button("Predict", type="primary", key="predict", help="Or press Ctrl+Enter in the box")
    try:
        model.tokens(text)
    except PlotError as error:
        st.info(problem(error))
        return
    probabilities = cache.probabilities(folder, text)
    chosen = model.genres_of(probabilities.to_numpy()[None, :])[0]
    left, right = st.columns([2, 3], gap="large")
    with left:
        _bars(model, probabilities, chosen)
    with right:
        try:
            explanation_view.show(model, folder, text, _genre(text, probabilities, chosen))
        except ArtifactError as error:
            st.error(problem(error))


def _bars(model: GenreClassifier, probabilities: pd.Series, chosen: list[str]) -> None:
    thresholds = pd.Series(model.thresholds_, index=probabilities.index)
    title = _and([f"{genre} ({percent(probabilities[genre])})" for genre in chosen])
    table = pd.DataFrame({"probability": probabilities, "threshold": thresholds}).sort_values(
        "probability", ascending=False
    )
    figure = figures.genre_bars(probabilities, thresholds, chosen)
    points = chart.show(figure, title, "bars", table.reset_index(names="genre"), selectable=True)
    st.caption("✓ at or above the genre's threshold, which is the grey tick. Click a bar to explain its genre.")
    if points and (clicked := points[0].get("customdata")) and clicked[0] != st.session_state.get("clicked"):
        st.session_state["clicked"] = st.session_state[GENRE] = clicked[0]


def _genre(text: str, probabilities: pd.Series, chosen: list[str]) -> str:
    """The genre to explain: the one picked; for a new plot, the most probable."""
    options = list(probabilities.sort_values(ascending=False).index)
    if st.session_state.get("explained_plot") != text or st.session_state.get(GENRE) not in options:
        linked = st.query_params.get(GENRE) if "explained_plot" not in st.session_state else None
        st.session_state[GENRE] = linked if linked in options else chosen[0]
        st.session_state["explained_plot"] = text
    genre = st.selectbox(
        "Explain",
        options,
        key=GENRE,
        persist_state="session",
        format_func=lambda name: f"{name} · {percent(probabilities[name])}{' ✓' if name in chosen else ''}",
    )
    st.query_params[GENRE] = genre
    return genre


def _and(parts: list[str]) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"


main()
