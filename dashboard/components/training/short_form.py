"""Start a training from the sidebar: data set, epochs and network."""

from collections.abc import Callable
from dataclasses import fields, replace

import streamlit as st

from core.model.network.presets import PRESETS
from dashboard.components.shared.guard import guarded
from dashboard.components.training import data_choice, start
from dashboard.components.training.setting_widgets import number
from train.config import TrainConfig

EPOCHS = next(field for field in fields(TrainConfig) if field.name == "epochs")
EPOCHS_HELP = "How often the network reads all the films, at most; training ends earlier when it stops improving."
NETWORKS = (
    "*genrelens* is our own; *large* is the same with two wider layers, for tens of thousands of films;"
    " *original* is the student project's, for comparison. Default: genrelens."
)


def show() -> Callable[[], None]:
    """The form with room for the Train button.

    Call what it returns when the page is drawn: it reads the data set to say how long the training will take.
    """
    with st.expander("Train a model", icon=":material/model_training:"):
        data = data_choice.pick("train")
        epochs = st.number_input(
            "Epochs", **number(EPOCHS), key="train_epochs", persist_state="session", help=EPOCHS_HELP
        )
        preset = st.selectbox("Network", list(PRESETS), key="train_preset", persist_state="session", help=NETWORKS)
        room = st.container()

    def draw() -> None:
        if data:
            with room, guarded():
                start.button(replace(data, epochs=int(epochs), network=PRESETS[preset]), "train")

    return draw
