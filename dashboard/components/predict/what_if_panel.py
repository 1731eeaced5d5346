"""What if: drop or replace words, compare with a pinned version, and the smallest set of words that decides."""

from pathlib import Path

import pandas as pd
import streamlit as st

from core.explanations import Explanation
from core.explanations.what_if import compare, edited
from core.markdown import plain
from core.model.classifier import GenreClassifier
from dashboard.phrasing import percent, points
from dashboard.state import cache

OFFERED = 30
PINNED = "pinned_plot"


def show(model: GenreClassifier, explained: Explanation, genre: str) -> None:
    """Words to drop or replace, and the probabilities before and after."""
    order = [word.position for word in explained.top_words(genre, OFFERED)]
    dropped = st.pills(
        "Click words to take them out",
        sorted(order),
        selection_mode="multi",
        format_func=lambda i: explained.data[i],
        key=f"dropped_{hash(explained.text)}",
    )
    instead = ""
    if len(dropped) == 1:
        instead = st.text_input(f"Or write something in the place of *{explained.data[dropped[0]]}*", key="instead")
    if dropped:
        after = explained.text
        for i in sorted(dropped, reverse=True):
            after = edited(after, explained.spans[i], instead)
        _before_after(model, explained.text, after)
    _pinned(model, explained.text)


def _pinned(model: GenreClassifier, text: str) -> None:
    """Keep a version of the plot, edit the box freely, compare."""
    pinned = st.session_state.get(PINNED)
    if st.button("Pin this version to compare with", key="pin", disabled=pinned == text):
        st.session_state[PINNED] = text
        st.rerun()
    if pinned == text:
        st.caption("Pinned. Now change the plot in the box above: the difference appears here.")
    elif pinned:
        st.markdown("**Pinned version and this one**")
        _before_after(model, pinned, text)


def _before_after(model: GenreClassifier, before: str, after: str) -> None:
    """Probabilities of both texts, the genres that changed most on top."""
    change = compare(model.predict_proba, before, after)
    table = pd.DataFrame(
        {
            "genre": model.classes_,
            "before": [percent(p) for p in change.before],
            "after": [percent(p) for p in change.after],
            "change": [points(p) for p in change.change],
        }
    )
    order = pd.Series(change.change).abs().sort_values(ascending=False).index
    st.dataframe(table.loc[order].head(8), hide_index=True)


def show_smallest(model: GenreClassifier, folder: Path, explained: Explanation, genre: str) -> None:
    """The smallest set of words found whose removal changes the decision on a genre."""
    column = explained.column(genre)
    threshold = float(model.thresholds_[column])
    given = explained.probabilities[column] >= threshold
    verb = f"no longer be {plain(genre)}" if given else f"become {plain(genre)}"
    st.caption(f"Which words must go for this plot to {verb}? The threshold is {percent(threshold)}.")
    if not st.button("Find them", key="find_smallest"):
        return
    found = cache.counterfactual(folder, explained.text, explained.method, genre)
    if found is None:
        st.info("No set of up to 10 words does it.")
        return
    words = ", ".join(f"*{word}*" for word in found.words)
    st.markdown(f"Without {words}: {plain(genre)} goes from {percent(found.before)} to {percent(found.after)}.")
    st.caption("None of these words can be left out of the set.")
    st.text(found.text)
