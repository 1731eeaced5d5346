"""Start a training with every setting, checked as it is typed, with an estimate of the time."""

from dataclasses import fields, replace

import streamlit as st

from core.model.network.presets import PRESETS, NetworkConfig
from dashboard.components.training import data_choice, setting_widgets, start
from dashboard.components.training.short_form import NETWORKS
from train.config import TrainConfig

SHORT = ("data", "columns", "encoding", "split", "epochs", "network")  # above the rest


def show() -> None:
    """The form and the Train button. Raises ConfigError, naming the setting, for one that can't be trained with."""
    default = TrainConfig()
    settings = {field.name: field for field in fields(TrainConfig)}
    first, second, third, fourth = st.columns(4)
    with first:
        data = data_choice.pick("full")
    split = setting_widgets.one(second, settings["split"], default.split, "full_split")
    preset = third.selectbox("Network", list(PRESETS), key="full_preset", persist_state="session", help=NETWORKS)
    epochs = setting_widgets.one(fourth, settings["epochs"], default.epochs, "full_epochs")
    with st.expander("Advanced: every setting", icon=":material/tune:"):
        st.markdown("**Training**")
        others = [field for name, field in settings.items() if name not in SHORT]
        chosen = setting_widgets.several(others, default, "full")
        st.markdown("**Network**")
        network = setting_widgets.several(fields(NetworkConfig), PRESETS[preset], f"full_{preset}")
    if data:
        shape = NetworkConfig(**network)
        start.button(replace(data, split=split, epochs=epochs, **chosen, network=shape), "full_train")
