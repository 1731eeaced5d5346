"""Pure: the losses of some runs in, a Vega-Lite chart out, whose zoom survives new points.

Streamlit rebuilds a Plotly figure whenever its data change; a Vega-Lite chart whose specification stays the same only
gets the new data. So :func:`specification` doesn't depend on the points, and :func:`points` is all that grows.
"""

from collections.abc import Sequence
from typing import Any

import pandas as pd

from dashboard.charts.palette import LOWERS

COLORS = ("#2F8FD8", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#8C6BC8")
COLUMNS = ["line", "kind", "x", "raw", "loss", "best"]
X_SCALE = {"zero": False, "nice": False, "padding": 10}  # room for half a marker at both ends
HINT = "Drag to move, Ctrl and the wheel (or pinch) to zoom, double-click to see all."


def smoothed(values: Sequence[float], weight: float) -> list[float]:
    """Exponential moving average with bias correction (Kingma & Ba 2015); weight 0 returns the values."""
    result, average = [], 0.0
    for number, value in enumerate(values, 1):
        average = weight * average + (1 - weight) * value
        result.append(average / (1 - weight**number) if weight else value)
    return result


def thinned(count: int, most: int = 1000) -> list[int]:
    """Places of at most ``most`` of ``count`` points, evenly spread, the newest among them: a screen has no more."""
    every = -(-count // most) or 1
    return list(range((count - 1) % every, count, every))


def _line(run: object, kind: object, alone: bool) -> str:
    name = "training loss" if kind == "train" else "validation loss"
    return name if alone else f"{run}, {name}"


def points(curves: pd.DataFrame, x: str, smoothing: float = 0.0) -> pd.DataFrame:
    """A row a point: line (its name in the legend), kind, x, raw, loss (smoothed for training), best.

    ``curves`` has run, kind (``train`` or ``validation``), value, best and the columns step, epoch, minutes.
    """
    alone, parts = curves["run"].nunique() == 1, []
    for (run, kind), part in curves.groupby(["run", "kind"], sort=False):
        raw = part["value"].tolist()
        part = part.assign(raw=raw, loss=smoothed(raw, smoothing if kind == "train" else 0.0), x=part[x])
        parts.append(part.assign(line=_line(run, kind, alone)).iloc[thinned(len(part))])
    return pd.concat(parts, ignore_index=True)[COLUMNS]


def specification(runs: Sequence[str], x: str, smoothing: float = 0.0) -> dict[str, Any]:
    """The chart: training loss as a line (the raw one behind it when smoothed), validation loss as dashes and points.

    ``runs`` in the order of their colours; the best epoch's point is larger.
    """
    alone = len(runs) == 1
    colors = {_line(run, "train", alone): COLORS[i % len(COLORS)] for i, run in enumerate(runs)}
    colors |= {
        _line(run, "validation", alone): LOWERS if alone else COLORS[i % len(COLORS)] for i, run in enumerate(runs)
    }
    train, validation = ({"filter": {"field": "kind", "equal": kind}} for kind in ("train", "validation"))
    hover = [{"field": name, "type": "nominal"} for name in ("line",)]
    hover += [{"field": name, "type": "quantitative", "format": ".4~f"} for name in ("x", "loss")]
    size = {"condition": {"test": "datum.best", "value": 190}, "value": 60}
    layers: list[dict[str, Any]] = [
        {"transform": [train], "mark": {"type": "line", "strokeWidth": 2}, "encoding": {"y": _loss("loss")}},
        {
            "transform": [validation],
            "mark": {"type": "line", "strokeWidth": 2, "strokeDash": [2, 3]},
            "encoding": {"y": _loss("loss")},
        },
        {
            "transform": [validation],
            "mark": {"type": "point", "shape": "diamond", "filled": True, "opacity": 1},
            "encoding": {"y": _loss("loss"), "size": size, "tooltip": hover},
        },
        {
            "transform": [train],
            "mark": {"type": "point", "opacity": 0, "size": 60},
            "encoding": {"y": _loss("loss"), "tooltip": hover},
        },
    ]
    if smoothing:
        raw = {"type": "line", "strokeWidth": 1, "opacity": 0.25}
        layers.insert(0, {"transform": [train], "mark": raw, "encoding": {"y": _loss("raw")}})
    layers[0]["params"] = [
        {
            "name": "zoom",
            "select": {"type": "interval", "encodings": ["x", "y"], "zoom": "wheel![event.ctrlKey]"},
            "bind": "scales",
        }
    ]
    legend = {"title": None, "orient": "top", "labelLimit": 360, "columns": 2, "symbolOpacity": 1}
    return {
        "height": 340,
        "encoding": {
            "x": {
                "field": "x",
                "type": "quantitative",
                "title": x,
                "scale": X_SCALE,
            },
            "color": {
                "field": "line",
                "type": "nominal",
                "scale": {"domain": list(colors), "range": list(colors.values())},
                "legend": legend,
            },
        },
        "layer": layers,
        "usermeta": {"embedOptions": {"renderer": "svg"}},
    }


def _loss(field: str) -> dict[str, Any]:
    return {"field": field, "type": "quantitative", "title": "binary cross-entropy", "scale": {"zero": False}}
