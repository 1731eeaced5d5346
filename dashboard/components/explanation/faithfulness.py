"""How far to trust the highlights: what happens when the strongest words are taken out, against random words."""

import streamlit as st

from core.amounts import amount
from core.explanations.render.sentence import faithfulness_sentence
from core.markdown import plain
from dashboard.phrasing import unbroken
from dashboard.state.plot.explained import Explained


def show(explained: Explained) -> None:
    """The test in one sentence, what the explanation cost, and a warning where the test failed."""
    deletion, explanation = explained.deletion, explained.explanation
    st.markdown(f"**Tested.** {unbroken(plain(faithfulness_sentence(deletion)))}")
    st.caption(
        f"{explained.how.title}: {explanation.seconds:.2f} s, the model read"
        f" {amount(explanation.evaluations, 'version')} of the plot."
    )
    if deletion.words and deletion.near_random:
        st.warning("For this genre the highlights are hardly better than random words. Don't rely on them.")
