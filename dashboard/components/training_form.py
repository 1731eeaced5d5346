"""Start a training: the short form of the sidebar."""

from dataclasses import replace

import streamlit as st

from core.presets import PRESETS
from data import sources
from data.schema import TableError
from train import runs
from train.config import ConfigError, TrainConfig

OTHER = "A file ..."


def show_short() -> None:
    """Data set, epochs, network and the Train button, in the sidebar of every page."""
    with st.expander("Train a model", icon=":material/model_training:"):
        names = [name for name, source in sources.SOURCES.items() if source.path.exists()]
        choice = st.selectbox("Data set", [*names, OTHER], key="train_data", persist_state="session")
        path = st.text_input("Path of a CSV", key="train_path", persist_state="session") if choice == OTHER else choice
        default = TrainConfig().epochs
        epochs = st.number_input("Epochs", 1, 200, default, key="train_epochs", persist_state="session")
        preset = st.selectbox("Network", list(PRESETS), key="train_preset", persist_state="session")
        busy = runs.running() is not None
        pressed = st.button(
            "Train", type="primary", width="stretch", disabled=busy or not path, key="train", help=_why(busy)
        )
        if pressed:
            start(replace(TrainConfig(data=str(path), epochs=int(epochs)), network=PRESETS[preset]))


def start(config: TrainConfig) -> None:
    """Start a run and show the sidebar's live bar, or say in one sentence why it can't be started."""
    try:
        if config.data not in sources.SOURCES:
            sources.load(config.data)
        runs.start(config)
    except (TableError, ConfigError, runs.RunError) as error:
        st.error(str(error))
    else:
        st.rerun()


def _why(busy: bool) -> str:
    return "Another training is running." if busy else "Runs as its own process; you can close this page."
