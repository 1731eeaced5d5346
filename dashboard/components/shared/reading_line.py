"""What was read of a plot, above every answer to it, and a calm word where the answer may mean little."""

import streamlit as st

from core.markdown import plain
from core.model.folder.model_ref import ModelRef
from dashboard.phrasing import unbroken
from dashboard.state.cache.model import answers


def show(model: ModelRef, text: str) -> None:
    """One line; what to make of it, if there is anything, on a ground of its own."""
    reading = answers.reading(model, text)
    st.caption(unbroken(plain(reading.count)))
    if reading.note:
        st.info(unbroken(plain(reading.note)), icon=":material/info:")
