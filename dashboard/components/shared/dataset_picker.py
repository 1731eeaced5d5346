"""Choose a data set: a named one, a file by its path, or an upload whose columns are mapped with a preview."""

import hashlib
from typing import Any

import pandas as pd
import streamlit as st

from core.tables.columns import Columns, guess
from dashboard.components.shared.guard import guarded
from dashboard.phrasing import told_apart
from dashboard.state import chosen_table
from dashboard.state.cache import tables
from data.schema import PlotTable
from data.sources import registry
from train.runs import control

KEY, PATH_KEY, UPLOAD_KEY = "data", "data_path", "uploaded"
PATH, UPLOAD = "a file on this machine", "an upload"
ROLES = {"title": "Title", "plot": "Plot", "genres": "Genres", "year": "Year", "series": "Series"}


def show() -> PlotTable | None:
    """The chosen data set, or None with one sentence on the screen that says what is missing."""
    left, right = st.columns([1, 2])
    names = [name for name, source in registry.SOURCES.items() if source.path.exists()]
    choice = left.selectbox(
        "Data set", [*names, *([] if control.readonly() else [PATH]), UPLOAD], key=KEY, bind="query-params"
    )
    table = None
    with guarded(), right:
        table = _uploaded() if choice == UPLOAD else _on_disk() if choice == PATH else _named(choice)
    if table is not None:
        chosen_table.keep(table)
    return table


def _named(name: str) -> PlotTable:
    missing = [name for name, source in registry.SOURCES.items() if source.download and not source.path.exists()]
    for other in missing:
        st.caption(f"{registry.SOURCES[other].about}: `python -m data fetch {other}` downloads *{other}*.")
    return tables.table(name)


def _on_disk() -> PlotTable | None:
    path = st.text_input("Path of the file", key=PATH_KEY, persist_state="session", placeholder="films.csv").strip()
    if not path:
        st.info("Type the path of a CSV, TSV, JSON-lines or Parquet file with titles, plots and genres.")
        return None
    return tables.table(path)


def _uploaded() -> PlotTable | None:
    """An upload stays in this session, whichever page is open; nobody else sees it."""
    file = st.file_uploader("CSV, TSV, JSON lines or Parquet, also gzipped", key="upload")
    if file is not None:
        content = file.getvalue()
        st.session_state[UPLOAD_KEY] = (file.name, content, hashlib.sha256(content).hexdigest())
    if UPLOAD_KEY not in st.session_state:
        st.info("Each film needs a title, a plot and genres; the columns may have any names.")
        return None
    name, content, digest = st.session_state[UPLOAD_KEY]
    preview = tables.preview(content, name, digest)
    columns = _map_columns(preview, digest)
    return tables.uploaded_table(content, name, digest, columns)


def _map_columns(preview: pd.DataFrame, digest: str) -> Columns:
    """Which column is which: guessed, and corrected here with the first rows in view."""
    likely = guess(preview)
    chosen: dict[str, Any] = {}
    with st.expander("Columns", expanded=likely.plot is None or likely.genres is None, icon=":material/view_column:"):
        for cell, (role, label) in zip(st.columns(len(ROLES)), ROLES.items(), strict=True):
            suggested = getattr(likely, role)
            wide = [suggested] if isinstance(suggested, tuple) else []
            options = [None, *wide, *map(str, preview.columns)]
            index = options.index(suggested) if suggested in options else 0
            names = told_apart(options, _column_name)
            chosen[role] = cell.selectbox(
                label, options, index=index, key=f"{role}_{digest}", format_func=names.__getitem__
            )
        st.dataframe(preview.head(5), hide_index=True)
    return Columns(**chosen)


def _column_name(option: str | tuple[str, ...] | None) -> str:
    return f"{len(option)} columns of 0 and 1" if isinstance(option, tuple) else option or "-"
