"""Which model answers in this session: the one picked in the sidebar, or the active one."""

from pathlib import Path

import streamlit as st

from train.runs import control

KEY = "model"


def folder() -> Path:
    """The folder of the model that answers in this session."""
    name = st.session_state.get(KEY)
    return control.MODELS / name if name else control.active()
