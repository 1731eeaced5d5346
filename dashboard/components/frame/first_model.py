"""For a checkout without any model: train one on the embedded films, watch it, and use it when it is done."""

import streamlit as st

from dashboard.components.shared.guard import attempt
from dashboard.components.training import run_curves, start
from dashboard.phrasing import duration
from dashboard.state.cache import tables
from train.config import TrainConfig
from train.runs import control


def show() -> None:
    """A button that trains the first model, or the curve of its training."""
    run = control.running()
    if run is None and (trained := next((run for run in control.listed() if run.model), None)):
        attempt(control.promote, trained.id)
        st.rerun()
    if run:
        st.info("The first model is being trained. This page will answer as soon as it is done.")
        run_curves.show([run.id], is_live=True)
        return
    _offer(TrainConfig())


def _offer(config: TrainConfig) -> None:
    seconds = duration(tables.training_estimate(config))
    films = len(tables.table("open_plots"))
    st.info(f"There is no model yet. Train one on the {films:,} embedded films: it takes about {seconds}.")
    if st.button("Train on the embedded films", type="primary", key="first_training"):
        start.start(config)
