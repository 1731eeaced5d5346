"""The Train button, with the time that the training will take."""

import streamlit as st

from dashboard.components.shared.guard import guarded
from dashboard.components.training import live_run
from dashboard.phrasing import duration
from dashboard.state.cache.films import tables
from dashboard.state.table import uploaded_table
from train.config import TrainConfig
from train.runs import control


def button(config: TrainConfig, key: str) -> None:
    """Start a run, or queue it behind the one that trains now; raises GenreLensError for what can't be trained."""
    seconds = tables.training_estimate(config)
    busy = control.running() is not None
    st.caption(f"About {duration(seconds)} on this machine{', after the current training' if busy else ''}.")
    label, note = "Queue" if busy else "Train", "The training goes on when you close this page."
    if st.button(label, type="primary", width="stretch", key=key, help=note):
        start(config)


def start(config: TrainConfig) -> None:
    """Start a run and watch it in the sidebar, or say in one sentence why it can't be started."""
    with guarded():
        run = control.start(config, with_data=uploaded_table.holds(config.data))
        st.session_state[live_run.WATCHED] = run.id
        st.rerun()
