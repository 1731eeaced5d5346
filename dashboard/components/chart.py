"""A chart with a title that states the finding, a description for screen readers, and its numbers as a table."""

from typing import Any

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from components.words import unbroken
from core.markdown import plain

CONFIG = {"displayModeBar": False, "scrollZoom": False}
ZOOMABLE = {"displaylogo": False, "modeBarButtonsToRemove": ["select2d", "lasso2d", "toImage"]}


def show(
    figure: go.Figure,
    title: str,
    key: str,
    table: pd.DataFrame | None = None,
    *,
    selectable: bool = False,
    zoomable: bool = False,
) -> list[dict[str, Any]]:
    """Draw the chart; returns the points that were clicked when it is ``selectable``."""
    st.markdown(f"#### {unbroken(plain(title))}")
    event = st.plotly_chart(
        figure,
        key=key,
        width="stretch",
        config=ZOOMABLE if zoomable else CONFIG,
        on_select="rerun" if selectable else "ignore",
        selection_mode="points",
        alt=title,
    )
    if table is not None:
        with st.expander("The numbers", icon=":material/table_rows:"):
            st.dataframe(table, hide_index=True, key=f"{key}_table")
    return list(event.selection.points) if selectable else []
