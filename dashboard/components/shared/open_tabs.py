"""Tabs that are part of the address, and that are open again when a reader comes back to their page."""

from collections.abc import Sequence

import streamlit as st
from streamlit.elements.lib.mutable_tab_container import TabContainer

PAGE, OPEN, COMING = "page_of_tabs", "open_tabs", "coming_tabs"


def arrive(page: str) -> None:
    """Note which page is drawn; on another one than before its tabs are those that were open there.

    ``page``: its part of the address.
    """
    if st.session_state.get(PAGE) != page:
        st.session_state[PAGE] = page
        st.session_state[COMING] = dict(_open())


def show(labels: Sequence[str], key: str) -> Sequence[TabContainer]:
    """The tabs; the address wins over what was open, and what was open over the first one."""
    label = st.session_state.get(COMING, {}).pop(key, None)
    if label in labels and key not in st.query_params:
        st.session_state[key] = label
    tabs = st.tabs(labels, key=key, bind="query-params")
    _open()[key] = next((label for label, tab in zip(labels, tabs, strict=True) if tab.open), labels[0])
    return tabs


def _open() -> dict[str, str]:
    """What is open on this page, by the key of its tabs."""
    pages: dict[str, dict[str, str]] = st.session_state.setdefault(OPEN, {})
    return pages.setdefault(str(st.session_state.get(PAGE, "")), {})
