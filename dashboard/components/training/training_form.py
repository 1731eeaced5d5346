"""Start a training: the short form of the sidebar, and the full one with every setting."""

from collections.abc import Callable
from dataclasses import Field, fields, replace
from typing import Any

import streamlit as st

from core.errors import TableError
from core.model.presets import PRESETS, NetworkConfig
from core.model.settings import allowed
from dashboard.components.training import live_run
from dashboard.phrasing import duration, problem
from dashboard.state import cache
from data.sources import registry
from train.config import ConfigError, TrainConfig
from train.runs import control

OTHER = "a file ..."
DATA_HELP = "Films with plots and genres: a named data set, or a file of this machine. Default: open_plots."
EPOCHS = next(field for field in fields(TrainConfig) if field.name == "epochs")
EPOCHS_HELP = "How often the network reads all the films, at most; it ends earlier when it no longer gets better."
NETWORKS = "*genrelens* is our own; *original* is the student project's, to compare with. Default: genrelens."
SHORT = ("data", "split", "epochs", "network")


def show_short() -> Callable[[], None]:
    """Data set, epochs, network and room for the Train button, in the sidebar of every page.

    Call what it returns when the page stands: it draws the button, and reads the data set to say how long it will take.
    """
    with st.expander("Train a model", icon=":material/model_training:"):
        data = pick_data("train")
        epochs = st.number_input(
            "Epochs", **number(EPOCHS), key="train_epochs", persist_state="session", help=EPOCHS_HELP
        )
        preset = st.selectbox("Network", list(PRESETS), key="train_preset", persist_state="session", help=NETWORKS)
        room = st.container()

    def draw() -> None:
        if data:
            with room:
                train_button(replace(TrainConfig(data=data, epochs=int(epochs)), network=PRESETS[preset]), "train")

    return draw


def show_full() -> None:
    """Every setting of a run, checked as it is typed, with an estimate of the time."""
    default = TrainConfig()
    described = {field.name: field for field in fields(TrainConfig)}
    first, second, third, fourth = st.columns(4)
    with first:
        data = pick_data("full")
    split = _setting(second, described["split"], default.split, "full_split")
    preset = third.selectbox("Network", list(PRESETS), key="full_preset", persist_state="session", help=NETWORKS)
    epochs = _setting(fourth, described["epochs"], default.epochs, "full_epochs")
    with st.expander("Advanced: every setting", icon=":material/tune:"):
        st.markdown("**Training**")
        chosen = _settings([field for name, field in described.items() if name not in SHORT], default, "full")
        st.markdown("**Network**")
        network = _settings(list(fields(NetworkConfig)), PRESETS[preset], f"full_{preset}")
    if not data:
        return
    try:
        config = TrainConfig(data=data, split=split, epochs=epochs, **chosen, network=NetworkConfig(**network))
    except ConfigError as error:
        st.error(problem(error))
        return
    train_button(config, "full_train")


def pick_data(key: str) -> str:
    """A data set by name, or the path of a file; empty while no path is typed."""
    names = [name for name, source in registry.SOURCES.items() if source.path.exists()]
    choice = st.selectbox(
        "Data set",
        [*names, *([] if control.readonly() else [OTHER])],
        key=f"{key}_data",
        persist_state="session",
        help=DATA_HELP,
    )
    if choice != OTHER:
        return str(choice)
    return st.text_input(
        "Path of the file", key=f"{key}_path", persist_state="session", placeholder="films.csv"
    ).strip()


def train_button(config: TrainConfig, key: str) -> None:
    """The Train button with the time it will take; starts the run, or says in one sentence why it can't."""
    try:
        seconds = cache.training_estimate(config)
    except (ConfigError, TableError, OSError) as error:
        st.error(problem(error))
        return
    busy = control.running() is not None
    label = "Queue" if busy else "Train"
    st.caption(f"About {duration(seconds)} here{', after the training that runs now' if busy else ''}.")
    if st.button(label, type="primary", width="stretch", key=key, help="It goes on when you close this page."):
        start(config)


def start(config: TrainConfig) -> None:
    """Start a run and watch it in the sidebar, or say in one sentence why it can't be started."""
    try:
        st.session_state[live_run.WATCHED] = control.start(config).id
    except (ConfigError, control.RunError) as error:
        st.error(problem(error))
    else:
        st.rerun()


def number(setting: Field, value: float | None = None) -> dict[str, Any]:
    """Arguments of a number input: the setting's default or ``value``, its least, its most and the step."""
    kind: type[int] | type[float] = float if isinstance(setting.default, float) else int
    bounds, step = setting.metadata["bounds"], setting.metadata["step"]
    least = bounds.above if bounds.least is None else bounds.least
    most = bounds.below if bounds.most is None else bounds.most
    return {
        "value": setting.default if value is None else value,
        "min_value": None if least is None else kind(least),
        "max_value": None if most is None else kind(most),
        "step": kind(1 if step is None else step),
    }


def _settings(described: list[Field], default: Any, key: str) -> dict[str, Any]:
    """One widget a field, three in a row, with the field's help; returns name -> value."""
    columns = st.columns(3)
    return {
        field.name: _setting(columns[place % 3], field, getattr(default, field.name), f"{key}_{field.name}")
        for place, field in enumerate(described)
    }


def _setting(column: Any, field: Field, value: Any, key: str) -> Any:
    label = field.name.replace("_", " ").capitalize()
    shown = {True: "on", False: "off"}[value] if isinstance(value, bool) else "none" if value == "" else f"{value}"
    text = f"{field.metadata['help']}{f' ({limits})' if (limits := allowed(field)) else ''}. Default: {shown}."
    common = {"key": key, "help": text, "persist_state": "session"}
    if choices := field.metadata["choices"]:
        return column.selectbox(label, choices, index=list(choices).index(value), **common)
    if isinstance(value, bool):
        return column.toggle(label, value, **common)
    if isinstance(value, int):
        return int(column.number_input(label, **number(field, value), **common))
    if isinstance(value, float):
        return float(column.number_input(label, **number(field, value), format="%g", **common))
    return column.text_input(label, value, **common)
