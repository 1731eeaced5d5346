"""Try thresholds: a slider for one genre or for all, buttons that look for one, and a way to save them."""

from collections.abc import Callable
from typing import Literal

import numpy as np
import streamlit as st
from numpy.typing import NDArray
from streamlit.delta_generator import DeltaGenerator

from core.amounts import amount
from core.markdown import plain
from core.model.folder import saved_thresholds
from core.model.folder.artifact import Artifact
from dashboard.charts.metrics.metric_tables import BUTTONS, chosen_by
from dashboard.components.metrics import threshold_effect
from dashboard.components.metrics.evaluation import Evaluation
from dashboard.components.shared.guard import attempt
from dashboard.phrasing import problem, unbroken
from dashboard.state import trial_thresholds as trial

ALL = "All genres"
GENRE, VALUE, LEAST, SHOWN = "threshold_of", "threshold_value", "threshold_least", "threshold_shown"
Thresholds = NDArray[np.float64]
PREDICT_GENRE = "genre"  # the genre of the Predict page, so that it survives the change of page


def show(evaluation: Evaluation) -> str | None:
    """Draw the panel; returns the genre that was chosen (None: all)."""
    model = evaluation.model
    with st.container(border=True):
        left, right = st.columns([2, 3], vertical_alignment="bottom")
        with left:
            genre = _genre(model)
        columns = [model.genres.index(genre)] if genre else list(range(len(model.genres)))
        _slider(right, model, genre, evaluation.thresholds[columns], columns)
        st.markdown(unbroken(plain(threshold_effect.told(evaluation, genre, columns))))
        if trial.note(model):
            st.info(problem(trial.note(model)))
        _saving(evaluation, columns)
        with st.expander("Look for a threshold", icon=":material/search:"):
            _buttons(evaluation, columns)
            st.caption(
                "A film gets a genre when its probability reaches the threshold. Every figure on this page follows;"
                " nothing is saved until you say so."
            )
    return genre


def _slider(place: DeltaGenerator, model: Artifact, genre: str | None, here: Thresholds, columns: list[int]) -> None:
    """The slider of one genre or of all; only where something else set the threshold is it moved from here.

    To set it each time would take back a key that was pressed while the page was drawn.
    """
    shown = (model.version, genre, trial.revision())
    if st.session_state.get(SHOWN) != shown or VALUE not in st.session_state:
        st.session_state[VALUE], st.session_state[SHOWN] = _middle(here), shown
    place.slider(_label(here), 0.0, 1.0, step=0.01, key=VALUE, on_change=attempt, args=(_slide, model, columns))


def _middle(thresholds: Thresholds) -> float:
    return round(float(np.median(thresholds)), 2)


def select(genre: str) -> None:
    """Make ``genre`` the chosen one; for callbacks, which run before the panel is drawn."""
    st.session_state[GENRE] = genre


def _genre(model: Artifact) -> str | None:
    options = [ALL, *model.genres]
    if st.session_state.get(GENRE) not in options:
        wanted = st.query_params.get(GENRE, ALL)
        st.session_state[GENRE] = wanted if wanted in options else ALL
    genre = st.selectbox("Threshold of", options, key=GENRE, persist_state="session")
    st.query_params[GENRE] = genre
    if genre == ALL:
        return None
    st.session_state[PREDICT_GENRE] = genre
    return str(genre)


def _label(here: NDArray[np.float64]) -> str:
    if np.ptp(here) < 0.005:
        return "Threshold"
    return f"Threshold: now {here.min():.2f} to {here.max():.2f}; moving it sets the same for every genre"


def _slide(model: Artifact, columns: list[int]) -> None:
    """Take over the slider, unless it stands where the thresholds are already."""
    if st.session_state[VALUE] != _middle(trial.current(model)[columns]):
        trial.keep(model, dict.fromkeys(columns, st.session_state[VALUE]))


def _buttons(evaluation: Evaluation, columns: list[int]) -> None:
    places = st.columns([2, 2, 3, 3], vertical_alignment="bottom")
    least = places[1].number_input("At least (%)", 1, 100, 60, 5, key=LEAST, persist_state="session")
    labels = ("Best F1", f"Precision at least {least} %", f"Recall at least {least} %")
    for place, name, label in zip((places[0], places[2], places[3]), BUTTONS, labels, strict=True):
        arguments = (_look, evaluation, columns, name)
        place.button(label, key=f"look_{name}", width="stretch", on_click=attempt, args=arguments)


def _look(evaluation: Evaluation, columns: list[int], button: str) -> None:
    """Try the thresholds that a button asks for, and note which genres can't have one."""
    model = evaluation.model
    values = chosen_by(button, evaluation.y_true, evaluation.y_score, columns, st.session_state[LEAST] / 100)
    failed = [model.genres[column] for column in columns if column not in values]
    note = f"No threshold reaches that for {', '.join(failed)}: unchanged. " if failed else ""
    if values:
        note += (
            "Tuned on these test films, genre by genre, so the figures flatter the model: training tunes on validation"
            " films. A film above no threshold still gets its most probable genre, so the precision of a genre can be"
            " lower than you asked for."
        )
    trial.keep(model, values, note)
    trial.revise()


def _saving(evaluation: Evaluation, columns: list[int]) -> None:
    """Undo and saving, with what it means beside them; and the way back to the thresholds of the training."""
    model = evaluation.model
    changed, when = trial.changed(model), saved_thresholds.set_on(model)
    if not changed and not when:
        return
    able = saved_thresholds.writable()
    text = f"The model's thresholds were set by hand on {when[:10]}. " if when else ""
    with st.container(horizontal=True, vertical_alignment="center"):
        if changed:
            _button("Save into the model", "save", able, _save, model, columns)
            _button("Undo", "undo", True, trial.undo, model)
            text += (
                f"Not the model's: {changed} of {amount(len(model.genres), 'threshold')}. Saved, every page uses them."
            )
        else:
            trained = saved_thresholds.trained(model)
            _button("Restore those of the training", "restore", able, trial.save, model, trained)
        st.caption(plain(text) if able else f"{plain(text)} This GenreLens is read-only: nothing can be saved.")


def _save(model: Artifact, columns: list[int]) -> None:
    """Save what is on the slider at this moment: a key may have been pressed since the page was drawn."""
    _slide(model, columns)
    trial.save(model, trial.current(model))


def _button(label: str, key: str, able: bool, act: Callable[..., None], *arguments: object) -> None:
    kind: Literal["primary", "secondary"] = "secondary" if key == "undo" else "primary"
    st.button(label, key=key, type=kind, disabled=not able, on_click=attempt, args=(act, *arguments))
