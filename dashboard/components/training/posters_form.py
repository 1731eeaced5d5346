"""Teach a plot model of one's own what posters add: from an archive or a table of this machine, under a bar."""

from pathlib import Path

import pandas as pd
import streamlit as st

from core.amounts import amount
from core.markdown import plain
from core.measure.metrics import NAMES
from core.model.folder import artifact
from core.tables.columns.choice import Columns
from dashboard.components.shared.guard import attempt, guarded, live
from dashboard.components.training import data_choice
from dashboard.phrasing import problem, told_apart
from dashboard.state import chosen_model
from dashboard.state.cache import trainings
from dashboard.state.poster.poster_training import PosterTraining
from dashboard.state.table import uploaded_table
from train.posters.job import PosterJob
from train.runs import control

STEPS = {"reading": "Looking at the posters", "learning": "Learning what they add"}


def show() -> None:
    """The training that goes on, what became of the last one, and the form for the next."""
    if control.readonly():
        st.info("This GenreLens is read-only, so nothing can be trained here.")
        return
    last = trainings.of_posters().last
    if last and last.working:
        live(_progress, every=0.5)(last, last.state)
        return
    if last:
        with guarded():
            _ended(last)
    _form()


def _form() -> None:
    default = control.MODELS / "default"
    folders = [folder for folder in artifact.listed(control.MODELS) if folder != default]
    if not folders:
        st.info(
            "Posters are learnt beside a model of your own; the shipped model has its posters. Train a model first."
        )
        return
    labels = told_apart(folders, chosen_model.named)
    model = st.selectbox("Plot model", folders, key="posters_model", format_func=labels.__getitem__)
    data = data_choice.pick("posters", named=False)
    st.caption(
        "A table with plots, genres and a column *poster* of paths beside it, or a ZIP archive of both, uploaded on"
        " *Explore*. What the image network sees on each poster is kept beside the model; no image is."
    )
    if data and st.button("Learn posters", type="primary", key="posters_train"):
        file = uploaded_table.current() if uploaded_table.holds(data.data) else None
        job = PosterJob(Path(data.data), model, columns=Columns.parse(data.columns), encoding=data.encoding)
        with guarded():
            trainings.of_posters().start(job, file)
            st.rerun()


def _progress(training: PosterTraining, step: str) -> None:
    if training.state != step:
        st.rerun()
    st.progress(1.0 if step == "learning" else training.share, text=f"{STEPS[step]} ...")
    if training.stopping:
        st.caption("Stopping ...")
    else:
        note = "What has been seen on the posters is kept for the next time."
        st.button("Stop", key="posters_stop", on_click=attempt, args=(training.stop,), help=note)
    st.caption("It goes on when you change pages or close the tab, and ends with the app.")


def _ended(training: PosterTraining) -> None:
    """What became of it: figures of plot, poster and both, and the rows that were left out."""
    if training.state == "failed":
        st.error(problem(training.error))
    if training.learnt is None or training.films is None:
        return
    learnt, films = training.learnt, training.films
    name = plain(chosen_model.named(training.job.model))
    st.success(f"Learnt from {amount(learnt.films['train'], 'poster')} of {plain(films.name)}, beside {name}.")
    if learnt.figures:
        table = pd.DataFrame({side: pd.Series(figures) for side, figures in learnt.figures.items()})
        table.index = pd.Index([NAMES[key] for key in table.index], name="metric")
        st.dataframe(table.round(3), key="posters_figures")
        st.caption(f"On {amount(learnt.films['test'], 'test film')}; intervals and genres are on *Metrics*, *Posters*.")
    else:
        st.caption("The table has no test film with a plot and a poster, so nothing could be measured.")
    if len(films.left_out):
        with st.expander(f"{amount(len(films.left_out), 'row')} left out", icon=":material/filter_alt_off:"):
            st.dataframe(films.left_out, hide_index=True, key="posters_left_out")
