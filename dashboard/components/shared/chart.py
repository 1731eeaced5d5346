"""A chart with a title that states the finding, a description for screen readers, and its numbers as a table."""

from typing import Any, cast

import pandas as pd
import plotly.graph_objects as go
import streamlit as st
from streamlit.elements.plotly_chart import PlotlyState

from core.markdown import plain
from dashboard.phrasing import unbroken

CONFIG = {"displayModeBar": False, "scrollZoom": False}
ZOOM = "zoom"  # the name of the selection that a growing chart's specification binds to its scales


def show(
    figure: go.Figure,
    title: str,
    key: str,
    table: pd.DataFrame | None = None,
    *,
    selectable: bool = False,
) -> list[dict[str, Any]]:
    """Draw the chart; returns the points that were clicked when it is ``selectable``."""
    st.markdown(f"## {unbroken(plain(title))}")
    event = st.plotly_chart(
        figure,
        key=key,
        width="stretch",
        config=CONFIG,
        on_select="rerun" if selectable else "ignore",
        selection_mode="points",
        alt=title,
    )
    if table is not None:
        _numbers(table, key)
    return list(cast(PlotlyState, event).selection.points) if selectable else []


def show_growing(
    points: pd.DataFrame, specification: dict[str, Any], title: str, alt: str, key: str, table: pd.DataFrame
) -> None:
    """Draw a Vega-Lite chart whose points grow in number; a reader who has zoomed in keeps the view."""
    st.markdown(f"## {unbroken(plain(title))}")
    # Streamlit forgets a zoom when data arrive, unless the zoom is a selection that the app listens to; and it draws
    # the chart anew when the description changes, as the title does.
    st.vega_lite_chart(points, specification, width="stretch", key=key, alt=alt, on_select="rerun", selection_mode=ZOOM)
    _numbers(table, key)


def _numbers(table: pd.DataFrame, key: str) -> None:
    with st.expander("The numbers", icon=":material/table_rows:"):
        st.dataframe(table, hide_index=True, key=f"{key}_table")
