"""The menu of pages closes by itself where it covers them, and the keyboard follows it. Streamlit does neither."""

from pathlib import Path

import streamlit as st

_FILES = Path(__file__).with_suffix("")
JS = _FILES.with_suffix(".js").read_text(encoding="utf-8")
_menu = st.components.v2.component("menu", js=JS)


def closes_after_a_choice() -> None:
    """Listen to clicks on the links to pages; draws nothing."""
    _menu(key="menu", height=1)
