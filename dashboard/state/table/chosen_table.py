"""The data set that this session looked at last, for whatever compares a plot with other films.

A session keeps how it is read, not the films: those are held for all sessions together, within a bound.
"""

from collections.abc import Callable

import streamlit as st

from core.errors import TableError
from dashboard.state.cache.films import tables
from data.schema import PlotTable

KEY = "chosen_table"


def keep(name: str, again: Callable[[], PlotTable]) -> None:
    """Remember the data set of this name for the session, and how it is read ``again``."""
    st.session_state[KEY] = (name, again)


def key(name: str, table: PlotTable) -> str:
    """A widget's key for one data set: what is typed, ticked or selected for it says nothing about another."""
    return f"{name}_{table.fingerprint[:12]}"


def current() -> PlotTable:
    """The data set looked at last; the embedded films before there is one, or when it can't be read any more."""
    _, again = st.session_state.get(KEY, ("", None))
    try:
        return tables.table("open_plots") if again is None else again()
    except TableError:  # its file has been changed or removed
        return tables.table("open_plots")


def forget(name: str) -> None:
    """Go back to the embedded films if the data set of this name is the one looked at last."""
    if st.session_state.get(KEY, ("", None))[0] == name:
        st.session_state.pop(KEY, None)
