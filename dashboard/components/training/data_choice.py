"""Choose what to train on: a named data set, the table that this session has uploaded, or a file by its path."""

from collections.abc import Callable

import pandas as pd
import streamlit as st

from core.markdown import plain
from core.tables.columns.guess import guess
from dashboard.components.shared import column_choice
from dashboard.components.shared.guard import guarded
from dashboard.phrasing import told_apart
from dashboard.state.cache.films import tables
from dashboard.state.table import chosen_columns, uploaded_table
from dashboard.state.table.held_file import HeldFile
from data.sources import registry
from train.config import TrainConfig
from train.runs import control

OTHER, UPLOAD = "a file ...", "your upload"
HELP = (
    "Films with plots and genres: a named data set, what you have uploaded on Explore, or a file of this machine."
    " Default: open_plots, or your upload."
)


def pick(key: str, *, named: bool = True) -> TrainConfig | None:
    """The default settings with the data that is chosen; None while no file is, or it isn't understood yet.

    ``named``: whether named data sets are offered too.
    """
    file = None if control.readonly() else uploaded_table.current()
    options = [name for name, source in registry.SOURCES.items() if named and source.path.exists()]
    options += [] if file is None else [UPLOAD]
    options += [] if control.readonly() else [OTHER]
    _propose(file, key)
    names = told_apart(options, lambda option: f"{file.name} ({UPLOAD})" if file and option == UPLOAD else option)
    choice = st.selectbox(
        "Data set", options, format_func=names.__getitem__, key=f"{key}_data", persist_state="session", help=HELP
    )
    if choice == UPLOAD and file is not None:
        with guarded():
            return _of_file(str(file.path), file.digest, lambda code: _preview(file, code), key)
        return None
    if choice != OTHER:
        return TrainConfig(data=str(choice))
    path = st.text_input(
        "Path of the file", key=f"{key}_path", persist_state="session", placeholder="films.csv"
    ).strip()
    config = None
    with guarded():
        config = _of_file(path, path, lambda code: tables.preview_of(path, code), key) if path else None
    return config


def _propose(file: HeldFile | None, key: str) -> None:
    """Choose a new upload in this form, once: whoever brings a table means to train on it, and can choose another."""
    seen, digest = f"{key}_upload", file.digest if file else ""
    if st.session_state.get(seen, "") != digest:
        st.session_state[seen] = digest
        if file:
            st.session_state[f"{key}_data"] = UPLOAD


def _preview(file: HeldFile, encoding: str) -> pd.DataFrame:
    return tables.preview(file.path, file.name, file.digest, encoding)


def _of_file(path: str, file: str, read: Callable[[str], pd.DataFrame], place: str) -> TrainConfig | None:
    """A file as this session has chosen to read it, on whichever page; else as a guess says.

    ``file`` is what the choice is remembered by: the path, or the digest of the content.
    """
    chosen = chosen_columns.of(file)
    preview = column_choice.first_rows(read, file, place)
    if preview is None:
        return None
    likely = chosen.columns.or_else(guess(preview))
    if not (likely.plot and likely.genres):
        st.info("Open the file on *Explore* and choose which column has the plots and which the genres.")
        return None
    st.caption(plain(column_choice.summary(likely)))
    return TrainConfig(data=path, columns=chosen.columns.text(), encoding=chosen.encoding)
