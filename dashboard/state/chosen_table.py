"""The data set that this session looked at last, for whatever compares a plot with other films."""

import streamlit as st

from dashboard.state.cache import tables
from data.schema import PlotTable

KEY = "chosen_table"


def keep(table: PlotTable) -> None:
    """Remember the data set for the session."""
    st.session_state[KEY] = table


def current() -> PlotTable:
    """The data set looked at last; the embedded films before there is one."""
    table: PlotTable | None = st.session_state.get(KEY)
    return tables.table("open_plots") if table is None else table
