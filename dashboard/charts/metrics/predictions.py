"""Pure: probabilities and attributions in, Plotly figures out."""

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go

from dashboard.charts.look import GRID, flat, framed
from dashboard.charts.palette import LOWERS, QUIET, RAISES
from dashboard.phrasing import percent


def waterfall(words: Sequence[str], values: Sequence[float], base: float, output: float) -> go.Figure:
    """From the base through each word's attribution to the probability; all four numbers add up."""
    labels = ["no words", *flat(words), "this plot"]
    figure = go.Figure(
        go.Waterfall(
            orientation="h",
            measure=["absolute", *["relative"] * len(words), "total"],
            y=[f"{number}. {label}" for number, label in enumerate(labels)],
            x=[base, *values, output],
            text=[percent(base), *(f"{100 * value:+.1f}" for value in values), percent(output)],  # a phone is narrow
            customdata=["", *[" points"] * len(values), ""],
            textposition="outside",
            cliponaxis=False,
            increasing={"marker": {"color": RAISES}},
            decreasing={"marker": {"color": LOWERS}},
            totals={"marker": {"color": QUIET}},
            connector={"line": {"color": GRID}},
            hovertemplate="%{y}: %{text}%{customdata}<extra></extra>",
        )
    )
    framed(figure, 60 + 26 * len(labels))
    figure.update_yaxes(
        autorange="reversed", showgrid=False, tickvals=list(range(len(labels))), ticktext=labels, fixedrange=True
    )
    reach = np.cumsum([base, *values])
    figure.update_xaxes(
        range=[min(0, reach.min()) - 0.08, reach.max() + 0.22],
        tickvals=[0, 0.25, 0.5, 0.75, 1],
        ticktext=["0 %", "25 %", "50 %", "75 %", "100 %"],
        fixedrange=True,
        title="probability (words: percentage points)",
    )
    return figure
