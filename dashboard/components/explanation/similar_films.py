"""The films that the model finds most alike, by plot and where they have posters by these too, and their genres."""

import numpy as np
import pandas as pd
import streamlit as st
from numpy.typing import NDArray

from core.amounts import amount
from core.markdown import plain
from core.model.neighbours import Neighbour, genre_shares
from core.posters.alike import similarities
from dashboard.components.shared import film_table
from dashboard.phrasing import percent, titled
from dashboard.state.cache.model import posters, scores
from dashboard.state.plot import typed_plot
from dashboard.state.plot.explained import Explained
from dashboard.state.poster import archive, held_poster, read_posters, seen_posters
from dashboard.state.poster.archive import PosterArchive
from dashboard.state.table import chosen_table
from data.schema import PlotTable

COUNT = 10


def show(explained: Explained) -> None:
    """The nearest films of the data set that this session looked at last, or of the embedded films."""
    table = chosen_table.current()
    own = archive.of(table)
    weight, others = _posters(explained, table, own) if own else (0.0, None)
    nearest = scores.neighbours(explained.model, table).nearest(explained.text, COUNT, weight, others)
    if not nearest:
        st.info("The model can't read any plot of this data set. Choose another one on the Explore page.")
        return
    most = list(genre_shares(nearest, table.genre_lists()).items())[:3]
    shares = ", ".join(f"{percent(share)} are {plain(genre)}" for genre, share in most)
    st.markdown(f"**Of the {len(nearest)} nearest films, {shares}.**")
    _films(table, nearest, own)
    if others is None and explained.text == typed_plot.text():
        st.page_link(
            "views/explore.py",
            label="See them on the map",
            icon=":material/map:",
            query_params={"tab": "Map"},
            help="The plot is the star, and the films nearest to it have a ring.",
        )
    by = "" if others is None else " The posters' is that of what the image network sees, from the mean poster."
    st.caption(
        f"Nearest among the {amount(len(table), 'film')} of {plain(table.name)}. Similarity is the cosine between the"
        f" network's representations of the two plots, just before it decides on genres (1: the same).{by}"
    )


def _posters(explained: Explained, table: PlotTable, own: PosterArchive) -> tuple[float, NDArray[np.float64] | None]:
    """How much posters are to count, and how alike each film's is to that beside the plot [films]; 0 without one."""
    poster = held_poster.of(explained.text)
    if poster is None or not posters.available(explained.model):
        return 0.0, None
    weight = st.slider("How much posters count, %", 0, 100, 0, 10, key="poster_weight") / 100
    if not weight:
        return 0.0, None
    seen = read_posters.read(own.file, own.cells(table), posters.opened(explained.model))
    result = np.zeros(len(table))
    if len(seen.places):
        result[seen.places] = similarities(seen.features, posters.features(explained.model, poster))
    if seen.more or len(seen.places) < len(table):
        st.caption(f"{len(seen.places):,} posters were read; other films count as no more alike than any two.")
    return weight, result


def _films(catalogue: PlotTable, nearest: list[Neighbour], own: PosterArchive | None) -> None:
    films = catalogue.frame.iloc[[neighbour.position for neighbour in nearest]]
    table = pd.DataFrame(
        {
            "title": films["title"],
            "similarity": [neighbour.similarity for neighbour in nearest],
            "genres": films["genres"].str.replace("|", ", "),
            "plot": films["plot"],
            "year": films["year"],
        }
    )
    config = {
        "year": st.column_config.NumberColumn(format="%d"),
        "similarity": st.column_config.NumberColumn(format="%.3f"),
    }
    if own:
        cells = archive.cells_of(films[own.column].tolist())
        table.insert(0, "poster", seen_posters.thumbnails(own.file.path, cells))
        config["poster"] = st.column_config.ImageColumn(width="small")
    event = st.dataframe(
        film_table.dated(table),
        key=chosen_table.key("similar", catalogue),
        hide_index=True,
        on_select="rerun",
        selection_mode="single-row",
        column_config=config,
        row_height=96 if own else None,
    )
    if event.selection.rows and event.selection.rows[0] < len(films):
        film = films.iloc[event.selection.rows[0]]
        with st.container(border=True):
            st.text(titled(film["title"], film["year"], film["genres"]))
            st.text(film["plot"])
