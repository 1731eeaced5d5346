"""Try thresholds: a slider for one genre or for all, buttons that look for one, and a way to save them."""

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from core.markdown import plain
from core.model import saved_thresholds
from core.model.artifact import Artifact
from dashboard.charts.metric_tables import BUTTONS, chosen_by
from dashboard.components.metrics.evaluation import Evaluation
from dashboard.components.shared.guard import attempt
from dashboard.phrasing import problem
from dashboard.state import trial_thresholds as trial

ALL = "All genres"
GENRE, VALUE, LEAST = "threshold_of", "threshold_value", "threshold_least"
PREDICT_GENRE = "genre"  # the genre of the Predict page, so that it survives the change of page


def show(evaluation: Evaluation) -> str | None:
    """Draw the panel; returns the genre that was chosen (None: all)."""
    with st.container(border=True):
        st.caption(
            "A film gets a genre when its probability reaches the threshold. Move it, and every figure on this page"
            " follows; nothing is saved until you say so."
        )
        left, right = st.columns([2, 3], vertical_alignment="bottom")
        with left:
            genre = _genre(evaluation.model)
        columns = [evaluation.model.genres.index(genre)] if genre else list(range(len(evaluation.model.genres)))
        here = evaluation.thresholds[columns]
        st.session_state[VALUE] = round(float(np.median(here)), 2)
        arguments = (_slide, evaluation.model, columns)
        right.slider(_label(here), 0.0, 1.0, step=0.01, key=VALUE, on_change=attempt, args=arguments)
        _buttons(evaluation, columns)
        if trial.note(evaluation.model):
            st.info(problem(trial.note(evaluation.model)))
        _saving(evaluation)
    return genre


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
    trial.keep(model, dict.fromkeys(columns, st.session_state[VALUE]))


def _buttons(evaluation: Evaluation, columns: list[int]) -> None:
    places = st.columns([2, 2, 3, 3, 2], vertical_alignment="bottom")
    least = places[1].number_input("At least (%)", 1, 100, 60, 5, key=LEAST, persist_state="session")
    labels = ("Best F1", f"Precision at least {least} %", f"Recall at least {least} %")
    for place, name, label in zip((places[0], places[2], places[3]), BUTTONS, labels, strict=True):
        arguments = (_look, evaluation, columns, name)
        place.button(label, key=f"look_{name}", width="stretch", on_click=attempt, args=arguments)
    model = evaluation.model
    places[4].button(
        "Undo", key="undo", width="stretch", disabled=not trial.changed(model), on_click=attempt,
        args=(trial.undo, model), help="Back to the model's own thresholds",
    )  # fmt: skip


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


def _saving(evaluation: Evaluation) -> None:
    """Saving, with what it means beside it; and the way back to the thresholds of the training."""
    model = evaluation.model
    changed, when = trial.changed(model), saved_thresholds.set_on(model)
    if not changed and not when:
        return
    able = saved_thresholds.writable()
    left, right = st.columns([2, 3], vertical_alignment="center")
    text = f"The model's thresholds were set by hand on {when[:10]}. " if when else ""
    if changed:
        _save_button(left, "Save into the model", "save", able, model, evaluation.thresholds)
        text += (
            f"{changed} of {len(model.genres)} thresholds differ from the model's. Once saved, every page uses them;"
            " those of the training can be brought back."
        )
    else:
        _save_button(left, "Restore those of the training", "restore", able, model, saved_thresholds.trained(model))
    right.caption(plain(text) if able else f"{plain(text)} This GenreLens is read-only: nothing can be saved.")


def _save_button(
    place: st.delta_generator.DeltaGenerator,
    label: str,
    key: str,
    able: bool,
    model: Artifact,
    thresholds: NDArray[np.float64],
) -> None:
    arguments = (trial.save, model, thresholds)
    place.button(label, key=key, type="primary", disabled=not able, on_click=attempt, args=arguments)
