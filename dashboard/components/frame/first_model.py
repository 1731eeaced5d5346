"""For a checkout without any model: train one on the embedded films, watch it, and use it when it is done."""

from contextlib import suppress

import streamlit as st

from core.errors import GenreLensError
from dashboard.components.training import run_curves, start
from dashboard.phrasing import duration
from dashboard.state.cache.films import tables
from train.config import TrainConfig
from train.runs import control


def show() -> None:
    """A button that trains the first model, or the curve of its training."""
    if control.readonly():
        st.info("There is no model yet, and this GenreLens is read-only. Choose a model in the sidebar if it has one.")
        return
    run = control.running()
    if run is None and _use_trained():
        st.rerun()
    if run:
        st.info("The first model is being trained. This page will answer as soon as it is done.")
        run_curves.show([run.id], is_live=True)
        return
    _offer(TrainConfig())


def _use_trained() -> bool:
    """Make the newest run's model the active one; False when no run has a model that can be opened."""
    for run in control.listed():
        if run.model:
            with suppress(GenreLensError):
                control.promote(run.id)
                return True
    return False


def _offer(config: TrainConfig) -> None:
    seconds = duration(tables.training_estimate(config))
    films = len(tables.table("open_plots"))
    st.info(f"There is no model yet. Train one on the {films:,} embedded films: it takes about {seconds}.")
    if st.button("Train on the embedded films", type="primary", key="first_training"):
        start.start(config)
