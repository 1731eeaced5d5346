"""The same plot by another method, side by side with the first."""

import numpy as np
import streamlit as st

from core.explanations import METHODS
from core.explanations.faithfulness import agreement
from dashboard.components.explanation import coloured_plot, faithfulness
from dashboard.state.plot.explained import Explained


def show(explained: Explained) -> None:
    """A choice of methods; once one is chosen, both highlights, their agreement and the test of the second."""
    others = [name for name in METHODS if name != explained.method]
    other = st.selectbox(
        "Compare with",
        [None, *others],
        key="second",
        format_func=lambda name: METHODS[name].title if name else "Choose a method",
    )
    if other is None:
        return
    second = explained.by(other)
    with st.spinner(f"{second.how.title} ...", show_time=True):
        values = second.explanation.for_genre(second.genre)
    for column, one in zip(st.columns(2), (explained, second), strict=True):
        with column:
            st.markdown(f"**{one.how.title}**")
            coloured_plot.show_still(one, f"plot_by_{one.method}")
    st.markdown(_agreement(agreement(explained.explanation.for_genre(explained.genre), values)))
    faithfulness.show(second)


def _agreement(agree: float) -> str:
    if np.isnan(agree):
        return "One of the two gives every word the same value, so they can't be compared."
    return f"**Agreement {agree:.2f}** (1: the same order of words; 0: the two orders have nothing in common)."
