"""The films whose plots the model finds most alike, and whether their genres agree with its prediction."""

from pathlib import Path

import streamlit as st

from core.errors import TableError
from core.markdown import plain
from core.model.neighbours import genre_shares
from dashboard.phrasing import percent
from dashboard.state import cache

COUNT = 10


def show(folder: Path, text: str) -> None:
    """The nearest plots of the data set chosen on the Explore page, or of the embedded films."""
    try:
        table = cache.table(st.session_state.get("data") or "open_plots")
    except TableError:  # an upload, or a path not typed yet
        table = cache.table("open_plots")
    found = cache.neighbours(folder, table).nearest(text, COUNT)
    if not found:
        st.info("No plot of this data set can be read by the model.")
        return
    films = table.frame.iloc[[neighbour.position for neighbour in found]]
    shares = genre_shares(found, table.genre_lists())
    most = list(shares.items())[:3]
    st.markdown(f"**Of the {len(found)} nearest films, {', '.join(f'{percent(s)} are {plain(g)}' for g, s in most)}.**")
    shown = films[["title", "year"]].assign(
        genres=films["genres"].str.replace("|", ", "),
        similarity=[round(neighbour.similarity, 3) for neighbour in found],
        plot=films["plot"],
    )
    st.dataframe(shown, hide_index=True, column_config={"year": st.column_config.NumberColumn(format="%d")})
    st.caption(
        f"Nearest among the {len(table):,} films of {plain(table.name)}. Similarity compares what the network makes of"
        " the two plots before it decides on genres (cosine; 1 is the same)."
    )
