"""Predict: type a plot, see its genres and, for each, the words that decided."""

import pandas as pd
import streamlit as st

from core.errors import PlotError
from core.markdown import plain
from dashboard.components.explanation import explanation
from dashboard.components.frame import required_model
from dashboard.components.predict import genre_bars, plot_box
from dashboard.components.shared import reading_line
from dashboard.components.shared.guard import guarded
from dashboard.phrasing import problem
from dashboard.state import chosen_model
from dashboard.state.cache import answers


def main() -> None:
    """The plot, its genres, and the explanation of the chosen one."""
    st.title("What genre is this plot?")
    st.caption("Describe what happens in a film. You see how probable each genre is, and which words made it so.")
    ref = chosen_model.ref()
    model = required_model.opened(ref)
    if model is None:
        return
    text = plot_box.show()
    try:
        model.tokens(text)
    except PlotError as error:
        st.info(problem(error))
        return
    with guarded():
        reading_line.show(ref, text)
    probabilities = answers.probabilities(ref, text)
    predicted = model.genres_of(probabilities.to_numpy()[None, :])[0]
    genre = genre_bars.picked(text, probabilities, predicted)
    left, right = st.columns([2, 3], gap="medium")
    with left, guarded():
        genre_bars.show(probabilities, pd.Series(model.thresholds_, index=probabilities.index), predicted, genre)
        st.caption(
            "✓ marks genres at or above their threshold, the tick. Choose a genre to see its words."
            f" Model: {plain(chosen_model.named(ref.folder))}."
        )
    with right, guarded():
        explanation.show(ref, text, genre)


main()
