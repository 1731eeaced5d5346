"""Pure: the models of a review in, the curve of their quality against the films labelled out."""

import pandas as pd
import plotly.graph_objects as go

from dashboard.charts.look import framed
from dashboard.charts.palette import RAISES


def curve(lessons: pd.DataFrame) -> go.Figure:
    """Micro F1 with its 95 % interval after each number of labelled films: films, micro_f1, low, high."""
    ordered = lessons.sort_values("films", kind="stable")
    figure = go.Figure(
        go.Scatter(
            x=ordered["films"],
            y=ordered["micro_f1"],
            error_y={
                "type": "data",
                "symmetric": False,
                "array": ordered["high"] - ordered["micro_f1"],
                "arrayminus": ordered["micro_f1"] - ordered["low"],
                "color": RAISES,
                "thickness": 1.5,
            },
            mode="lines+markers",
            line={"color": RAISES, "width": 3},
            marker={"size": 9},
            hovertemplate="%{x:,} films: micro F1 %{y:.3f}<extra></extra>",
        )
    )
    framed(figure, 320, x="films labelled", y="micro F1, by cross-validation")
    figure.update_yaxes(range=[0, 1.02], fixedrange=True)
    figure.update_xaxes(rangemode="tozero", fixedrange=True)
    return figure
