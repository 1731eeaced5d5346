"""The review of this session: which file, who decides, and which model proposes."""

from pathlib import Path

import streamlit as st

from core.model.model_ref import ModelRef
from train.review import project
from train.review.store import Store
from train.runs import control

KEY, WHO = "review", "reviewer"


def current() -> Store | None:
    """The review that is open in this session."""
    name = st.session_state.get(KEY)
    return project.opened(name) if name in project.listed() else None


def open_review(name: str) -> None:
    """Go on with a review."""
    st.session_state[KEY] = name


def close_review() -> None:
    """Leave the review; its file stays."""
    st.session_state.pop(KEY, None)


def who() -> str:
    """The name under which decisions are kept."""
    return str(st.session_state.get(WHO) or "").strip() or "me"


def begin(name: str, ref: ModelRef) -> Store:
    """The review of that name; a new one proposes with, and learns from, the model of this session."""
    store = project.opened(name)
    if not store.fact(project.SOURCE):
        model = ref.folder.resolve().relative_to(control.MODELS.resolve()).as_posix()
        store.note(project.SOURCE, model)
        store.note(project.PROPOSER, model)
    open_review(store.path.stem)
    return store


def model_of(store: Store, role: str) -> Path:
    """The folder of the model that proposes, or that is learnt from."""
    return control.MODELS / store.fact(role)


def proposer(store: Store) -> ModelRef:
    """The model that proposes."""
    return ModelRef.of(model_of(store, project.PROPOSER))
