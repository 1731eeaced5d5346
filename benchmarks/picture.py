"""Plotly figures as pictures for the documentation, drawn by the same Chromium that the browser tests use."""

import tempfile
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from benchmarks.pages.browser import ARGUMENTS, chromium_path

COLOURS = ("#0B6E6E", "#D55E00", "#56B4E9", "#CC79A7", "#8C8779", "#E69F00")


def quiet(figure: go.Figure, x: str, y: str) -> go.Figure:
    """The look of the documentation's figures: white, thin grid, named axes."""
    figure.update_layout(
        template="simple_white",
        colorway=COLOURS,
        font={"family": "sans-serif", "size": 14},
        margin={"l": 60, "r": 20, "t": 30, "b": 50},
        legend={"yanchor": "bottom", "y": 0.02, "xanchor": "right", "x": 0.99, "bgcolor": "rgba(255,255,255,.7)"},
    )
    figure.update_xaxes(title=x, showgrid=True, gridcolor="#E5E2DA")
    figure.update_yaxes(title=y, showgrid=True, gridcolor="#E5E2DA")
    return figure


def save(figure: go.Figure, path: Path, width: int = 760, height: int = 460) -> None:
    """Write ``figure`` as a PNG. Raises RuntimeError without Chromium."""
    from playwright.sync_api import sync_playwright

    if chromium_path() is None:
        raise RuntimeError("A picture needs Chromium (Debian: apt install chromium).")
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as driver:
        page_file = Path(folder) / "figure.html"
        figure.write_html(page_file, include_plotlyjs=True, default_width=width, default_height=height)
        browser = driver.chromium.launch(executable_path=chromium_path(), args=ARGUMENTS)
        page = browser.new_page(viewport={"width": width + 16, "height": height + 16})
        page.goto(page_file.as_uri())
        page.wait_for_selector(".js-plotly-plot .main-svg")
        page.locator(".js-plotly-plot").screenshot(path=path)
        browser.close()


def precision_recall(curves: Mapping[str, tuple[NDArray[np.float64], NDArray[np.float64]]]) -> go.Figure:
    """Precision against recall over all film-genre pairs (micro-averaged), a curve for each (y_true, y_score)."""
    from sklearn.metrics import precision_recall_curve

    figure = go.Figure()
    for name, (y_true, y_score) in curves.items():
        precision, recall, _ = precision_recall_curve(y_true.ravel(), y_score.ravel())
        few = np.linspace(0, len(recall) - 1, 400).astype(int)
        figure.add_scatter(x=recall[few], y=precision[few], mode="lines", name=name)
    free = {"xanchor": "left", "x": 0.01}  # no curve is there
    return quiet(figure, "recall", "precision").update_layout(legend=free)
