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
ABREAST = {"expr": "width < 560 ? 1 : 2"}  # of the legend: beside each other two runs have no room on a small screen
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
    colors = _colors(runs)
    layers = _layers(with_raw=bool(smoothing))
    zoom = {"type": "interval", "encodings": ["x", "y"], "zoom": "wheel![event.ctrlKey]"}
    layers[0]["params"] = [{"name": "zoom", "select": zoom, "bind": "scales"}]
    legend = {"title": None, "orient": "top", "labelLimit": 360, "columns": ABREAST, "symbolOpacity": 1}
    scale = {"domain": list(colors), "range": list(colors.values())}
    return {
        "height": 340,
        "encoding": {
            "x": {"field": "x", "type": "quantitative", "title": x, "scale": X_SCALE},
            "color": {"field": "line", "type": "nominal", "scale": scale, "legend": legend},
        },
        "layer": layers,
        "usermeta": {"embedOptions": {"renderer": "svg"}},
    }


def _colors(runs: Sequence[str]) -> dict[str, str]:
    """Line -> its colour: a run's two lines share one, unless the run is alone."""
    alone = len(runs) == 1
    own = {run: COLORS[i % len(COLORS)] for i, run in enumerate(runs)}
    train = {_line(run, "train", alone): color for run, color in own.items()}
    return train | {_line(run, "validation", alone): LOWERS if alone else color for run, color in own.items()}


def _layers(with_raw: bool) -> list[dict[str, Any]]:
    """What is drawn on what: the lines, the points of validation, and unseen ones of training that tell their value."""
    train, validation = ({"filter": {"field": "kind", "equal": kind}} for kind in ("train", "validation"))
    tooltip: list[dict[str, str]] = [{"field": "line", "type": "nominal"}]
    tooltip += [{"field": name, "type": "quantitative", "format": ".4~f"} for name in ("x", "loss")]
    size = {"condition": {"test": "datum.best", "value": 190}, "value": 60}

    def layer(of: dict[str, Any], kind: str, loss: str = "loss", **more: Any) -> dict[str, Any]:
        encoding = {"y": _loss(loss), **more.pop("encoding", {})}
        return {"transform": [of], "mark": {"type": kind, **more}, "encoding": encoding}

    points: dict[str, Any] = {"shape": "diamond", "filled": True, "opacity": 1}
    return [
        *([layer(train, "line", "raw", strokeWidth=1, opacity=0.25)] if with_raw else []),
        layer(train, "line", strokeWidth=2),
        layer(validation, "line", strokeWidth=2, strokeDash=[2, 3]),
        layer(validation, "point", **points, encoding={"size": size, "tooltip": tooltip}),
        layer(train, "point", opacity=0, size=60, encoding={"tooltip": tooltip}),
    ]


def _loss(field: str) -> dict[str, Any]:
    return {"field": field, "type": "quantitative", "title": "binary cross-entropy", "scale": {"zero": False}}
