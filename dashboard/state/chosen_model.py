"""Which model answers in this session: that of the installation, or another one that this session, or its link, picked.

The address always names it, so that a link and a reload show the same answers. Runs are named by their ids everywhere.
"""

from pathlib import Path

import streamlit as st

from core.model.folder.model_ref import ModelRef
from train.runs import control

KEY, OWN, LINK = "model", "own_model", "model"
SHIPPED = "Shipped"
SOMEBODY = "somebody in the app"  # who promotes a model without a name


def ref() -> ModelRef:
    """The model that answers in this session, as it is on the disk now."""
    name = st.session_state.get(KEY)
    return ModelRef.of(control.MODELS / name if name else control.active())


def named(folder: Path) -> str:
    """What people call a model: the id of its run, or ``Shipped``."""
    return SHIPPED if folder == control.MODELS / "default" else folder.parent.name


def settle(names: list[str]) -> str:
    """Put the session's model into the picker and the address; returns a linked model that is not there, or ``""``.

    ``names``: the folders to choose from, below the models folder.
    """
    active = _below(control.active())
    own = st.session_state[OWN] if OWN in st.session_state else st.query_params.get(LINK)
    missing = str(own) if own and own not in names else ""
    st.session_state[OWN] = own if own in names and own != active else None
    st.session_state[KEY] = st.session_state[OWN] or active
    if st.query_params.get(LINK) != st.session_state[KEY]:
        st.query_params[LINK] = st.session_state[KEY]
    return missing


def pick() -> None:
    """For the picker's callback: what was picked is for this session, unless it is the installation's."""
    st.session_state[OWN] = st.session_state[KEY]


def is_own() -> bool:
    """Whether this session uses another model than the installation."""
    return st.session_state.get(OWN) is not None


def use_everywhere(folder: Path, *, why: str = "", who: str = SOMEBODY, figures: str = "", override: str = "") -> None:
    """Make a model the one of the installation, see :func:`control.activate`, and follow it.

    Raises RunError or ArtifactError.
    """
    control.activate(folder, why=why, who=who, figures=figures, override=override)
    follow()


def follow() -> None:
    """Use the model of the installation in this session too."""
    st.session_state[OWN] = None


def _below(folder: Path) -> str:
    return folder.relative_to(control.MODELS).as_posix()
