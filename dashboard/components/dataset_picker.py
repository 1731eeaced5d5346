"""Choose a data set: a named one, or a file by its path."""

import cache
import streamlit as st

from data import sources
from data.schema import PlotTable, TableError

KEY, PATH_KEY = "data", "data_path"
OTHER = "a file"


def show() -> PlotTable | None:
    """The chosen data set, or None with one sentence on the screen that says what is missing."""
    names = [name for name, source in sources.SOURCES.items() if source.path.exists()]
    left, right = st.columns([1, 2])
    choice = left.selectbox("Data set", [*names, OTHER], key=KEY, bind="query-params")
    if choice == OTHER:
        choice = right.text_input("Path of the file", key=PATH_KEY, persist_state="session", placeholder="films.csv")
        if not choice:
            st.info("Type the path of a CSV, TSV, JSON-lines or Parquet file with titles, plots and genres.")
            return None
    try:
        return cache.table(choice)
    except TableError as error:
        st.error(str(error))
        return None
