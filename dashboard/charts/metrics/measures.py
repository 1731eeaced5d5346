"""Pure: how good a model is in, Plotly figures out."""

import pandas as pd
import plotly.graph_objects as go

from dashboard.charts.look import flat, framed, tiles, told
from dashboard.charts.palette import LOWERS, QUIET, RAISES, genre_color

SHARES = {"tickvals": [0, 0.25, 0.5, 0.75, 1], "ticktext": ["0 %", "25 %", "50 %", "75 %", "100 %"]}


def _shares(figure: go.Figure, x: bool = True, y: bool = True) -> go.Figure:
    if x:
        figure.update_xaxes(range=[0, 1.02], **SHARES, fixedrange=True)
    if y:
        figure.update_yaxes(range=[0, 1.02], **SHARES, fixedrange=True)
    return figure


def precision_recall(curve: pd.DataFrame, genre: str | None, recall: float, precision: float, label: str) -> go.Figure:
    """Precision over recall of one genre (all together: None), and the point at which the model works now."""
    color = genre_color(genre) if genre else RAISES
    figure = go.Figure(
        go.Scatter(
            x=curve["recall"],
            y=curve["precision"],
            customdata=list(zip(curve["threshold"], *told(curve["precision"], curve["recall"]), strict=True)),
            mode="lines",
            line={"color": color, "width": 3},
            hovertemplate="threshold %{customdata[0]:.2f}: precision %{customdata[1]}, recall %{customdata[2]}"
            "<extra></extra>",
        )
    )
    figure.add_scatter(
        x=[recall],
        y=[precision],
        mode="markers+text",
        marker={"size": 13, "color": color, "symbol": "diamond", "line": {"width": 2, "color": "white"}},
        text=[f"  {label}  "],
        textposition="middle left" if recall > 0.6 else "middle right",
        hoverinfo="skip",
    )
    framed(figure, 380, x="recall: share of true genres found", y="precision: share of predictions that are right")
    return _shares(figure)


def reliability(table: pd.DataFrame) -> go.Figure:
    """How often predictions of each probability are right, against the diagonal where they should lie."""
    figure = go.Figure(
        go.Scatter(x=[0, 1], y=[0, 1], mode="lines", line={"color": QUIET, "dash": "dash"}, hoverinfo="skip")
    )
    figure.add_scatter(
        x=table["probability"],
        y=table["frequency"],
        mode="lines+markers",
        customdata=list(zip(table["pairs"], *told(table["probability"], table["frequency"]), strict=True)),
        line={"color": RAISES},
        marker={"size": 9},
        hovertemplate="probability %{customdata[1]}, right in %{customdata[2]} of %{customdata[0]:,} pairs"
        "<extra></extra>",
    )
    figure.add_annotation(
        x=0.8, y=0.83, text="perfectly calibrated", showarrow=False, xanchor="right", font={"color": QUIET}
    )
    framed(figure, 380, x="predicted probability", y="share that was right")
    return _shares(figure)


def pairs(table: pd.DataFrame, across: str, hover: str) -> go.Figure:
    """Films of two genres, ``table`` [genres, genres] of counts; ``hover`` explains a cell with %{x}, %{y}, %{z}."""
    figure = tiles(table, hovertemplate=f"{hover}<extra></extra>")
    framed(figure, 150 + 20 * len(table), x=across, y="missed")
    look = {"tickfont": {"size": 11}, "showgrid": False, "fixedrange": True}
    figure.update_yaxes(autorange="reversed", dtick=1, **look)
    figure.update_xaxes(tickangle=-60, **look)  # on a phone there is no room for all their names
    return figure


def intervals(table: pd.DataFrame, overall: float, ends: tuple[float, float]) -> go.Figure:
    """Micro F1 of each group with its 95 % interval, and a line at that of all films; ``ends`` of the axis."""
    table = table.iloc[::-1]
    figure = go.Figure(
        go.Scatter(
            x=table["micro_f1"],
            y=[f"{group} ({films:,})" for group, films in zip(flat(table["group"]), table["films"], strict=True)],
            mode="markers",
            marker={"size": 10, "color": RAISES},
            error_x={
                "type": "data",
                "symmetric": False,
                "array": table["micro_f1_high"] - table["micro_f1"],
                "arrayminus": table["micro_f1"] - table["micro_f1_low"],
                "color": RAISES,
                "thickness": 2,
            },
            customdata=table[["micro_f1_low", "micro_f1_high"]],
            hovertemplate="%{y}: %{x:.3f}, 95 % interval %{customdata[0]:.3f} to %{customdata[1]:.3f}<extra></extra>",
        )
    )
    figure.add_vline(x=overall, line={"color": LOWERS, "dash": "dash", "width": 1.5})
    framed(figure, 110 + 32 * len(table), x="micro F1 (dashed: all films)")
    figure.update_yaxes(showgrid=False, fixedrange=True)
    figure.update_xaxes(fixedrange=True, range=ends)
    return figure
