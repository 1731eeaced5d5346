"""The active model's folder for a page that reads its figures; without one, what is wrong and one button to mend it."""

import streamlit as st

from core.errors import ArtifactError
from core.model import artifact
from dashboard.components.training import live_run, run_curves, training_form
from dashboard.phrasing import duration, problem
from dashboard.state import cache, chosen_model
from train.config import TrainConfig
from train.runs import control


def show_problem_or_load() -> artifact.Artifact | None:
    """The verified model folder of this session; None with the reason, and the way out, on the screen."""
    try:
        return cache.model(chosen_model.folder())
    except ArtifactError as error:
        if chosen_model.folder().exists():
            st.error(problem(error))
            st.info("Choose another model in the sidebar, or train one.")
        else:
            _first_training()
        return None


def _first_training() -> None:
    """A checkout without any model: train one on the embedded films, watch it, and use it when it is done."""
    run = control.running()
    if run is None and (run := _trained()):
        live_run.try_to(control.promote, run.id)
        st.rerun()
    if run:
        st.info("The first model is being trained. It answers here as soon as it is done.")
        run_curves.show([run.id], live=True)
        return
    config = TrainConfig()
    seconds = duration(cache.training_estimate(config))
    st.info(
        f"There is no model yet. Train one on the {len(cache.table('open_plots')):,} embedded films: about {seconds}."
    )
    if st.button("Train on the embedded films", type="primary", key="first_training"):
        training_form.start(config)


def _trained() -> control.Run | None:
    return next((run for run in control.listed() if run.model), None)
