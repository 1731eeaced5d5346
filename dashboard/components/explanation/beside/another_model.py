"""The same plot by another model: bars and highlights in pairs, where the two differ most, and by which words.

The bars are a component without a frame of its own, with the rules of the coloured plot: constant HTML, CSS and
JavaScript, and what people wrote as ``textContent`` only.
"""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import streamlit as st

from core.explanations.beside import Beside, told
from core.explanations.render.html import size
from core.markdown import plain
from dashboard.charts.metrics import pairs
from dashboard.components.explanation import coloured_plot
from dashboard.components.shared import other_model
from dashboard.phrasing import with_words
from dashboard.state.plot.explained import Explained

KEY, WORDS = "other_model", 10
_FILES = Path(__file__).with_name("pairs")
HTML = _FILES.with_suffix(".html").read_text(encoding="utf-8")
CSS = _FILES.with_suffix(".css").read_text(encoding="utf-8")
JS = _FILES.with_suffix(".js").read_text(encoding="utf-8")
_bars = st.components.v2.component("pairs", html=HTML, css=CSS, js=JS, isolate_styles=False)


def show(explained: Explained) -> None:
    """A choice of models; once one is chosen, both on this plot."""
    other = other_model.show(explained.model, KEY)
    if other is None:
        return
    first, second = explained, replace(explained, model=other)
    with st.spinner("The other model reads the plot ...", show_time=True):
        pair = Beside(first.explanation, second.explanation)
    names = other_model.names(explained.model, other)
    furthest = pair.apart()[0]
    st.markdown(f"**They differ most on {plain(furthest)}.** {_told(pair, furthest, names)}")
    _bars(key="pairs", data=_paired(pair, (first, second), names))
    _words(pair, (first, second), names)


def _told(pair: Beside, genre: str, names: tuple[str, str]) -> str:
    return with_words(lambda mark: told(pair, genre, names, mark))


def _paired(pair: Beside, sides: tuple[Explained, Explained], names: tuple[str, str]) -> dict[str, object]:
    genres = pair.genres
    shares = np.array([pair.probabilities(genre) for genre in genres])
    chosen = tuple(set(side.classifier.genres_of(side.explanation.probabilities[None, :])[0]) for side in sides)
    return pairs.pairs(genres, shares[:, 0], shares[:, 1], (chosen[0], chosen[1]), names)


def _words(pair: Beside, sides: tuple[Explained, Explained], names: tuple[str, str]) -> None:
    """Both highlights of the explained genre, and the words that the two use most differently."""
    genre = sides[0].genre
    if genre not in pair.genres:
        st.info(
            f"{plain(names[1])} has no genre {plain(genre)}. Choose a genre that both have to see the words of both."
        )
        return
    st.markdown(f"## {plain(genre)}, word by word")
    for column, side, name in zip(st.columns(2), sides, names, strict=True):
        with column:
            st.markdown(f"**{plain(name)}**")
            coloured_plot.show_still(side, f"plot_of_{'own' if side is sides[0] else 'other'}_model")
    words = pair.words(genre, WORDS)
    scale = pair.first.scale
    table = pd.DataFrame({"word": [word.word for word in words]})
    table["first"] = [size(word.first, scale) for word in words]
    table["second"] = [size(word.second, scale) for word in words]
    table["difference"] = [size(word.difference, scale) for word in words]
    columns = {"first": st.column_config.TextColumn(names[0]), "second": st.column_config.TextColumn(names[1])}
    st.dataframe(table, hide_index=True, column_config=columns, key="words_of_two")
    st.caption(
        "Each highlight has its own scale and is true of its own model. That a word's two numbers differ says that the"
        " models use it differently in this plot, not that it alone makes their answers differ."
    )
