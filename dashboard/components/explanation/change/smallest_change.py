"""The smallest set of words whose removal changes the decision on a genre."""

import streamlit as st

from core.markdown import plain
from dashboard.phrasing import percent
from dashboard.state.plot.explained import Explained


def show(explained: Explained) -> None:
    """The question, a button that looks for the answer, and the answer."""
    genre, threshold = plain(explained.genre), explained.threshold
    explanation = explained.explanation
    predicted = explanation.probabilities[explanation.column(explained.genre)] >= threshold
    aim = f"no longer be {genre}" if predicted else f"become {genre}"
    st.caption(f"Which words must go for this plot to {aim}? The threshold is {percent(threshold)}.")
    if st.button("Find them", key="find_smallest"):
        _answer(explained)


def _answer(explained: Explained) -> None:
    change = explained.counterfactual
    if change is None:
        st.info("No set of up to 10 words does it.")
        return
    words = ", ".join(f"*{plain(word)}*" for word in change.words)
    before, after = percent(change.before), percent(change.after)
    st.markdown(f"Without {words}: {plain(explained.genre)} goes from {before} to {after}.")
    st.caption("Every word of the set is needed.")
    st.text(change.text)
