"""Predict: type a plot, see its genres and, for each, the words that decided; a poster may stand beside it."""

import pandas as pd
import streamlit as st

from core.errors import PlotError, PosterError
from core.markdown import plain
from core.model.classifier import GenreClassifier
from core.model.folder.model_ref import ModelRef
from core.posters.shares import Shares
from dashboard.components.explanation import explanation
from dashboard.components.frame import required_model
from dashboard.components.predict import genre_bars, plot_box, poster_box, poster_part
from dashboard.components.shared import reading_line
from dashboard.components.shared.guard import guarded
from dashboard.phrasing import problem
from dashboard.state import chosen_model
from dashboard.state.cache.model import answers, posters
from dashboard.state.poster import held_poster


def main() -> None:
    """The plot, its genres, and the explanation of the chosen one."""
    st.title("What genre is this plot?")
    st.caption("Describe what happens in a film. You see how probable each genre is, and which words made it so.")
    ref = chosen_model.ref()
    model = required_model.opened(ref)
    if model is None:
        return
    text = plot_box.show()
    poster = poster_box.show(ref)
    told = _told(ref, text, poster)
    held_poster.stand_beside(None if told is None else text)
    readable = _read(ref, model, text)
    if readable or told is not None:
        _answer(ref, model, text, readable, poster, told)


def _told(ref: ModelRef, text: str, poster: bytes | None) -> Shares | None:
    """What plot and poster say; None without a poster that can be used."""
    if poster is None:
        return None
    with guarded():
        try:
            return posters.shares(ref, text, poster)
        except PosterError as error:
            st.error(problem(error))
    return None


def _read(ref: ModelRef, model: GenreClassifier, text: str) -> bool:
    """Whether the plot can be read, and what to make of it."""
    try:
        model.tokens(text)
    except PlotError as error:
        st.info(problem(error))
        return False
    with guarded():
        reading_line.show(ref, text)
    return True


def _answer(
    ref: ModelRef, model: GenreClassifier, text: str, readable: bool, poster: bytes | None, told: Shares | None
) -> None:
    probabilities = answers.probabilities(ref, text)
    thresholds = model.thresholds_
    if told is not None:
        probabilities = pd.Series(told.both, index=list(told.genres), name="probability")
        heads = posters.opened(ref).heads
        thresholds = heads.both if readable else heads.alone
    predicted = genre_bars.predicted(probabilities, thresholds)
    genre = genre_bars.picked(text, probabilities, predicted)
    left, right = st.columns([2, 3], gap="medium")
    with left, guarded():
        genre_bars.show(probabilities, pd.Series(thresholds, index=probabilities.index), predicted, genre)
        behind = "its words" if readable else "where on the poster"
        st.caption(
            f"✓ marks genres at or above their threshold, the tick. Choose a genre to see {behind}."
            f" Model: {plain(chosen_model.named(ref.folder))}."
        )
    if told is not None and poster is not None:
        with left if readable else right, guarded():
            poster_part.show(ref, text, poster, told, genre)
    if readable:
        with right, guarded():
            if told is not None:
                st.caption("The words explain what the plot says by itself, without the poster.")
            explanation.show(ref, text, genre)


main()
