"""Choose what to train on: a named data set, or a file by its path."""

import streamlit as st

from core.markdown import plain
from core.tables.guess import guess
from dashboard.components.shared import column_choice
from dashboard.components.shared.guard import guarded
from dashboard.state import chosen_columns
from dashboard.state.cache import tables
from data.sources import registry
from train.config import TrainConfig
from train.runs import control

OTHER = "a file ..."
HELP = "Films with plots and genres: a named data set, or a file of this machine. Default: open_plots."


def pick(key: str) -> TrainConfig | None:
    """The default settings with the data that is chosen; None while no file is, or it isn't understood yet."""
    names = [name for name, source in registry.SOURCES.items() if source.path.exists()]
    choice = st.selectbox(
        "Data set",
        [*names, *([] if control.readonly() else [OTHER])],
        key=f"{key}_data",
        persist_state="session",
        help=HELP,
    )
    if choice != OTHER:
        return TrainConfig(data=str(choice))
    path = st.text_input(
        "Path of the file", key=f"{key}_path", persist_state="session", placeholder="films.csv"
    ).strip()
    config = None
    with guarded():
        config = _of_file(path) if path else None
    return config


def _of_file(path: str) -> TrainConfig | None:
    """A file as this session has chosen to read it, on whichever page; else as a guess says."""
    chosen = chosen_columns.of(path)
    preview = column_choice.first_rows(lambda encoding: tables.preview_of(path, encoding), path)
    if preview is None:
        return None
    likely = chosen.columns.or_else(guess(preview))
    if not (likely.plot and likely.genres):
        st.info("Open the file on *Explore* and choose which column has the plots and which the genres.")
        return None
    st.caption(plain(column_choice.summary(likely)))
    return TrainConfig(data=path, columns=chosen.columns.text(), encoding=chosen.encoding)
