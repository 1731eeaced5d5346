"""The films whose plots the model finds most alike, and whether their genres agree with its prediction."""

import pandas as pd
import streamlit as st

from core.amounts import amount
from core.markdown import plain
from core.model.neighbours import Neighbour, genre_shares
from dashboard.phrasing import percent, titled
from dashboard.state.cache import scores
from dashboard.state.plot import typed_plot
from dashboard.state.plot.explained import Explained
from dashboard.state.table import chosen_table
from data.schema import PlotTable

COUNT = 10


def show(explained: Explained) -> None:
    """The nearest plots of the data set that this session looked at last, or of the embedded films."""
    table = chosen_table.current()
    nearest = scores.neighbours(explained.model, table).nearest(explained.text, COUNT)
    if not nearest:
        st.info("The model can't read any plot of this data set. Choose another one on the Explore page.")
        return
    most = list(genre_shares(nearest, table.genre_lists()).items())[:3]
    shares = ", ".join(f"{percent(share)} are {plain(genre)}" for genre, share in most)
    st.markdown(f"**Of the {len(nearest)} nearest films, {shares}.**")
    _films(table, nearest)
    if explained.text == typed_plot.text():
        st.page_link(
            "views/explore.py",
            label="See them on the map",
            icon=":material/map:",
            query_params={"tab": "Map"},
            help="The plot is the star, and the films nearest to it have a ring.",
        )
    st.caption(
        f"Nearest among the {amount(len(table), 'film')} of {plain(table.name)}. Similarity is the cosine between the"
        " network's representations of the two plots, just before it decides on genres (1: the same)."
    )


def _films(catalogue: PlotTable, nearest: list[Neighbour]) -> None:
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
    event = st.dataframe(
        table,
        key=chosen_table.key("similar", catalogue),
        hide_index=True,
        on_select="rerun",
        selection_mode="single-row",
        column_config={
            "year": st.column_config.NumberColumn(format="%d"),
            "similarity": st.column_config.NumberColumn(format="%.3f"),
        },
    )
    if event.selection.rows and event.selection.rows[0] < len(films):
        film = films.iloc[event.selection.rows[0]]
        with st.container(border=True):
            st.text(titled(film["title"], film["year"], film["genres"]))
            st.text(film["plot"])
