"""Pure: probabilities and attributions in, Plotly figures out."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from dashboard.charts.look import GRID, flat, framed
from dashboard.charts.palette import LOWERS, QUIET, RAISES, genre_color
from dashboard.phrasing import percent


def genre_bars(probabilities: pd.Series, thresholds: pd.Series, chosen: Sequence[str]) -> go.Figure:
    """A bar a genre, most probable on top, with its threshold as a tick; chosen genres are opaque and say so."""
    order = probabilities.sort_values().index
    p = probabilities[order]
    named = flat(order)
    labels = [f"<b>{name}</b> ✓" if genre in chosen else name for genre, name in zip(order, named, strict=True)]
    figure = go.Figure(
        go.Bar(
            x=p,
            y=labels,
            orientation="h",
            marker={"color": [genre_color(g) for g in order], "opacity": [1 if g in chosen else 0.35 for g in order]},
            customdata=np.array([list(order), list(thresholds[order]), named], dtype=object).T,
            hovertemplate="%{customdata[2]}: %{x:.1%}, threshold %{customdata[1]:.0%}<extra></extra>",
        )
    )
    figure.add_scatter(
        x=thresholds[order],
        y=labels,
        mode="markers",
        marker={"symbol": "line-ns-open", "size": 13, "color": QUIET, "line": {"width": 2}},
        hoverinfo="skip",
    )
    numbers = [percent(value) for value in p]
    figure.add_scatter(x=[1.12] * len(p), y=labels, text=numbers, mode="text", textposition="middle left")
    figure.data[-1].update(hoverinfo="skip")
    framed(figure, 44 + 23 * len(order))
    figure.update_xaxes(range=[0, 1.13], tickformat=".0%", tickvals=[0, 0.25, 0.5, 0.75, 1], fixedrange=True)
    figure.update_yaxes(fixedrange=True, showgrid=False)
    return figure


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
        tickformat=".0%",
        fixedrange=True,
        title="probability (words: percentage points)",
    )
    return figure
