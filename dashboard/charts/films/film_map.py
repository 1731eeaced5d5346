"""Pure: a map of films in, a Plotly figure out that the browser's graphics card draws."""

from dataclasses import dataclass, field

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from dashboard.charts.films.map_groups import Groups
from dashboard.charts.look import framed
from dashboard.charts.palette import LOWERS, QUIET

HEIGHT = 520
SIZES = ((2_000, 8), (10_000, 6), (50_000, 4))  # films up to which a mark has so many pixels
RING = "#D9711C"  # on light and dark
NO_FILM = -1  # the row of what is no film


@dataclass(frozen=True, eq=False)
class Marks:
    """What stands out: the rows of films that a search has ``lit``, the ``chosen`` film, the ``star`` [2], and the rows
    of the films that are ``near`` to the one or the other.
    """

    lit: NDArray[np.intp] = field(default_factory=lambda: np.empty(0, dtype=np.intp))
    chosen: int | None = None
    near: NDArray[np.intp] = field(default_factory=lambda: np.empty(0, dtype=np.intp))
    star: NDArray[np.float32] | None = None


def figure(places: NDArray[np.float32], groups: Groups, hover: NDArray[np.object_], marks: Marks) -> go.Figure:
    """Films at ``places`` [films, 2], a trace a group; ``hover`` [films]: what the pointer reads, as HTML.

    Every point's ``customdata`` is the film's row, which a click or a lasso gives back.
    """
    result = go.Figure()
    size = next((pixels for films, pixels in SIZES if len(places) <= films), 4)
    dim = 0.25 if len(marks.lit) else 0.8
    order = sorted(range(len(groups.names)), key=lambda number: groups.colors[number] != QUIET)  # grey lies below
    for number in order:
        rows = np.flatnonzero(groups.of == number)
        if not len(rows):
            continue
        quiet = groups.colors[number] == QUIET
        result.add_scattergl(
            x=places[rows, 0],
            y=places[rows, 1],
            mode="markers",
            name=f"{groups.names[number]} ({len(rows):,})",
            legendrank=number,
            marker={
                "color": groups.colors[number],
                "symbol": groups.shapes[number],
                "size": max(size - 2, 3) if quiet else size,
                "opacity": min(dim, 0.45) if quiet else dim,
            },
            customdata=rows,
            text=hover[rows].tolist(),
            hovertemplate="%{text}<extra></extra>",
            unselected={"marker": {"opacity": 0.2}},
        )
    _stand_out(result, places, hover, marks, size)
    return _without_axes(result)


def _stand_out(
    result: go.Figure, places: NDArray[np.float32], hover: NDArray[np.object_], marks: Marks, size: int
) -> None:
    """Rings around what a search found and around the chosen film, and the star; they answer to the pointer too."""
    rings = [("found", marks.lit, size + 5, 2), ("nearest", marks.near, size + 8, 1.5)]
    if marks.chosen is not None:
        rings.append(("chosen film", np.array([marks.chosen]), size + 12, 3))
    for name, rows, pixels, width in rings:
        if len(rows):
            result.add_scattergl(
                x=places[rows, 0],
                y=places[rows, 1],
                mode="markers",
                name=name if name == "chosen film" else f"{name} ({len(rows):,})",
                legendrank=2000,
                marker={"symbol": "circle-open", "size": pixels, "color": RING, "line": {"width": width}},
                customdata=rows,
                text=hover[rows].tolist(),
                hovertemplate="%{text}<extra></extra>",
                unselected={"marker": {"opacity": 0.6}},
            )
    if marks.star is not None:
        result.add_scattergl(
            x=marks.star[:1],
            y=marks.star[1:],
            mode="markers",
            name="the plot on Predict",
            legendrank=3000,
            marker={"symbol": "star", "size": 20, "color": LOWERS, "line": {"width": 1.5, "color": "white"}},
            customdata=[NO_FILM],
            hovertemplate="The plot on the Predict page<extra></extra>",
            unselected={"marker": {"opacity": 1}},
        )


def _without_axes(result: go.Figure) -> go.Figure:
    """Neither axis has a unit, and both have the same scale."""
    framed(result, HEIGHT)
    result.update_xaxes(visible=False)
    result.update_yaxes(visible=False, scaleanchor="x")
    legend = {"orientation": "h", "yanchor": "top", "y": 0, "x": 0, "itemsizing": "constant"}
    modebar = {"bgcolor": "rgba(0,0,0,0)", "color": QUIET, "activecolor": LOWERS}
    return result.update_layout(showlegend=True, legend=legend, dragmode="pan", modebar=modebar)
