"""Search for good settings: start and stop a study, and watch its trials."""

from dataclasses import replace

import streamlit as st

from core.model.presets import PRESETS
from dashboard.components.training import live_run, training_form
from dashboard.phrasing import problem
from train import search
from train.config import ConfigError, TrainConfig
from train.runs import control

SHOWN = ["number", "state", search.GOAL, "minutes"]


def show() -> None:
    """The form of a study and its trials; they are read again every two seconds while it runs."""
    st.caption(
        "Each trial is an ordinary run; its settings follow what did well in earlier ones, and hopeless ones are cut"
        " short. Stop it when you like: the next search goes on from the trials below."
    )
    left, middle, right = st.columns(3)
    with left:
        data = training_form.pick_data("search")
    trials = middle.number_input("Trials", 1, 500, 20, key="search_trials", persist_state="session")
    epochs = right.number_input(
        "Epochs of a trial", **training_form.number(training_form.EPOCHS), key="search_epochs", persist_state="session"
    )
    running = search.searching(models=control.MODELS)
    if running:
        st.button("Stop searching", key="search_stop", on_click=live_run.try_to, args=(search.stop,))
    elif st.button("Search", type="primary", key="search_start", disabled=not data):
        _start(data, int(epochs), int(trials))
    st.fragment(_trials, run_every=2.0 if running else None)()


def _start(data: str, epochs: int, trials: int) -> None:
    try:
        search.start(replace(TrainConfig(data=data, epochs=epochs), network=PRESETS["genrelens"]), trials)
    except (ConfigError, control.RunError) as error:
        st.error(problem(error))
    else:
        st.rerun()


def _trials() -> None:
    table = search.trials(models=control.MODELS)
    if table.empty:
        st.info("No trial yet. *Search* starts the first.")
        return
    scored = table.dropna(subset=[search.GOAL])
    if not scored.empty:
        best = scored.loc[scored[search.GOAL].astype(float).idxmax()]
        st.markdown(f"#### Best so far: trial {best['number']}, validation mAP {best[search.GOAL]:.3f}")
    others = [name for name in table if name not in SHOWN]
    st.dataframe(table[[*SHOWN, *others]], hide_index=True, key="trials")
