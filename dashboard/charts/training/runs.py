"""Pure: what is known of training runs in, Plotly figures out. Their losses are in losses.py."""

from collections.abc import Sequence
from textwrap import wrap
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from dashboard.charts.look import flat, framed
from dashboard.charts.palette import LOWERS, RAISES

AXIS = 8  # characters of an axis's name in a line: six axes stand side by side on a phone


def score_curve(curves: pd.DataFrame, x: str, column: str, title: str) -> go.Figure:
    """A validation score per epoch, one line a run."""
    figure = go.Figure()
    for name, run in curves.groupby("run", sort=False):
        figure.add_scatter(
            x=run[x], y=run[column], name=flat([name])[0], mode="lines+markers", hovertemplate="%{y:.3f}"
        )
    framed(figure, 300, x=x, y=title)
    if x == "epoch":  # there is no epoch 1.5
        figure.update_xaxes(dtick=max(1, round(curves[x].max() / 10)))
    figure.update_layout(showlegend=curves["run"].nunique() > 1, legend={"orientation": "h", "y": 1.1})
    return figure


def differences(table: pd.DataFrame, y: str, x: str, unit: str) -> go.Figure:
    """Signed bars around zero, gains and losses in their colours, the number at the end."""
    table = table.iloc[::-1]
    figure = go.Figure(
        go.Bar(
            x=table[x],
            y=flat(table[y]),
            orientation="h",
            marker_color=[RAISES if value > 0 else LOWERS for value in table[x]],
            text=[f"{value:+.3f}" for value in table[x]],
            textposition="outside",
            cliponaxis=False,
            hovertemplate="%{y}: %{x:+.3f} " + unit + "<extra></extra>",
        )
    )
    framed(figure, 60 + 22 * len(table), x=f"difference in {unit}")
    ends = [min(0.0, *table[x]), max(0.0, *table[x])]
    room = 0.25 * (ends[1] - ends[0])  # for the numbers, beside the names of the genres
    if room:
        figure.update_xaxes(range=[ends[0] - room, ends[1] + room])
    return figure.update_yaxes(showgrid=False)


def parallel(table: pd.DataFrame, columns: Sequence[str]) -> go.Figure:
    """Parallel coordinates, a line a run, coloured by the last column. The names are below, where they may wrap."""
    axes = [_dimension(table[name]) for name in columns]
    figure = go.Figure(
        go.Parcoords(
            dimensions=axes,
            labelside="bottom",
            line={"color": table[columns[-1]].astype(float), "colorscale": "Viridis"},
        )
    )
    lines = max(axis["label"].count("<br>") for axis in axes) + 1
    framed(figure, 340)
    return figure.update_layout(margin={"l": 60, "r": 60, "t": 30, "b": 35 + 15 * lines})


def _dimension(values: pd.Series) -> dict[str, Any]:
    """An axis of the parallel coordinates; a switch has two ticks, no and yes."""
    switch = all(isinstance(value, bool) for value in values)
    ticks = {"tickvals": [0, 1], "ticktext": ["no", "yes"], "range": [0, 1]} if switch else {}
    label = "<br>".join(wrap(flat([str(values.name)])[0], AXIS, break_long_words=False))
    return {"label": label, "values": values.astype(float), **ticks}
