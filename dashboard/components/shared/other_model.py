"""Choose another model of the picker, to look at beside the one that answers."""

import streamlit as st

from core.model.folder import artifact
from core.model.folder.model_ref import ModelRef
from dashboard.phrasing import told_apart
from dashboard.state import chosen_model
from train.runs import control


def show(model: ModelRef, key: str) -> ModelRef | None:
    """The chosen model, or None, with the reason on the screen, where there is no other one or none is chosen yet."""
    folders = [folder for folder in artifact.listed(control.MODELS) if folder.resolve() != model.folder.resolve()]
    if not folders:
        st.info("There is no other model yet. Train one, or adapt one on the Review page; then both can be compared.")
        return None
    labels = told_apart(folders, chosen_model.named)
    folder = st.selectbox(
        "Other model", folders, index=None, key=key, format_func=labels.__getitem__, placeholder="Choose a model"
    )
    return None if folder is None else ModelRef.of(folder)


def names(model: ModelRef, other: ModelRef) -> tuple[str, str]:
    """What people call the two."""
    return chosen_model.named(model.folder), chosen_model.named(other.folder)
