"""How probable each genre is, and which of them is explained: a bar a genre, each of them a radio button."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import streamlit as st
from numpy.typing import NDArray

from core.markdown import plain
from core.model.thresholds import decide
from dashboard.charts.palette import genre_color
from dashboard.phrasing import conjunction, percent, unbroken

GENRE, EXPLAINED_PLOT, KEY = "genre", "explained_plot", "bars"
LIKELY = 0.05  # a genre less probable than this, and below its threshold, is folded away
_FILES = Path(__file__).with_suffix("")
HTML = _FILES.with_suffix(".html").read_text(encoding="utf-8")
CSS = _FILES.with_suffix(".css").read_text(encoding="utf-8")
JS = _FILES.with_suffix(".js").read_text(encoding="utf-8")
_bars = st.components.v2.component("genre_bars", html=HTML, css=CSS, js=JS)


def show(probabilities: pd.Series, thresholds: pd.Series, predicted: Sequence[str], picked: str) -> None:
    """The prediction as a heading, and the bars; picking one makes it the genre that is explained."""
    title = conjunction([f"{genre} ({percent(probabilities[genre])})" for genre in predicted])
    st.markdown(f"## {unbroken(plain(title))}")
    data = described(probabilities, thresholds, predicted) | {"picked": picked}
    _bars(key=KEY, data=data, on_picked_change=lambda: pick_from(st.session_state.get(KEY), list(probabilities.index)))


def predicted(probabilities: pd.Series, thresholds: NDArray[np.floating]) -> list[str]:
    """The genres at or above their threshold, or the most probable one; the most probable first."""
    chosen = decide(probabilities.to_numpy()[None], thresholds)[0]
    order = probabilities.sort_values(ascending=False, kind="stable").index
    given = set(probabilities.index[chosen])
    return [str(genre) for genre in order if genre in given]


def described(probabilities: pd.Series, thresholds: pd.Series, predicted: Sequence[str]) -> dict[str, Any]:
    """What the bars show, the most probable genre first: those that matter, and those that are folded away."""
    order = probabilities.sort_values(ascending=False, kind="stable").index
    rows = [_row(str(name), float(probabilities[name]), float(thresholds[name]), name in predicted) for name in order]
    folded = [row for row in rows if row["probability"] < min(LIKELY, row["threshold"]) and not row["given"]]
    return {
        "legend": "The genre to explain",
        "likely": [row for row in rows if row not in folded],
        "folded": folded,
        "more": f"{len(folded)} less likely",
    }


def _row(genre: str, probability: float, threshold: float, given: bool) -> dict[str, Any]:
    """``told`` is the row in words: for a tooltip, and for who can't see the bar."""
    decided = "predicted" if given else "not predicted"
    return {
        "name": genre,
        "probability": probability,
        "number": percent(probability),
        "threshold": threshold,
        "given": given,
        "color": genre_color(genre),
        "told": f"{genre}: {percent(probability)}, threshold {percent(threshold)}, {decided}",
    }


def pick_from(state: Any, genres: Sequence[str]) -> None:
    """Take over a click on a bar; what is no genre is passed over, since a browser may send anything."""
    genre = (state or {}).get("picked")
    if isinstance(genre, str) and genre in genres:
        st.session_state[GENRE] = genre


def picked(text: str, probabilities: pd.Series, predicted: Sequence[str]) -> str:
    """The genre to explain: the one picked or linked; for a new plot, the most probable."""
    options = list(probabilities.index)
    if st.session_state.get(EXPLAINED_PLOT) != text or st.session_state.get(GENRE) not in options:
        linked = st.query_params.get(GENRE) if EXPLAINED_PLOT not in st.session_state else None
        st.session_state[GENRE] = linked if linked in options else predicted[0]
        st.session_state[EXPLAINED_PLOT] = text
    genre = str(st.session_state[GENRE])
    st.query_params[GENRE] = genre
    return genre
