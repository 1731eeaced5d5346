"""What the model says of a film of a data set, beside what its catalogue says, and why."""

import pandas as pd
import streamlit as st

from core.errors import ArtifactError, PlotError
from core.markdown import plain
from dashboard.components.predict import explanation_view
from dashboard.phrasing import percent, problem
from dashboard.state import cache, chosen_model


def show(film: pd.Series) -> None:
    """The predicted genres of a selected film and, on demand, the explanation of one of them."""
    folder = chosen_model.folder()
    try:
        model = cache.classifier(folder)
        model.tokens(film["plot"])
    except (ArtifactError, PlotError) as error:
        st.info(problem(error))
        return
    probabilities = cache.probabilities(folder, film["plot"])
    chosen = model.genres_of(probabilities.to_numpy()[None, :])[0]
    true = film["genres"].split("|")
    said = ", ".join(f"{genre} ({percent(probabilities[genre])})" for genre in chosen)
    st.markdown(f"**The model says** {plain(said)}; **its catalogue says** {plain(', '.join(true))}.")
    if st.toggle("Explain", key="explain_film"):
        order = list(probabilities.sort_values(ascending=False).index)
        genre = st.selectbox(
            "Genre", order, key="film_genre", format_func=lambda g: f"{g} · {percent(probabilities[g])}"
        )
        try:
            explanation_view.show(model, folder, film["plot"], genre)
        except ArtifactError as error:
            st.error(problem(error))
