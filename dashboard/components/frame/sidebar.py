"""The sidebar of every page: which model answers, and training."""

from collections.abc import Callable
from pathlib import Path

import streamlit as st

from core.amounts import amount
from core.errors import GenreLensError
from core.markdown import plain
from core.model.folder import artifact
from dashboard.components.shared.guard import attempt, guarded
from dashboard.components.training import live_run, short_form
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
    folders = artifact.listed(control.MODELS)
    if control.active() not in folders:
        st.warning("There is no model yet. Train one below.")
        return
    names = [folder.relative_to(control.MODELS).as_posix() for folder in folders]
    missing = chosen_model.settle(names)
    st.selectbox(
        "Model",
        names,
        format_func=lambda name: _described(control.MODELS / name),
        key=chosen_model.KEY,
        on_change=chosen_model.pick,
        help="Micro F1 on test films, with a threshold for each genre, as the app decides.",
    )
    if missing:
        st.warning(f"The link names the model {plain(missing[:80])}, which is not here.")
    folder = chosen_model.ref().folder
    st.caption(_scored(folder))
    if chosen_model.is_own():
        _for_this_session(folder)


def _for_this_session(folder: Path) -> None:
    """Say that others are answered by another model, with the button that changes that."""
    st.caption(f"For this session only; otherwise **{plain(chosen_model.named(control.active()))}** answers.")
    if not control.readonly():
        note = "Makes it the model of this installation: for everyone, and after a restart."
        arguments = (chosen_model.use_everywhere, folder)
        st.button("Use it everywhere", on_click=attempt, args=arguments, key="use_everywhere", help=note)


def _described(folder: Path) -> str:
    try:
        card = artifact.Artifact(folder, version="").card
        return f"{chosen_model.named(folder)} · F1 {card.metrics['micro_f1']:.3f} on {card.data}"
    except (GenreLensError, OSError):  # once chosen, it says what is wrong: damaged, or of another version
        return f"{chosen_model.named(folder)} (can't be opened)"


def _scored(folder: Path) -> str:
    """On which films the score was measured: those on other films say nothing about which model is better."""
    try:
        card = artifact.Artifact(folder, version="").card
    except (GenreLensError, OSError):
        return ""
    films = amount(card.scored_films, "test film") if card.scored_films else "the test films"
    return f"F1 {card.metrics['micro_f1']:.3f} on {films} of {plain(card.data)}. Compare only scores on the same films."
