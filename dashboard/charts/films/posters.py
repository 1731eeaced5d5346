"""Pure: how the posters of each genre look, in a figure whose bars have the posters' own mean colours."""

from collections.abc import Sequence

import pandas as pd
import plotly.graph_objects as go

from core.posters.colours import Look
from dashboard.charts.look import flat, framed
from dashboard.phrasing import percent

OUTLINE = "rgba(128,128,128,.9)"  # a dark bar on dark ground, a light one on light


def brightness(looks: Sequence[Look]) -> go.Figure:
    """A bar a genre, the darkest at the top, as long as its posters are bright and of their mean colour."""
    rows = looks[::-1]
    figure = go.Figure(
        go.Bar(
            x=[100 * look.brightness for look in rows],
            y=flat(look.genre for look in rows),
            orientation="h",
            marker={
                "color": ["rgb({},{},{})".format(*look.colour) for look in rows],
                "line": {"color": OUTLINE, "width": 1},
            },
            text=[percent(look.brightness) for look in rows],
            textposition="outside",
            cliponaxis=False,
            customdata=[look.posters for look in rows],
            hovertemplate="%{y}: %{text} bright, mean of %{customdata:,} posters<extra></extra>",
        )
    )
    framed(figure, 60 + 24 * len(rows), x="brightness, % of white")
    return figure.update_yaxes(showgrid=False)


def numbers(looks: Sequence[Look]) -> pd.DataFrame:
    """The figure's numbers as a table."""
    return pd.DataFrame(
        [(look.genre, look.posters, percent(look.brightness), *look.colour) for look in looks],
        columns=["genre", "posters", "brightness", "red", "green", "blue"],
    )
