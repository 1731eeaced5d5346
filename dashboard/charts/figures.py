"""Pure: a frame in, a plotly figure out. Quiet axes and direct labels; the finding stands in the page's title."""

from collections.abc import Iterable, Sequence
from html import escape

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from dashboard.charts.palette import LOWERS, QUIET, RAISES, genre_color
from dashboard.phrasing import percent

GRID = "rgba(128,128,128,.18)"
BLUES = [[0, "rgba(47,127,193,0)"], [1, "rgba(47,127,193,1)"]]


def flat(names: Iterable[object]) -> list[str]:
    """Names for Plotly, which takes ``<b>``, ``<a href>`` and ``&amp;`` for markup; :func:`html.unescape` undoes it."""
    return [escape(str(name), quote=False) for name in names]


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
            text=[percent(base), *(f"{100 * value:+.1f} points" for value in values), percent(output)],
            textposition="outside",
            cliponaxis=False,
            increasing={"marker": {"color": RAISES}},
            decreasing={"marker": {"color": LOWERS}},
            totals={"marker": {"color": QUIET}},
            connector={"line": {"color": GRID}},
            hovertemplate="%{y}: %{text}<extra></extra>",
        )
    )
    framed(figure, 60 + 26 * len(labels))
    figure.update_yaxes(
        autorange="reversed", showgrid=False, tickvals=list(range(len(labels))), ticktext=labels, fixedrange=True
    )
    reach = np.cumsum([base, *values])
    figure.update_xaxes(
        range=[min(0, reach.min()) - 0.08, reach.max() + 0.22], tickformat=".0%", fixedrange=True, title="probability"
    )
    return figure


def bars(frame: pd.DataFrame, x: str, y: str, unit: str, color_by_genre: bool = False) -> go.Figure:
    """Horizontal bars with the number at their end; ``y`` names the bars, ``x`` is their length."""
    frame = frame.iloc[::-1]
    colors = [genre_color(name) for name in frame[y]] if color_by_genre else RAISES
    figure = go.Figure(
        go.Bar(
            x=frame[x],
            y=flat(frame[y]),
            orientation="h",
            marker_color=colors,
            text=[f"{value:,.0f}" for value in frame[x]],
            textposition="outside",
            cliponaxis=False,
            hovertemplate="%{y}: %{x:,} " + unit + "<extra></extra>",
        )
    )
    framed(figure, 60 + 24 * len(frame), x=unit)
    figure.update_yaxes(showgrid=False)
    return figure


def columns(frame: pd.DataFrame, x: str, y: str, x_title: str, y_title: str) -> go.Figure:
    """Vertical columns over an ordered axis."""
    figure = go.Figure(go.Bar(x=frame[x], y=frame[y], marker_color=RAISES))
    figure.update_traces(hovertemplate=f"%{{x}}: %{{y:,}} {y_title}<extra></extra>")
    return framed(figure, 260, x=x_title, y=y_title)


def heatmap(table: pd.DataFrame, share: pd.DataFrame) -> go.Figure:
    """Films that two genres have in common (``table``, counts), tinted by ``share``, the row genre's share.

    Plotly can't select a heatmap's cells, so an unseen point lies on each: it is what hovering and clicking meet.
    """
    pairs = share.stack()
    rows, columns = pairs.index.get_level_values(0), pairs.index.get_level_values(1)
    figure = go.Figure(
        go.Heatmap(
            z=share.to_numpy(),
            x=flat(table.columns),
            y=flat(table.index),
            colorscale=BLUES,
            showscale=False,
            xgap=1,
            ygap=1,
            hoverinfo="skip",
        )
    )
    figure.add_scatter(
        x=flat(columns),
        y=flat(rows),
        mode="markers",
        marker={"symbol": "square", "size": 18, "opacity": 0},
        customdata=np.column_stack([table.stack().to_numpy(), pairs.to_numpy()]),
        hovertemplate="%{customdata[0]:,} films are both %{y} and %{x}: %{customdata[1]:.0%} of %{y}<extra></extra>",
    )
    framed(figure, 140 + 20 * len(table))
    last = len(table) - 0.5
    figure.update_yaxes(range=[last, -0.5], showgrid=False)
    return figure.update_xaxes(range=[-0.5, last], tickangle=-60, showgrid=False)


def score_curve(curves: pd.DataFrame, x: str, column: str, title: str) -> go.Figure:
    """A validation score per epoch, one line a run."""
    figure = go.Figure()
    for name, run in curves.groupby("run", sort=False):
        figure.add_scatter(
            x=run[x], y=run[column], name=flat([name])[0], mode="lines+markers", hovertemplate="%{y:.3f}"
        )
    framed(figure, 300, x=x, y=title)
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
    return figure.update_yaxes(showgrid=False)


def parallel(table: pd.DataFrame, columns: Sequence[str]) -> go.Figure:
    """Parallel coordinates, a line a run, coloured by the last column."""
    numbers = table[list(columns)].astype(float)
    figure = go.Figure(
        go.Parcoords(
            dimensions=[{"label": name.replace("_", " "), "values": numbers[name]} for name in columns],
            line={"color": numbers[columns[-1]], "colorscale": "Viridis"},
        )
    )
    framed(figure, 340)
    return figure.update_layout(margin={"l": 60, "r": 60, "t": 40, "b": 20})
