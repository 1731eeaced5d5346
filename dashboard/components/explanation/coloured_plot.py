"""The plot with its words coloured: the number of each on hover and focus; a click or Enter leaves a word out.

A component without a frame of its own, so its HTML, CSS and JavaScript have the rights of the page: they are constants
from the files beside this one. Plots and genres go in as ``data``, and from there to the page as ``textContent`` only.
"""

from pathlib import Path
from typing import Any

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from core.explanations import Explanation
from dashboard.charts import coloured
from dashboard.state.cache.model import answers
from dashboard.state.plot import changed_words
from dashboard.state.plot.changed_words import Changes
from dashboard.state.plot.explained import Explained

KEY = "coloured_plot"
_FILES = Path(__file__).with_suffix("")
HTML = _FILES.with_suffix(".html").read_text(encoding="utf-8")
CSS = _FILES.with_suffix(".css").read_text(encoding="utf-8")
JS = _FILES.with_suffix(".js").read_text(encoding="utf-8")
HINT = "Click a word, or press Enter on it, to leave it out; then another can take its place."
_plot = st.components.v2.component("coloured_plot", html=HTML, css=CSS, js=JS, isolate_styles=False)


def show(explained: Explained) -> None:
    """The plot, whose words the reader may change, and under it what the changes do to the genres."""
    changes = changed_words.of(explained, KEY)
    _plot(key=KEY, data=data(explained) | _state(changes) | _moves(explained, changes))


def show_still(explained: Explained, key: str) -> None:
    """The plot without the means to change it."""
    _plot(key=key, data=data(explained) | {"changeable": False, "steps": []})


def show_highlight(explanation: Explanation, genre: str, key: str, name: str) -> None:
    """Any highlight of a plot, without the means to change it; ``name`` tells it from others of the same plot."""
    drawn = coloured.words(explanation, genre)
    _plot(key=key, data={"plot": name, "tint": f"{name} {genre}", "changeable": False, "steps": [], **drawn})


def show_shares(explained: Explained, key: str, shares: NDArray[np.float64], what: str) -> None:
    """The plot tinted by the share of each of its words [words] in something: ``what``, as in "of the attention"."""
    drawn = coloured.shares(explained.explanation, shares, what)
    plot, tint = changed_words.identity(explained), f"{explained.model.version} {what} {explained.genre}"
    _plot(key=key, data={"plot": plot, "tint": tint, "changeable": False, "steps": [], **drawn})


def data(explained: Explained) -> dict[str, Any]:
    """What is drawn of the explanation; ``plot`` and ``tint`` say when the words and their colours are other ones."""
    plot = changed_words.identity(explained)
    tint = f"{explained.model.version} {explained.method} {explained.genre}"
    return {"plot": plot, "tint": tint, **coloured.words(explained.view, explained.genre)}


def _state(changes: Changes) -> dict[str, Any]:
    """The steps that led here; the browser keeps its own until ``turn`` is another one."""
    return {"changeable": True, "steps": changes.steps, "turn": changed_words.turn(changes.plot)}


def _moves(explained: Explained, changes: Changes) -> dict[str, Any]:
    """The probabilities before and after, when there are changes."""
    if not changes.words:
        return {"told": HINT, "bars": []}
    before, after = (answers.probabilities(explained.model, text) for text in (explained.text, changes.text))
    chosen = [set(explained.classifier.genres_of(p.to_numpy()[None, :])[0]) for p in (before, after)]
    genre = explained.genre
    told = coloured.told(explained.view.data, changes.words, genre, float(before[genre]), float(after[genre]))
    return {"told": told, "bars": coloured.bars(before, after, chosen, genre)}
