"""A searchable table of films; a selected one is shown with its full plot."""

import pandas as pd
import streamlit as st

from core.amounts import amount
from dashboard.phrasing import titled

SHOWN = ["title", "year", "genres", "plot"]
MOST = 2000
LONGEST = 2_000  # characters of a cell in the table


def show(frame: pd.DataFrame, key: str) -> pd.Series | None:
    """Search box, genre filter, table; returns the selected film's row, whose plot is shown below the table."""
    left, right = st.columns([2, 1])
    query = left.text_input("Search titles and plots", key=f"{key}_query", persist_state="session")
    genres = sorted({genre for text in frame["genres"].unique() for genre in text.split("|")})
    wanted = right.multiselect("Genres", genres[:MOST], key=f"{key}_genres")
    matches = search(frame, query, wanted)
    if matches.empty:
        st.info("No film matches. Search for fewer words or remove a genre.")
        return None
    note = f"; the first {MOST:,} are shown" if len(matches) > MOST else ""
    st.caption(f"{len(matches):,} of {amount(len(frame), 'film')}{note}. Select a row to read its plot.")
    columns = {"year": st.column_config.NumberColumn(format="%d"), "plot": st.column_config.TextColumn(width="large")}
    event = st.dataframe(
        _shortened(dated(matches[SHOWN].head(MOST))),
        key=f"{key}_table",
        hide_index=True,
        on_select="rerun",
        selection_mode="single-row",
        column_config=columns,
    )
    if not event.selection.rows:
        return None
    film = matches.iloc[event.selection.rows[0]]
    with st.container(border=True):
        st.text(titled(film["title"], film["year"], film["genres"]))
        st.text(film["plot"])
    return film


def dated(table: pd.DataFrame) -> pd.DataFrame:
    """A table of films without its column of years where none has one: it would say None in every row."""
    return table if table["year"].notna().any() else table.drop(columns="year")


def _shortened(films: pd.DataFrame) -> pd.DataFrame:
    """Films for the table: the browser gets the beginning of each text only."""
    texts = {column: films[column].str.slice(0, LONGEST) for column in ("title", "genres", "plot")}
    return films.assign(**texts | {"genres": texts["genres"].str.replace("|", ", ")})


def search(frame: pd.DataFrame, query: str, genres: list[str]) -> pd.DataFrame:
    """Films whose title or plot contains the query (any case) and which have all the genres."""
    keep = pd.Series(True, index=frame.index)
    if query.strip():
        text = query.strip()
        keep &= frame["title"].str.contains(text, case=False, regex=False) | frame["plot"].str.contains(
            text, case=False, regex=False
        )
    for genre in genres:
        keep &= ("|" + frame["genres"] + "|").str.contains(f"|{genre}|", regex=False)
    return frame[keep]
