"""The plot that is typed on the Predict page, for parts of other pages that show it too."""

import streamlit as st

from core.text import LONGEST_TEXT

KEY = "plot"


def text() -> str:
    """What is in the box, as far as it is read; empty before the page was opened."""
    return str(st.session_state.get(KEY, ""))[:LONGEST_TEXT]
