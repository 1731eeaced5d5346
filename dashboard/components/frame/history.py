"""Back leads to the page before: Streamlit alone adds a step to the history each time a page changes its address."""

from pathlib import Path

import streamlit as st

_FILES = Path(__file__).with_suffix("")
JS = _FILES.with_suffix(".js").read_text(encoding="utf-8")
_history = st.components.v2.component("history", js=JS)


def has_one_step_a_page() -> None:
    """Change the browser's history from now on; draws nothing."""
    _history(key="history", height=1)
