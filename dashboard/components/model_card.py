"""The active model's folder for a page that reads its figures; without one, what is wrong and one button to mend it."""

import streamlit as st

import cache
from components import live_run, run_curves, sidebar, training_form
from components.words import duration, problem
from core import artifact
from core.errors import ArtifactError
from train import runs
from train.config import TrainConfig


def show_problem_or_load() -> artifact.Artifact | None:
    """The verified model folder of this session; None with the reason, and the way out, on the screen."""
    try:
        return cache.model(sidebar.chosen_model())
    except ArtifactError as error:
        if sidebar.chosen_model().exists():
            st.error(problem(error))
            st.info("Choose another model in the sidebar, or train one.")
        else:
            _first_training()
        return None


def _first_training() -> None:
    """A checkout without any model: train one on the embedded films, watch it, and use it when it is done."""
    run = runs.running()
    if run is None and (run := _trained()):
        live_run.try_to(runs.promote, run.id)
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


def _trained() -> runs.Run | None:
    return next((run for run in runs.listed() if run.model), None)
