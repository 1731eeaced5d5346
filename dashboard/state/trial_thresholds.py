"""The thresholds that a reader tries: kept in the session and in the link until they are undone or saved."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from core.errors import GenreLensError
from core.model.folder import artifact, saved_thresholds
from core.model.folder.artifact import Artifact

KEY, LINK, REVISION = "trial_thresholds", "thresholds", "trial_revision"
Thresholds = NDArray[np.float64]


def current(model: Artifact) -> Thresholds:
    """The model's thresholds [genres], with the reader's own in place of them; also puts those into the link."""
    kept = _kept(model)
    changed = [f"{genre}:{value:.4f}" for genre, value in kept["values"].items()]
    if changed:
        st.query_params[LINK] = "|".join(changed)
    elif LINK in st.query_params:
        del st.query_params[LINK]
    pairs = zip(model.genres, model.thresholds, strict=True)
    return np.array([kept["values"].get(genre, threshold) for genre, threshold in pairs], dtype=np.float64)


def changed(model: Artifact) -> int:
    """How many genres have a threshold of the reader's own."""
    return len(_kept(model)["values"])


def note(model: Artifact) -> str:
    """What the last change did, in words."""
    return _kept(model)["note"]


def keep(model: Artifact, values: Mapping[int, float], note: str = "") -> None:
    """Try ``values`` (column -> threshold); those that are the model's own need no keeping."""
    kept = _kept(model)
    kept["note"] = note
    for column, value in values.items():
        kept["values"].pop(model.genres[column], None)
        if value != model.thresholds[column]:
            kept["values"][model.genres[column]] = float(value)


def revise() -> None:
    """Note that something else than the slider has set thresholds: it has to follow."""
    st.session_state[REVISION] = revision() + 1


def revision() -> int:
    """How often something else than the slider has set thresholds in this session."""
    return int(st.session_state.get(REVISION, 0))


def undo(model: Artifact) -> None:
    """Back to the model's own."""
    _start(model.version, {})
    revise()


def save(model: Artifact, thresholds: Thresholds) -> None:
    """Write them into the model folder, or note in one sentence why not."""
    try:
        saved_thresholds.set_thresholds(model.folder, thresholds)
    except GenreLensError as error:
        _kept(model)["note"] = str(error)
    else:
        saved = artifact.load(model.folder)
        told = (
            "Saved: every page decides with these thresholds from now on."
            if saved_thresholds.set_on(saved)
            else "The training's thresholds are restored, on every page."
        )
        _start(saved.version, {}, told)
        revise()


def _kept(model: Artifact) -> dict[str, Any]:
    kept = st.session_state.get(KEY)
    if kept is None:
        return _start(model.version, _from_link(st.query_params.get(LINK, ""), model))
    return kept if kept["version"] == model.version else _start(model.version, {})


def _start(version: str, values: dict[str, float], note: str = "") -> dict[str, Any]:
    st.session_state[KEY] = {"version": version, "values": values, "note": note}
    return st.session_state[KEY]


def _from_link(link: str, model: Artifact) -> dict[str, float]:
    """``Drama:0.4|Horror:0.35``; what is no genre or no threshold is passed over."""
    values = {}
    for part in link.split("|"):
        genre, _, text = part.rpartition(":")
        try:
            value = float(text)
        except ValueError:
            continue
        if genre in model.genres and 0 <= value <= 1:
            values[genre] = value
    return values
