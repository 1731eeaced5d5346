"""Which model answers in this session: the one picked in the sidebar, or the active one."""

import streamlit as st

from core.model.model_ref import ModelRef
from train.runs import control

KEY = "model"


def ref() -> ModelRef:
    """The model that answers in this session, as it is on the disk now."""
    name = st.session_state.get(KEY)
    return ModelRef.of(control.MODELS / name if name else control.active())
