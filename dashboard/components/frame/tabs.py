"""The keyboard on tabs: arrows go from one to the next, Enter opens one. Streamlit opens each on the way."""

from pathlib import Path

import streamlit as st

_FILES = Path(__file__).with_suffix("")
JS = _FILES.with_suffix(".js").read_text(encoding="utf-8")
_tabs = st.components.v2.component("tabs_by_key", js=JS)


def open_on_enter() -> None:
    """Listen to keys on tabs; draws nothing."""
    _tabs(key="tabs_by_key", height=1)
