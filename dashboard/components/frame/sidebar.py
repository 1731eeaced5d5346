"""The sidebar of every page: which model answers, and training."""

from collections.abc import Callable
from pathlib import Path

import streamlit as st

from core.errors import GenreLensError
from core.model import artifact
from dashboard.components.shared.guard import guarded
from dashboard.components.training import live_run, short_form
from dashboard.phrasing import told_apart
from dashboard.state import chosen_model
from train.runs import control


def show() -> Callable[[], None]:
    """Model picker, live run and the short training form; call what it returns when the page is drawn."""
    complete: Callable[[], None] = _nothing
    with st.sidebar:
        with guarded():
            _model_picker()
        st.divider()
        live_run.show_mini()
        with guarded():
            complete = short_form.show()
    return complete


def _nothing() -> None:
    """Without a form there is nothing to complete."""


def _model_picker() -> None:
    active = control.active()
    folders = artifact.listed(control.MODELS)
    if active not in folders:
        st.warning("There is no model yet. Train one below.")
        return
    names = [folder.relative_to(control.MODELS).as_posix() for folder in folders]
    followed = st.session_state.get("model_follows")
    if followed != str(active) or st.session_state.get(chosen_model.KEY) not in names:
        st.session_state[chosen_model.KEY] = active.relative_to(control.MODELS).as_posix()
        st.session_state["model_follows"] = str(active)
    labels = told_apart(names, lambda name: _describe(control.MODELS / name))
    st.selectbox(
        "Model",
        names,
        format_func=lambda name: labels.get(name, str(name)),
        key=chosen_model.KEY,
        help="The run that trained it, and its micro F1 on its test films",
    )


def _describe(folder: Path) -> str:
    try:
        card = artifact.Artifact(folder, version="").card
        return f"F1 {card.metrics['micro_f1']:.3f} · {_name(folder)}"
    except (GenreLensError, OSError):  # once chosen, it says what is wrong: damaged, or of another version
        return f"{_name(folder)} (can't be opened)"


def _name(folder: Path) -> str:
    """The run's id, which two models never share, or that it is the shipped one."""
    return "Shipped" if folder == control.MODELS / "default" else folder.parent.name
