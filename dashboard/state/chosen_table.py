"""The data set that this session looked at last, for whatever compares a plot with other films."""

import streamlit as st

from dashboard.state.cache import tables
from data.schema import PlotTable

KEY = "chosen_table"


def keep(table: PlotTable) -> None:
    """Remember the data set for the session."""
    st.session_state[KEY] = table


def key(name: str, table: PlotTable) -> str:
    """A widget's key for one data set: what is typed, ticked or selected for it says nothing about another."""
    return f"{name}_{table.fingerprint[:12]}"


def current() -> PlotTable:
    """The data set looked at last; the embedded films before there is one."""
    table: PlotTable | None = st.session_state.get(KEY)
    return tables.table("open_plots") if table is None else table


def forget(name: str) -> None:
    """Go back to the embedded films if the data set of this name is the one looked at last."""
    table: PlotTable | None = st.session_state.get(KEY)
    if table is not None and table.name == name:
        del st.session_state[KEY]
