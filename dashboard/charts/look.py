"""Pure: the look that all Plotly figures share. Quiet axes and direct labels; the page's title states the finding."""

from collections.abc import Iterable
from html import escape

import pandas as pd
import plotly.graph_objects as go

from dashboard.phrasing import percent

GRID = "rgba(128,128,128,.18)"
BLUES = [[0, "rgba(47,127,193,0)"], [1, "rgba(47,127,193,1)"]]


def flat(names: Iterable[object]) -> list[str]:
    """Names for Plotly, which takes ``<b>``, ``<a href>`` and ``&amp;`` for markup; :func:`html.unescape` undoes it."""
    return [escape(str(name), quote=False) for name in names]


def told(*shares: Iterable[float]) -> list[list[str]]:
    """Columns of shares as people read them: Plotly's own formats write ``84%``, without the blank."""
    return [[percent(float(share)) for share in column] for column in shares]


def tiles(table: pd.DataFrame, **hover: str) -> go.Figure:
    """A tile for each cell of a table of numbers, the darker the higher; ``hover``: Plotly's own settings of it."""
    return go.Figure(
        go.Heatmap(
            z=table.to_numpy(),
            x=flat(table.columns),
            y=flat(table.index),
            colorscale=BLUES,
            showscale=False,
            xgap=1,
            ygap=1,
            **hover,
        )
    )


def framed(figure: go.Figure, height: int, x: str = "", y: str = "") -> go.Figure:
    """The look that all charts share."""
    figure.update_layout(
        height=height,
        margin={"l": 8, "r": 16, "t": 8, "b": 8},
        showlegend=False,
        paper_bgcolor="rgba(0,0,0,0)",
        plot_bgcolor="rgba(0,0,0,0)",
        hoverlabel={"font_size": 13},
        dragmode=False,
        uirevision="keep",
    )
    figure.update_xaxes(title=x, gridcolor=GRID, zeroline=False, automargin=True)
    figure.update_yaxes(title=y, gridcolor=GRID, zeroline=False, automargin=True)
    return figure
