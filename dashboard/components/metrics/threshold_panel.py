"""Try thresholds: a slider for one genre or for all, buttons that look for one, and a way to save them."""

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from core.markdown import plain
from core.model import saved_thresholds
from core.model.artifact import Artifact
from dashboard.charts.metric_tables import BUTTONS, chosen_by
from dashboard.phrasing import problem
from dashboard.state import thresholds_tried as tried

ALL = "All genres"
GENRE, VALUE, LEAST = "threshold_of", "threshold_value", "threshold_least"
PREDICT_GENRE = "genre"  # the genre of the Predict page, so that it survives the change of page


def show(
    model: Artifact, y_true: NDArray[np.integer], y_score: NDArray[np.floating]
) -> tuple[NDArray[np.float64], str | None]:
    """Thresholds [genres] to use now, and the genre that was chosen (None: all)."""
    thresholds = tried.current(model)
    with st.container(border=True):
        st.caption(
            "A film is given a genre from its threshold on. Move one, and every figure of this page follows; nothing is"
            " saved until you say so."
        )
        left, right = st.columns([2, 3], vertical_alignment="bottom")
        with left:
            genre = _genre(model)
        columns = [model.genres.index(genre)] if genre else list(range(len(model.genres)))
        here = thresholds[columns]
        st.session_state[VALUE] = round(float(np.median(here)), 2)
        right.slider(_label(here), 0.0, 1.0, step=0.01, key=VALUE, on_change=_slide, args=(model, columns))
        _buttons(model, y_true, y_score, columns)
        if tried.note(model):
            st.info(problem(tried.note(model)))
        _saving(model, thresholds)
    return thresholds, genre


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
    return genre


def _label(here: NDArray[np.float64]) -> str:
    if np.ptp(here) < 0.005:
        return "Threshold"
    return f"Threshold: {here.min():.2f} to {here.max():.2f} now; moving it gives every genre the same"


def _slide(model: Artifact, columns: list[int]) -> None:
    tried.keep(model, dict.fromkeys(columns, st.session_state[VALUE]))


def _buttons(model: Artifact, y_true: NDArray[np.integer], y_score: NDArray[np.floating], columns: list[int]) -> None:
    places = st.columns([2, 2, 3, 3, 2], vertical_alignment="bottom")
    least = places[1].number_input("At least (%)", 1, 100, 60, 5, key=LEAST, persist_state="session")
    labels = ("Best F1", f"Precision at least {least} %", f"Recall at least {least} %")
    for place, name, label in zip((places[0], places[2], places[3]), BUTTONS, labels, strict=True):
        arguments = (model, y_true, y_score, columns, name)
        place.button(label, key=f"look_{name}", width="stretch", on_click=_look, args=arguments)
    places[4].button(
        "Undo", key="undo", width="stretch", disabled=not tried.changed(model), on_click=tried.undo, args=(model,),
        help="Back to the model's own thresholds",
    )  # fmt: skip


def _look(
    model: Artifact, y_true: NDArray[np.integer], y_score: NDArray[np.floating], columns: list[int], button: str
) -> None:
    found = chosen_by(button, y_true, y_score, columns, st.session_state[LEAST] / 100)
    failed = [model.genres[column] for column in columns if column not in found]
    note = f"No threshold reaches that for {', '.join(failed)}, which stays as it was. " if failed else ""
    if found:
        note += (
            "Tuned on these test films, genre by genre, so the figures flatter: the training tunes on validation films."
            " A film above no threshold still gets its most probable genre, so a genre's precision can end up lower"
            " than asked for."
        )
    tried.keep(model, found, note)


def _saving(model: Artifact, thresholds: NDArray[np.float64]) -> None:
    """Saving, with what it means said before; and the way back to the thresholds of the training."""
    changed, when = tried.changed(model), saved_thresholds.set_on(model)
    if not changed and not when:
        return
    able = saved_thresholds.writable()
    left, right = st.columns([2, 3], vertical_alignment="center")
    said = f"The model's thresholds were set by hand on {when[:10]}. " if when else ""
    if changed:
        arguments = (model, thresholds)
        left.button(
            "Save into the model", key="save", type="primary", disabled=not able, on_click=tried.save, args=arguments
        )
        said += (
            f"{changed} of {len(model.genres)} thresholds differ from the model's. Once saved, every page decides by"
            " them; those of the training can be brought back."
        )
    else:
        arguments = (model, saved_thresholds.trained(model))
        left.button(
            "Bring back those of the training", key="restore", disabled=not able, on_click=tried.save, args=arguments
        )
    right.caption(plain(said) if able else f"{plain(said)} This GenreLens is read-only: nothing can be saved.")
