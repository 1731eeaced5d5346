"""The sidebar of every page: which model answers, and training."""

from collections.abc import Callable
from pathlib import Path

import streamlit as st

from components import live_run, training_form
from core import artifact
from train import runs

KEY = "model"


def show() -> Callable[[], None]:
    """Model picker, live run and the short training form; what it returns completes that when the page stands."""
    with st.sidebar:
        _model_picker()
        st.divider()
        live_run.show_mini()
        return training_form.show_short()


def chosen_model() -> Path:
    """The folder of the model that answers in this session."""
    name = st.session_state.get(KEY)
    return runs.MODELS / name if name else runs.active()


def _model_picker() -> None:
    active = runs.active()
    folders = artifact.listed(runs.MODELS)
    if active not in folders:
        st.warning("There is no model yet. Train one below.")
        return
    names = [folder.relative_to(runs.MODELS).as_posix() for folder in folders]
    followed = st.session_state.get("model_follows")
    if followed != str(active) or st.session_state.get(KEY) not in names:
        st.session_state[KEY] = active.relative_to(runs.MODELS).as_posix()
        st.session_state["model_follows"] = str(active)
    st.selectbox(
        "Model",
        names,
        format_func=lambda name: _describe(runs.MODELS / name),
        key=KEY,
        help="Name, micro F1 on its test films, date",
    )


def _describe(folder: Path) -> str:
    try:
        card = artifact.Artifact(folder, version="").card
        name = "Shipped" if folder.name == "default" else card["name"].split(" on ")[0]
        return f"{name} · F1 {card['metrics']['micro_f1']:.3f} · {card['created'][:10]}"
    except (artifact.ArtifactError, OSError):  # chosen, it says what is wrong: damaged, or of another version
        return f"{folder.relative_to(runs.MODELS)} (can't be opened)"
