"""The review of this session: which file, who decides, and which model proposes."""

from pathlib import Path

import streamlit as st

from core.model.folder.model_ref import ModelRef
from dashboard.state import chosen_model
from train.review import project
from train.review.store import Store
from train.runs import control

KEY, LINK, WHO = "review", "review", "reviewer"  # LINK: of the address, so that a reload goes on with the review
TAB, TABS = "tab", ("Label films", "Learn", "Labels that look wrong")
LEARN = "review_learn_now"  # of the session: that it was asked to learn on another tab


def current() -> Store | None:
    """The review that is open in this session."""
    name = st.session_state.get(KEY) or st.query_params.get(LINK)
    if name not in project.listed():
        return None
    st.session_state[KEY] = st.query_params[LINK] = name
    return project.opened(name)


def open_review(name: str) -> None:
    """Go on with a review."""
    st.session_state[KEY] = name


def close_review() -> None:
    """Leave the review; its file stays."""
    st.session_state.pop(KEY, None)
    st.query_params.pop(LINK, None)


def ask_to_learn() -> None:
    """Go to the tab where the model learns, and have it learn there."""
    st.session_state[TAB] = TABS[1]
    st.session_state[LEARN] = True


def who() -> str:
    """The name under which decisions are kept."""
    return str(st.session_state.get(WHO) or "").strip() or "me"


def begin(name: str, ref: ModelRef) -> Store:
    """The review of that name; a new one proposes with, and learns from, the model of this session."""
    store = project.opened(name)
    if not store.fact(project.SOURCE):
        model = ref.folder.relative_to(control.MODELS).as_posix()
        store.note(project.SOURCE, model)
        store.note(project.PROPOSER, model)
    open_review(store.path.stem)
    return store


def model_of(store: Store, role: str) -> Path:
    """The folder of the model that proposes, or that is learnt from; where it is gone, the one of this session."""
    folder = control.MODELS / store.fact(role)
    return folder if store.fact(role) and folder.is_dir() else chosen_model.ref().folder


def gone(store: Store) -> list[str]:
    """The models of the review whose folders are gone."""
    names = dict.fromkeys(store.fact(role) for role in (project.SOURCE, project.PROPOSER))
    return [name for name in names if name and not (control.MODELS / name).is_dir()]


def proposer(store: Store) -> ModelRef:
    """The model that proposes."""
    return ModelRef.of(model_of(store, project.PROPOSER))
