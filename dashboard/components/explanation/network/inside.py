"""Inside the network: what comes through each of its two paths, a drawing of it, and what its poolings look at.

The drawing is a component without a frame of its own, as the coloured plot is, with the same rules: constant HTML, CSS
and JavaScript, and what people wrote as ``textContent`` only.
"""

from dataclasses import replace
from pathlib import Path

import streamlit as st

from core.explanations.inside import Paths
from core.markdown import plain
from core.model import windows
from dashboard.charts import network
from dashboard.components.explanation import coloured_plot, faithfulness
from dashboard.components.shared.guard import guarded
from dashboard.phrasing import unbroken
from dashboard.state.plot.explained import Explained

KEY, POOLING = "inside", "pooling"
_FILES = Path(__file__).with_suffix("")
HTML = _FILES.with_suffix(".html").read_text(encoding="utf-8")
CSS = _FILES.with_suffix(".css").read_text(encoding="utf-8")
JS = _FILES.with_suffix(".js").read_text(encoding="utf-8")
_drawing = st.components.v2.component("network", html=HTML, css=CSS, js=JS, isolate_styles=False)
POOLINGS = {"Max pooling": ("max_pooling", "of the maxima"), "Attention": ("attention", "of the attention")}


def show(explained: Explained) -> None:
    """The two paths as a sum, the drawing, and the words that the poolings look at, tested."""
    explained = replace(explained, by_sentence=False)
    paths, blank = explained.paths
    column = explained.explanation.column(explained.genre)
    st.markdown(f"**{unbroken(plain(_finding(explained.genre, paths, blank, column)))}**")
    st.markdown(_table(paths, blank, column))
    st.caption(
        "Exact for this network, in log-odds (0 is 50 %); the second column is its answer to a text without a word. It"
        " doesn't say what either path could do alone: they were trained together, and each learnt what the other left."
    )
    _drawing(key=KEY, data=_drawn(explained, paths, column))
    with guarded(st.info):
        _poolings(explained, column)


def _finding(genre: str, paths: Paths, blank: Paths, column: int) -> str:
    lstm, bag = (float((getattr(paths, way) - getattr(blank, way))[column]) for way in ("lstm", "bag_of_words"))
    moves = [network.log_odds(value) for value in (lstm, bag)]
    return f"The words move {genre} by {moves[0]} log-odds through the LSTM and by {moves[1]} through the bag of words."


def _table(paths: Paths, blank: Paths, column: int) -> str:
    """The sum of this plot, that of a text without a word, and what the words do."""
    parts = {"LSTM": "lstm", "Bag of words": "bag_of_words", "Calibration": "calibration", "Together": "log_odds"}
    lines = ["| log-odds | this plot | no words | difference |", "|---|---:|---:|---:|"]
    for name, part in parts.items():
        here, empty = (float(getattr(one, part)[column]) for one in (paths, blank))
        cells = [network.log_odds(value) for value in (here, empty, here - empty)]
        mark = "**" if part == "log_odds" else ""
        lines.append("| " + " | ".join(f"{mark}{cell}{mark}" for cell in (name, *cells)) + " |")
    return "\n".join(lines)


def _drawn(explained: Explained, paths: Paths, column: int) -> dict[str, object]:
    model, explanation, pools = explained.classifier, explained.explanation, explained.pools
    reading = network.Reading(
        words=explanation.data,
        unknown=explanation.known.count(False),
        windows=len(windows.bounds(len(explanation.data), model.max_tokens)),
        genre=explained.genre,
        column=column,
        peaks=pools["max_pooling"][:, column] if pools else None,
        attention=pools["attention"][:, column] if pools else None,
    )
    return network.drawing(model.artifact.network, len(model.vocabulary), len(model.classes_), paths, reading)


def _poolings(explained: Explained, column: int) -> None:
    """Which words a pooling looks at, and what taking those out does."""
    st.markdown("## What the poolings look at")
    pools = explained.pools
    if not pools:
        st.info("This model doesn't show which words its pooling looks at. Train it again with pooling to see them.")
        return
    choice = st.segmented_control("Pooling", list(POOLINGS), default="Max pooling", required=True, key=POOLING)
    method, what = POOLINGS[str(choice)]
    coloured_plot.show_shares(explained, f"plot_{method}", pools[method][:, column], what)
    faithfulness.show(explained.by(method))
    st.caption(
        "Where a pooling looks is not why the network decides: other weights can give the same answer (Jain & Wallace"
        " 2019), and whether the weights mean anything has to be tested (Wiegreffe & Pinter 2019). The test above is"
        " this plot's; *docs/explaining.md* has that of many plots beside the other methods. A plot that is read at"
        " once has the same shares for every genre."
    )
