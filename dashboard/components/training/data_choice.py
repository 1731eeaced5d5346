"""Choose what to train on: a named data set, or a file by its path."""

import streamlit as st

from data.sources import registry
from train.runs import control

OTHER = "a file ..."
HELP = "Films with plots and genres: a named data set, or a file of this machine. Default: open_plots."


def pick(key: str) -> str:
    """A data set by name, or the path of a file; empty while no path is typed."""
    names = [name for name, source in registry.SOURCES.items() if source.path.exists()]
    choice = st.selectbox(
        "Data set",
        [*names, *([] if control.readonly() else [OTHER])],
        key=f"{key}_data",
        persist_state="session",
        help=HELP,
    )
    if choice != OTHER:
        return str(choice)
    return st.text_input(
        "Path of the file", key=f"{key}_path", persist_state="session", placeholder="films.csv"
    ).strip()
