"""A map of films as the model sees them: colours, search, a lasso, a film and its explanation, and what it can't tell.

What a click chooses is in the session under the films' own key, so that the lists choose by keyboard what the picture
chooses by pointer.
"""

from collections.abc import Callable

import numpy as np
import pandas as pd
import streamlit as st

from core.errors import PlotError
from core.markdown import plain
from core.model.folder.model_ref import ModelRef
from dashboard.charts.films.film_map import Marks
from dashboard.components.explanation import explained_film
from dashboard.components.map import caveats, drawing, lists, picture, slice_metrics
from dashboard.components.map.view import View
from dashboard.components.shared.guard import guarded
from dashboard.phrasing import problem
from dashboard.state.cache.films import maps
from dashboard.state.cache.model import answers
from dashboard.state.film_map.mapped_films import MappedFilms
from dashboard.state.plot import typed_plot

Sides = Callable[[], pd.Series]


def show(model: ModelRef, films: MappedFilms, sides: Sides | None = None) -> None:
    """The map, or how far it is. ``sides``: gives the side of the split of each film, where there is a split."""
    job = maps.job(model, films)
    with st.spinner("Reading the plots ...", show_time=True):
        job.begun.wait(drawing.PATIENCE)
    if job.state == "failed":
        st.info(problem(job.error))
        return
    drawing.show(job, model, films)
    if job.drawn is None:
        return
    view = View(model, films, job.drawn, _star_text(model))
    left, right = st.columns([3, 2], gap="medium")
    with right:
        found = lists.search(view)
    selected = np.empty(0, dtype=np.intp)
    with left, guarded():
        colours = picture.colours(view, sides)
        shown = picture.picked(view)
        selected = picture.show(view, shown, colours, Marks(found, view.chosen, _near(view), _star(view, shown)))
        caveats.show(view, shown)
    with right, guarded():
        lists.show(view, found)
    if view.chosen is not None:
        film = view.frame.iloc[view.chosen]
        st.markdown(f"## {plain(str(film['title']) or 'The chosen film')}")
        explained_film.show(film, labelled=films.labelled)
    if len(selected) > 1:
        with guarded():
            slice_metrics.show(view, selected)


def _star_text(model: ModelRef) -> str:
    """The plot on the Predict page, empty where there is none that the model can read."""
    text = typed_plot.text()
    try:
        answers.classifier(model).tokens(text)
    except PlotError:
        return ""
    return text


def _near(view: View) -> np.ndarray:
    """The rows of the films nearest to the chosen one, or to the star."""
    text = view.star if view.chosen is None else str(view.frame.iloc[view.chosen]["plot"])
    try:
        near = view.nearest(text) if text else []
    except PlotError:  # the list beside the map says so
        near = []
    return np.array([film.position for film in near if film.position != view.chosen], dtype=np.intp)


def _star(view: View, shown: str) -> np.ndarray | None:
    """Where the plot on the Predict page lies."""
    if not view.star:
        return None
    from data.map import nearest

    if shown == picture.MAIN:
        return nearest.by_directions(answers.classifier(view.model), view.drawn, view.star)
    near = view.nearest(view.star)
    return nearest.among(picture.places(view, shown), near) if near else None
