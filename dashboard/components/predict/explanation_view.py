"""The explanation of one genre of one plot: coloured words, the sum, what to make of it, and how far to trust it."""

from pathlib import Path

import numpy as np
import pandas as pd
import streamlit as st

from core.explanations import DEFAULT_METHOD, METHODS, Explanation
from core.explanations.faithfulness import agreement
from core.explanations.render import html, page
from core.explanations.render.sentence import faithfulness_sentence, sentence
from core.markdown import plain
from core.model.classifier import GenreClassifier
from dashboard.charts import figures
from dashboard.components.predict import similar_films, what_if_panel
from dashboard.components.shared import chart
from dashboard.phrasing import percent, unbroken
from dashboard.state import cache

METHOD, UNIT = "method", "unit"
WORDS_SHOWN, TABLE_ROWS = 8, 10
TABS = ("Words", "The sum", "What if", "Smallest change", "Second method", "Similar films", "Take away")


def show(model: GenreClassifier, folder: Path, text: str, genre: str) -> Explanation:
    """Draw the explanation of ``genre``; method and unit are the reader's choice."""
    method, unit = _choices()
    with st.spinner("Reading the plot word by word ...", show_time=True):
        explained = cache.explanation(folder, text, method)
    shown = explained.by_sentence() if unit == "sentences" else explained
    st.markdown(unbroken(_sentence(explained, genre)))
    st.html(html.to_html(shown, genre))
    st.html(f'<p style="font-size:.85rem;opacity:.8;margin:0">{html.legend()}</p>')
    _trust(folder, explained, genre)
    _tabs(model, folder, explained, genre, unit)
    return explained


def _tabs(model: GenreClassifier, folder: Path, explained: Explanation, genre: str, unit: str) -> None:
    """Only the open tab is computed."""
    words, total, what_if, smallest, second, similar, away = st.tabs(TABS, key="view", bind="query-params")
    if words.open:
        with words:
            _for_and_against(explained, genre)
    if total.open:
        with total:
            _sum(folder, explained, genre, unit)
    if what_if.open:
        with what_if:
            what_if_panel.show(model, explained, genre)
    if smallest.open:
        with smallest:
            what_if_panel.show_smallest(model, folder, explained, genre)
    if second.open:
        with second:
            _second(folder, explained, genre)
    if similar.open:
        with similar:
            similar_films.show(folder, explained.text)
    if away.open:
        with away:
            _take_away(explained)


def _choices() -> tuple[str, str]:
    left, right = st.columns(2)
    methods = list(METHODS)
    method = left.selectbox(
        "Method",
        methods,
        index=methods.index(DEFAULT_METHOD),
        key=METHOD,
        bind="query-params",
        format_func=lambda name: METHODS[name].title,
        help="  \n".join(f"**{m.title}**: {m.note}." for m in METHODS.values()),
    )
    unit = right.segmented_control(
        "Colour by", ["words", "sentences"], default="words", required=True, key=UNIT, bind="query-params"
    )
    return method, unit


def _sentence(explained: Explanation, genre: str) -> str:
    """Which words said so, the words in italics, everything else as it is."""
    told = plain(sentence(explained, genre, emphasis=lambda word: f"\ue000{word}\ue000"))
    return told.replace("\ue000", "*")


def _trust(folder: Path, explained: Explanation, genre: str) -> None:
    """What really happens when the strongest words are taken out, against random words."""
    tested = cache.deletion(folder, explained.text, explained.method, genre)
    title = METHODS[explained.method].title
    st.markdown(f"**Tested.** {unbroken(plain(faithfulness_sentence(tested)))}")
    st.caption(f"{title}: {explained.seconds:.2f} s, {explained.evaluations:,} readings of the plot.")
    if tested.words and tested.near_random:
        st.warning("For this genre the highlights are hardly better than random words. Don't rely on them.")


def _for_and_against(explained: Explanation, genre: str) -> None:
    """The strongest words of both signs as two tables."""
    for column, sign, verb in zip(st.columns(2), (1, -1), ("Raise", "Lower"), strict=True):
        top = explained.top_words(genre, TABLE_ROWS, sign)
        table = pd.DataFrame({"word": [w.word for w in top], "attribution": [100 * w.value for w in top]})
        with column:
            st.markdown(f"**{verb} {plain(genre)}**")
            points_column = st.column_config.NumberColumn("points", format="%+.1f")
            st.dataframe(table, hide_index=True, key=f"top_{sign}", column_config={"attribution": points_column})


def _sum(folder: Path, explained: Explanation, genre: str, unit: str) -> None:
    """Base + attributions = probability, as a waterfall and as a table, by a method whose attributions add up."""
    if not METHODS[explained.method].additive:
        st.caption(
            f"{METHODS[explained.method].title} ranks words but does not add up. This sum is by SHAP, which does."
        )
        explained = cache.explanation(folder, explained.text, "shap")
    shown = explained.by_sentence() if unit == "sentences" else explained
    column = shown.column(genre)
    top = shown.top_words(genre, WORDS_SHOWN)
    base, output = float(shown.base_values[column]), float(shown.outputs[column])
    names, values = [word.word[:28] for word in top], [word.value for word in top]
    if len(shown.data) > len(top):
        names, values = [*names, "all other words"], [*values, output - base - sum(values)]
    sign = "+" if output >= base else "−"
    title = f"{percent(base)} without any word {sign} {percent(abs(output - base))} from the words = {percent(output)}"
    chart.show(figures.waterfall(names, values, base, output), title, "waterfall", _table(shown, genre))


def _table(explained: Explanation, genre: str) -> pd.DataFrame:
    values = explained.for_genre(genre)
    table = pd.DataFrame({"word": explained.data, "attribution": values, "known": explained.known})
    return table.iloc[np.argsort(-np.abs(values), kind="stable")]


def _second(folder: Path, explained: Explanation, genre: str) -> None:
    """The same plot by another method, on demand."""
    others = [name for name in METHODS if name != explained.method]
    other = st.selectbox(
        "Compare with",
        [None, *others],
        key="second",
        format_func=lambda n: METHODS[n].title if n else "Choose a method",
    )
    if other is None:
        return
    with st.spinner(f"{METHODS[other].title} ...", show_time=True):
        second = cache.explanation(folder, explained.text, other)
    for column, shown in zip(st.columns(2), (explained, second), strict=True):
        with column:
            st.markdown(f"**{METHODS[shown.method].title}**")
            st.html(html.to_html(shown, genre))
    agree = agreement(explained.for_genre(genre), second.for_genre(genre))
    st.markdown(_agreement(agree))
    _trust(folder, second, genre)


def _agreement(agree: float) -> str:
    if np.isnan(agree):
        return "One of the two gives every word the same value, so they can't be compared."
    return f"**Agreement {agree:.2f}**: 1: both put the words in the same order; 0: the orders have nothing in common."


def _take_away(explained: Explanation) -> None:
    st.caption("Every genre of this plot, to keep or to send.")
    st.download_button(
        "Web page (HTML)", lambda: page.to_html(explained), "explanation.html", "text/html", key="export_html"
    )
    st.download_button("JSON", explained.to_json, "explanation.json", "application/json", key="export_json")
