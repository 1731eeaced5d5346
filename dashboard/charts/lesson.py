"""Pure: films and their probabilities of one genre in; what a threshold makes of them out, in figures and a chart."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
import plotly.graph_objects as go
from numpy.typing import NDArray

from dashboard.charts.look import flat, framed
from dashboard.charts.palette import LOWERS, QUIET, genre_color
from dashboard.phrasing import percent

HAS, HAS_NOT = "has it", "doesn't have it"
ROWS = {HAS: 1.0, HAS_NOT: 0.0}


@dataclass(frozen=True)
class Counts:
    """Films that a threshold finds, misses and takes wrongly."""

    hits: int
    missed: int
    wrong: int

    @property
    def figures(self) -> tuple[float, float, float]:
        """Precision, recall and F1; not a number where there is nothing to divide by."""
        hits, given, true = self.hits, self.hits + self.wrong, self.hits + self.missed
        return (
            hits / given if given else float("nan"),
            hits / true if true else float("nan"),
            2 * hits / (given + true) if given + true else float("nan"),
        )


def points(films: pd.DataFrame, y_true: NDArray[np.integer], y_score: NDArray[np.floating]) -> pd.DataFrame:
    """A row a film: title, probability, and whether the film has the genre; the most probable first."""
    film = np.where(y_true == 1, HAS, HAS_NOT)
    table = pd.DataFrame({"title": films["title"].to_numpy(), "probability": y_score.astype(float), "film": film})
    return table.sort_values("probability", ascending=False, kind="stable").reset_index(drop=True)


def counts(table: pd.DataFrame, threshold: float) -> Counts:
    """What a threshold makes of :func:`points`."""
    given, true = table["probability"] >= threshold, table["film"] == HAS
    return Counts(int((given & true).sum()), int((~given & true).sum()), int((given & ~true).sum()))


def moves(table: pd.DataFrame, threshold: float, own: float) -> pd.DataFrame:
    """Films that are on another side of ``threshold`` than of the model's ``own``, and what that does."""
    now, before = table["probability"] >= threshold, table["probability"] >= own
    there = table["film"] == HAS
    said = np.select([now & there, now, there], ["gained", "wrongly gained", "lost"], "rightly lost")
    return table.assign(effect=said)[now != before].reset_index(drop=True)


def told(genre: str, now: Counts, before: Counts, own: float) -> str:
    """The move from the model's ``own`` threshold in one sentence."""
    first = f"The model's own threshold for {genre} is {own:.2f}: " + ", ".join(
        f"{name} {'–' if np.isnan(share) else percent(share) if name != 'F1' else f'{share:.2f}'}"
        for name, share in zip(("precision", "recall", "F1"), before.figures, strict=True)
    )
    won, wrong = now.hits - before.hits, now.wrong - before.wrong
    if not won and not wrong:
        return f"{first}. Yours gives the same films."
    return f"{first}. Yours finds {_more(won)} and gets {_more(wrong)} wrong."


def _more(count: int) -> str:
    return f"{abs(count):,} {'more' if count > 0 else 'fewer'}" if count else "as many"


def strip(table: pd.DataFrame, genre: str, threshold: float, own: float) -> go.Figure:
    """Each film at its probability, those with the genre above the others; full from the threshold on."""
    figure = go.Figure()
    for film, height in ROWS.items():
        part = table[table["film"] == film]
        given = (part["probability"] >= threshold).to_numpy()
        color = genre_color(genre) if film == HAS else QUIET
        figure.add_scatter(
            x=part["probability"],
            y=height + 0.28 * np.sin(2.4 * np.arange(len(part))),  # apart, so that films are not on top of one another
            mode="markers",
            marker={"size": 9, "color": color, "symbol": np.where(given, "circle", "circle-open").tolist()},
            customdata=list(zip(flat(part["title"]), [percent(p) for p in part["probability"]], strict=True)),
            hovertemplate="%{customdata[0]}: %{customdata[1]}<extra></extra>",
        )
    figure.add_vline(x=threshold, line={"color": LOWERS, "width": 2})
    figure.add_vline(x=own, line={"color": QUIET, "dash": "dash", "width": 1.5})
    framed(figure, 300, x="probability")
    figure.update_xaxes(
        range=[-0.02, 1.02],
        tickvals=[0, 0.25, 0.5, 0.75, 1],
        ticktext=["0 %", "25 %", "50 %", "75 %", "100 %"],
        fixedrange=True,
    )
    figure.update_yaxes(
        range=[-0.5, 1.5], tickvals=list(ROWS.values()), ticktext=list(ROWS), showgrid=False, fixedrange=True
    )
    return figure
