"""The explanation of one genre of one plot: coloured words, the sum, what to make of it, and how far to trust it."""

from pathlib import Path

import cache
import charts
import numpy as np
import pandas as pd
import streamlit as st

from components import chart
from components.words import percent
from core.classifier import GenreClassifier
from core.explain import DEFAULT_METHOD, METHODS, Explanation, highlight, sentence

METHOD, UNIT = "method", "unit"
WORDS_SHOWN = 8


def show(model: GenreClassifier, folder: Path, text: str, genre: str) -> Explanation:
    """Draw the explanation of ``genre``; method and unit are the reader's choice."""
    left, right = st.columns(2)
    methods = list(METHODS)
    method = left.selectbox(
        "Method",
        methods,
        index=methods.index(DEFAULT_METHOD),
        key=METHOD,
        bind="query-params",
        format_func=lambda name: METHODS[name].title,
        help="  \n".join(f"{m.title}: {m.note}" for m in METHODS.values()),
    )
    unit = right.segmented_control(
        "Unit", ["words", "sentences"], default="words", required=True, key=UNIT, bind="query-params"
    )
    with st.spinner("Reading the plot word by word ...", show_time=True):
        explained = cache.explanation(folder, text, method)
    _faithfulness(folder, explained, genre, method)
    shown = explained.by_sentence() if unit == "sentences" else explained
    st.html(highlight.to_html(shown, genre))
    st.caption(highlight.LEGEND)
    _sum(shown, genre)
    return explained


def _faithfulness(folder: Path, explained: Explanation, genre: str, method: str) -> None:
    """The plain-language sentence, and what happens when the strongest words are taken out."""
    st.markdown(sentence.describe(explained, genre))
    test = cache.deletion(folder, explained.text, method, genre)
    if test is None:
        return
    st.caption(
        f"Tested: without the {test.k} strongest words {genre} goes from {percent(test.before)} to"
        f" {percent(test.after)}; without {test.k} random words, to {percent(test.random)}."
        f" {METHODS[method].title}, {explained.seconds:.2f} s, {explained.evaluations:,} readings of the plot."
    )
    if test.near_random:
        st.warning("Here the highlights are hardly better than chance. Don't rely on them for this genre.")


def _sum(explained: Explanation, genre: str) -> None:
    """Base + attributions = probability, as a waterfall and as a table."""
    column = explained.column(genre)
    top = explained.top_words(genre, WORDS_SHOWN)
    values = explained.for_genre(genre)
    base, output = float(explained.base_values[column]), float(explained.outputs[column])
    rest = output - base - sum(word.value for word in top)
    names = [word.word for word in top] + ["all the rest"]
    figure = charts.waterfall(names, [*(word.value for word in top), rest], base, output)
    table = pd.DataFrame({"word": explained.data, "attribution": values, "known": explained.known})
    table = table.iloc[np.argsort(-np.abs(values), kind="stable")]
    total = f"{percent(base)} without any word {_signed(output - base)} from the words = {percent(output)}"
    chart.show(figure, total, "waterfall", table)


def _signed(share: float) -> str:
    return f"{'+' if share >= 0 else '−'} {percent(abs(share))}"
