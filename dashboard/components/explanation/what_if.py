"""What if: take words out or replace one, and compare with a pinned version of the plot."""

import pandas as pd
import streamlit as st

from core.explanations.what_if import compare, edited
from core.model.classifier import GenreClassifier
from dashboard.phrasing import percent, points, told_apart
from dashboard.state.explained import Explained

OFFERED = 30
PINNED = "pinned_plot"


def show(explained: Explained) -> None:
    """Words to take out or replace, and the probabilities before and after."""
    explanation = explained.explanation
    order = sorted(word.position for word in explanation.top_words(explained.genre, OFFERED))
    words = told_apart(order, lambda i: explanation.data[i])
    dropped = st.pills(
        "Click words to take them out",
        order,
        selection_mode="multi",
        format_func=words.__getitem__,
        key=f"dropped_{hash(explained.text)}",
    )
    instead = ""
    if len(dropped) == 1:
        instead = st.text_input(f"Or replace *{explanation.data[dropped[0]]}* with", key="instead")
    if dropped:
        after = explained.text
        for i in sorted(dropped, reverse=True):
            after = edited(after, explanation.spans[i], instead)
        _before_after(explained.classifier, explained.text, after)
    _pinned(explained.classifier, explained.text)


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
