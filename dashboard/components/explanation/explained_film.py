"""What the model predicts for a film, beside the genres of its catalogue if it has any, and why."""

import pandas as pd
import streamlit as st

from core.markdown import plain
from dashboard.components.explanation import explanation
from dashboard.components.shared import reading_line
from dashboard.components.shared.guard import guarded
from dashboard.phrasing import percent
from dashboard.state import chosen_model
from dashboard.state.cache.model import answers


def show(film: pd.Series, *, labelled: bool = True) -> None:
    """The predicted genres of a selected film and, on demand, the explanation of one of them.

    ``labelled``: whether the film's genres are a catalogue's.
    """
    with guarded(st.info):
        ref, text = chosen_model.ref(), str(film["plot"])
        model = answers.classifier(ref)
        model.tokens(text)
        reading_line.show(ref, text)
        probabilities = answers.probabilities(ref, text)
        predicted = model.genres_of(probabilities.to_numpy()[None, :])[0]
        prediction = ", ".join(f"{genre} ({percent(probabilities[genre])})" for genre in predicted)
        catalogue = f"; **the catalogue has** {plain(film['genres'].replace('|', ', '))}" if labelled else ""
        st.markdown(f"**The model predicts** {plain(prediction)}{catalogue}.")
        if st.toggle("Explain", key="explain_film"):
            explanation.show(ref, text, _genre(probabilities))


def _genre(probabilities: pd.Series) -> str:
    order = list(probabilities.sort_values(ascending=False).index)
    genre = st.selectbox("Genre", order, key="film_genre", format_func=lambda g: f"{g} · {percent(probabilities[g])}")
    return str(genre)
