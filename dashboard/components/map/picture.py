"""The picture of a map: which of the two, what the colours mean, and what a click or a lasso selects."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import streamlit as st
from numpy.typing import NDArray

from core.amounts import amount
from core.markdown import plain
from dashboard.charts.films import film_map, map_groups
from dashboard.charts.films.film_map import NO_FILM, Marks
from dashboard.charts.films.map_groups import Groups
from dashboard.components.map.view import View
from dashboard.components.shared.guard import attempt

NEAR, MAIN = "neighbours (t-SNE)", "main directions (PCA)"
GENRES, ERROR, SPLIT, YEAR = "genre", "error", "split", "year"
MOST_GENRES, USUAL = 5, 4
COMMON = 0.25  # a genre of more films than this share is everywhere on the map
CONFIG = {
    "displaylogo": False,
    "scrollZoom": False,
    "modeBarButtons": [["pan2d", "lasso2d", "select2d", "zoomIn2d", "zoomOut2d", "resetScale2d"]],
    "displayModeBar": True,
}


def picked(view: View) -> str:
    """Which picture: of the two where both are there."""
    if view.drawn.arranged is None:
        return MAIN
    return str(st.segmented_control("Picture", [NEAR, MAIN], default=NEAR, required=True, key="map_picture"))


def places(view: View, shown: str) -> NDArray[np.float32]:
    """The films' places in a picture, [films, 2]."""
    arranged = view.drawn.arranged
    return view.drawn.main if shown == MAIN or arranged is None else arranged


def colours(view: View, sides: Callable[[], pd.Series] | None) -> Groups:
    """What the colours and shapes mean, by the reader's choice."""
    labelled = [ERROR, *([SPLIT] if sides else [])] if view.films.labelled else []
    dated = [YEAR] if view.frame["year"].notna().any() else []
    kinds = [GENRES, *labelled, *dated]
    kind = st.segmented_control("Colour by", kinds, default=GENRES, required=True, key=f"map_colour_{len(kinds)}")
    if kind == ERROR:
        judged = view.judged
        st.caption("Wrong genres of each film: those it has and the model misses, and those it lacks and gets.")
        return map_groups.by_error(judged.wrong, judged.counts)
    if kind == SPLIT and sides:
        st.caption("The sides of the split that a training on this data set uses.")
        return map_groups.by_side(sides().iloc[view.drawn.films.positions].tolist())
    if kind == YEAR:
        return map_groups.by_year(view.frame["year"])
    return _by_genre(view)


def _by_genre(view: View) -> Groups:
    films = view.genres
    counts = pd.Series([genre for film in films for genre in film if genre]).value_counts()
    telling = counts[counts <= COMMON * len(films)]
    chosen = st.multiselect(
        "Genres in colour" if view.films.labelled else "Predicted genres in colour",
        list(counts.index[:200]),
        default=list((telling if len(telling) else counts).index[:USUAL][::-1]),
        max_selections=MOST_GENRES,
        key=view.key("genres"),
        help="A film of several of them has the colour and the shape of the first that you chose.",
    )
    return map_groups.by_genre(films, chosen)


def show(view: View, shown: str, groups: Groups, marks: Marks) -> NDArray[np.intp]:
    """Draw it; returns the rows of the films that are selected, one after a click, many after a lasso."""
    key = view.key(f"picture_{shown}")
    event: Any = st.plotly_chart(
        film_map.figure(places(view, shown), groups, view.hover, marks),
        key=key,
        width="stretch",
        config=CONFIG,
        on_select=lambda: attempt(_click, view, key),
        selection_mode=("points", "lasso", "box"),
        alt=f"A map of {amount(len(view.drawn), 'film')} by {shown}, in groups: {', '.join(groups.names)}. The lists"
        " beside it lead to the same films by keyboard.",
    )
    gain = "how good the model is on them" if view.films.labelled else "which they are"
    st.caption(
        "A click on a film shows it; drag to move. Choose the lasso above the picture and draw around some films, and"
        f" you see {gain}. {plain(_sample(view))}"
    )
    return rows_of(event)


def _click(view: View, key: str) -> None:
    rows = rows_of(st.session_state[key])
    if len(rows) == 1:
        view.choose(int(rows[0]))


def rows_of(event: Any) -> NDArray[np.intp]:
    """The rows of the films that Plotly selected, each once."""
    marked = [point.get("customdata", NO_FILM) for point in event["selection"]["points"]]
    rows = {int(row[0] if isinstance(row, list) else row) for row in marked if row is not None}
    return np.array(sorted(rows - {NO_FILM}), dtype=np.intp)


def _sample(view: View) -> str:
    """Which films are on the map, where not all are."""
    films, told = view.drawn.films, ""
    if beyond := films.beyond + view.films.beyond:
        told += (
            f" {amount(beyond, 'film is', 'films are')} beyond what a map has room for: this is a sample, the"
            " same each time."
        )
    if films.unreadable:
        told += f" {amount(films.unreadable, 'plot')} that the model can't read left out."
    return told.strip()
