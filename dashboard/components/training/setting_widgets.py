"""Widgets for the settings of a run, made from their dataclass: label, help, default, bounds and choices."""

from collections.abc import Iterable
from dataclasses import Field
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from core.model.network.settings import allowed

LABELS = {  # where the name of a setting says too little
    "score_where": "Score only rows where",
    "scored_weight": "Weight of those rows",
    "labeller": "Column of who labelled",
    "teacher": "File of a teacher's answers",
    "data_note": "Note for the model card",
    "word_gain": "Strength of the bag of words",
    "min_count": "Least count of a word",
    "min_films": "Least films of a genre",
    "glove": "Word vectors (GloVe)",
    "preset": "Network",
    "lstm_units": "LSTM units",
    "lstm_layers": "LSTM layers",
}


def called(setting: str) -> str:
    """What people call a setting."""
    return LABELS.get(setting) or setting.replace("_", " ").capitalize()


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


def several(settings: Iterable[Field], default: Any, key: str) -> dict[str, Any]:
    """One widget a setting, three in a row; returns name -> value. ``default`` holds their defaults."""
    columns = st.columns(3)
    return {
        setting.name: one(columns[place % 3], setting, getattr(default, setting.name), f"{key}_{setting.name}")
        for place, setting in enumerate(settings)
    }


def one(place: DeltaGenerator, setting: Field, value: Any, key: str) -> Any:
    """The widget of one setting, with ``value`` in it at first; returns what it holds now."""
    label = called(setting.name)
    common: dict[str, Any] = {"key": key, "help": _help(setting, value), "persist_state": "session"}
    if choices := setting.metadata["choices"]:
        return place.selectbox(label, choices, index=list(choices).index(value), **common)
    if isinstance(value, bool):
        return place.toggle(label, value, **common)
    if isinstance(value, int):
        return int(place.number_input(label, **number(setting, value), **common))
    if isinstance(value, float):
        return float(place.number_input(label, **number(setting, value), format="%g", **common))
    return place.text_input(label, value, **common)


def _help(setting: Field, value: Any) -> str:
    limits = allowed(setting)
    default = {True: "on", False: "off"}[value] if isinstance(value, bool) else "none" if value == "" else f"{value}"
    return f"{setting.metadata['help']}{f' ({limits})' if limits else ''}. Default: {default}."
