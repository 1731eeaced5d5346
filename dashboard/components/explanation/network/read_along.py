"""Read along: the probability of some genres after each word of the plot, as lines under the text.

A component without a frame of its own, as the coloured plot is, with the same rules: constant HTML, CSS and JavaScript,
and what people wrote as ``textContent`` only.
"""

from pathlib import Path

import streamlit as st

from core.explanations import read_along
from dashboard.charts import lines
from dashboard.phrasing import with_words
from dashboard.state.plot import changed_words
from dashboard.state.plot.explained import Explained

KEY, MOST_GENRES = "read_along", len(lines.DASHES)
_FILES = Path(__file__).with_suffix("")
HTML = _FILES.with_suffix(".html").read_text(encoding="utf-8")
CSS = _FILES.with_suffix(".css").read_text(encoding="utf-8")
JS = _FILES.with_suffix(".js").read_text(encoding="utf-8")
_lines = st.components.v2.component("read_along", html=HTML, css=CSS, js=JS, isolate_styles=False)


def show(explained: Explained) -> None:
    """The largest jumps in a sentence, the genres to follow, and text and lines with one cursor."""
    along = explained.along
    st.markdown(f"**{with_words(lambda mark: read_along.told(along, explained.genre, mark))}**")
    genres = st.multiselect(
        "Genres",
        along.output_names,
        _first(explained),
        max_selections=MOST_GENRES,
        key=f"along {changed_words.identity(explained)} {explained.genre}",
    )
    _lines(key=KEY, data=lines.data(along, genres))
    st.caption(_note(explained))


def _first(explained: Explained) -> list[str]:
    """The explained genre and those that the model gives, as many as there are lines."""
    given = explained.classifier.genres_of(explained.along.probabilities[-1:])[0]
    return list(dict.fromkeys([explained.genre, *given]))[:MOST_GENRES]


def _note(explained: Explained) -> str:
    """What the lines show and what they don't."""
    note = (
        "The network reads in both directions, so it has no answer half-way. Each point is what it would say had the"
        " plot ended there; it says nothing about the words that follow."
    )
    if len(explained.explanation.data) > explained.classifier.max_tokens:
        note += " A plot of this length is read in several windows, whose borders move as it grows."
    return note
