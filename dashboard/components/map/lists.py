"""The films of a map as lists of buttons, for keyboards and for people who don't see the picture; the chosen film."""

import numpy as np
import pandas as pd
import streamlit as st
from numpy.typing import NDArray

from core.amounts import amount
from core.markdown import plain
from core.model.neighbours import Neighbour
from dashboard.components.map.view import View
from dashboard.components.shared import film_table
from dashboard.components.shared.guard import attempt, guarded
from dashboard.phrasing import titled

SHOWN = 8  # films that a search lists
LONGEST = 70  # characters of a title on a button


def search(view: View) -> NDArray[np.intp]:
    """The search box; returns the rows of the films that match, none without a query."""
    query = st.text_input("Search titles and plots", key=view.key("query"), persist_state="session")
    if not query.strip():
        return np.empty(0, dtype=np.intp)
    return film_table.search(view.frame, query, []).index.to_numpy(dtype=np.intp)


def show(view: View, found: NDArray[np.intp]) -> None:
    """What the search found, the chosen film, and the films nearest to it or to the plot on the Predict page."""
    query = st.session_state.get(view.key("query"), "").strip()
    if query and not len(found):
        st.info("No film matches. Search for fewer words.")
    if len(found):
        first = f"; the first {SHOWN} are" if len(found) > SHOWN else ""
        st.markdown(f"**{amount(len(found), 'film')} lit up on the map{first}:**")
        _buttons(view, "found", [Neighbour(int(row), np.nan) for row in found[:SHOWN]])
    if view.chosen is not None:
        _chosen(view, view.frame.iloc[view.chosen])
    elif view.star:
        st.markdown("**Nearest to the plot on the Predict page, the star:**")
        _buttons(view, "star", view.nearest(view.star))
    elif not query:
        st.info("Click a film on the map, or search for one, to see it, its explanation and the films nearest to it.")


def _chosen(view: View, film: pd.Series) -> None:
    with st.container(border=True):
        st.text(_label(film))
        st.text(film["plot"])
    st.markdown("**Nearest films, whichever picture is shown:**")
    with guarded(st.info):
        _buttons(view, "near", view.nearest(str(film["plot"])))
    if view.star:
        back = "Back to the plot on the Predict page"
        st.button(back, key=view.key("back"), icon=":material/star:", on_click=attempt, args=(view.choose, None))


def _buttons(view: View, name: str, films: list[Neighbour]) -> None:
    """A button for each film, which chooses it; with its similarity where there is one."""
    for place, near in enumerate(films):
        film = view.frame.iloc[near.position]
        alike = "" if np.isnan(near.similarity) else f"{near.similarity:.2f} · "
        st.button(
            plain(f"{alike}{_label(film)}"),
            key=f"{view.key(name)}_{place}",
            on_click=attempt,
            args=(view.choose, near.position),
            width="stretch",
        )
    if films and not np.isnan(films[0].similarity):
        st.caption("In front: the cosine between the network's representations of the two plots (1: the same).")


def _label(film: pd.Series) -> str:
    title = str(film["title"])[:LONGEST] or "untitled"
    return titled(title, film["year"], str(film["genres"])[:LONGEST])
