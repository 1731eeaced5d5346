"""Pure: how a batch differs from a model's own films, as small pictures: the batch filled, the films behind it grey."""

from collections.abc import Sequence

import pandas as pd
import plotly.graph_objects as go

from core.drift.comparison import EDGES, LENGTH, Difference
from dashboard.charts.look import flat, framed, told
from dashboard.charts.palette import RAISES
from dashboard.phrasing import percent

BEHIND = "rgba(128,128,128,.4)"
UNITS = {LENGTH: "words"}
ROOM = 1.3  # of the longest bar: its number stands behind it, on a phone too
SIDES = ("these plots", "the model's own films")


def distribution(found: Difference) -> go.Figure:
    """The shares of plots by what is measured of them, from few to many."""
    names = _steps(found.measure)
    batch, reference = found.bars
    figure = go.Figure()
    for side, values, look in (
        (SIDES[1], reference, {"marker_color": BEHIND}),
        (SIDES[0], batch, {"marker_color": RAISES, "width": 0.45}),
    ):
        figure.add_bar(x=names, y=values, customdata=told(values)[0], name=side, **look)
    figure.update_traces(hovertemplate="%{x}: %{customdata} of %{fullData.name}<extra></extra>")
    framed(figure, 170, x=UNITS.get(found.measure, found.measure))
    figure.update_layout(barmode="overlay", bargap=0.1)
    figure.update_xaxes(type="category", tickangle=0, nticks=6, tickfont_size=11)
    return figure.update_yaxes(showticklabels=False, showgrid=False)


def shares(differences: Sequence[Difference]) -> go.Figure:
    """Shares of plots, such as those with a genre: two bars for each."""
    names = flat(each.measure for each in reversed(differences))
    figure = go.Figure()
    for side, values, look in (
        (SIDES[1], [each.reference for each in reversed(differences)], {"marker_color": BEHIND}),
        (SIDES[0], [each.batch for each in reversed(differences)], {"marker_color": RAISES}),
    ):
        figure.add_bar(y=names, x=values, orientation="h", text=told(values)[0], name=side, **look)
    figure.update_traces(
        textposition="outside", cliponaxis=False, hovertemplate="%{y}: %{text} of %{fullData.name}<extra></extra>"
    )
    framed(figure, 50 + 40 * len(differences))
    longest = max(max(each.batch, each.reference) for each in differences)
    figure.update_xaxes(showticklabels=False, showgrid=False, range=[0, ROOM * longest])
    return figure.update_yaxes(showgrid=False)


def table(differences: Sequence[Difference]) -> pd.DataFrame:
    """The numbers of a picture."""
    if len(differences) == 1 and differences[0].bars[0]:
        batch, reference = map(told, differences[0].bars)
        steps = _steps(differences[0].measure)
        return pd.DataFrame({differences[0].measure: steps, SIDES[0]: batch[0], SIDES[1]: reference[0]})
    rows = [(each.measure, percent(each.batch), percent(each.reference)) for each in differences]
    return pd.DataFrame(rows, columns=["", *SIDES])


def _steps(measure: str) -> list[str]:
    """The steps of a measure by the number that each begins with: words, or per cent."""
    edges = EDGES[measure]
    numbers = [f"{edge:,.0f}" if measure == LENGTH else f"{100 * edge:.0f} %" for edge in edges]
    return [*numbers[:-1], f"{numbers[-1]}+"]
