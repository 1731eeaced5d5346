"""Pure: what a data set holds in, Plotly figures out."""

import pandas as pd
import plotly.graph_objects as go

from dashboard.charts.look import flat, framed, tiles, told
from dashboard.charts.palette import RAISES, genre_color

FEW = 5
CHARACTER = 8  # pixels of a digit beside a bar


def _counted(counts: pd.Series) -> dict[str, int | str]:
    """The ticks of an axis of counts, told as in tables; where these are few, Plotly would put half ones between."""
    return {"dtick": 1, "tickformat": ","} if counts.max() <= FEW else {"tickformat": ","}


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
    figure.update_xaxes(**_counted(frame[x]))
    figure.update_layout(margin_r=max(16, CHARACTER * len(f"{frame[x].max():,.0f}")))  # the longest bar's number
    figure.update_yaxes(showgrid=False)
    return figure


def columns(frame: pd.DataFrame, x: str, y: str, x_title: str, y_title: str, *, every: bool = False) -> go.Figure:
    """Vertical columns over an ordered axis. ``every``: each of its numbers is named, and none between them."""
    figure = go.Figure(go.Bar(x=frame[x], y=frame[y], marker_color=RAISES))
    figure.update_traces(hovertemplate=f"%{{x}}: %{{y:,}} {y_title}<extra></extra>")
    framed(figure, 260, x=x_title, y=y_title)
    figure.update_yaxes(**_counted(frame[y]))
    return figure.update_xaxes(dtick=1) if every else figure


def heatmap(table: pd.DataFrame, share: pd.DataFrame) -> go.Figure:
    """Films that two genres have in common (``table``, counts), tinted by ``share``, the row genre's share.

    Plotly can't select a heatmap's cells, so an unseen point lies on each: it is what hovering and clicking meet.
    """
    pairs = share.stack()
    rows, columns = pairs.index.get_level_values(0), pairs.index.get_level_values(1)
    figure = tiles(share, hoverinfo="skip")
    figure.add_scatter(
        x=flat(columns),
        y=flat(rows),
        mode="markers",
        marker={"symbol": "square", "size": 18, "opacity": 0},
        customdata=list(zip(table.stack().to_numpy().tolist(), *told(pairs.to_numpy()), strict=True)),
        hovertemplate="%{customdata[0]:,} films are both %{y} and %{x}: %{customdata[1]} of %{y}<extra></extra>",
    )
    framed(figure, 140 + 20 * len(table))
    last = len(table) - 0.5
    figure.update_yaxes(range=[last, -0.5], showgrid=False)
    return figure.update_xaxes(range=[-0.5, last], tickangle=-60, showgrid=False)
