"""Choose a data set: a named one, a file by its path, or an upload whose columns are mapped with a preview."""

import hashlib

import streamlit as st

from dashboard.components.shared import column_choice
from dashboard.components.shared.guard import guarded
from dashboard.state import chosen_table
from dashboard.state.cache import tables
from data.schema import PlotTable
from data.sources import registry
from train.runs import control

KEY, PATH_KEY, UPLOAD_KEY = "data", "data_path", "uploaded"
PATH, UPLOAD = "a file on this machine", "an upload"
KINDS = "CSV, TSV, JSON, Parquet or .xlsx"


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
    st.caption(f"{registry.SOURCES[name].about}.")
    missing = [name for name, source in registry.SOURCES.items() if source.download and not source.path.exists()]
    with st.expander("More data sets") if missing else st.empty():
        for other in missing:
            st.caption(f"{registry.SOURCES[other].about}: `python -m data fetch {other}` downloads *{other}*.")
    return tables.table(name)


def _on_disk() -> PlotTable | None:
    path = st.text_input("Path of the file", key=PATH_KEY, persist_state="session", placeholder="films.csv").strip()
    if not path:
        st.info(f"Type the path of a file with plots and genres: {KINDS}.")
        return None
    preview = column_choice.first_rows(lambda encoding: tables.preview_of(path, encoding), path)
    choice = None if preview is None else column_choice.show(preview, path)
    return None if choice is None else tables.table(path, choice.columns, choice.encoding)


def _uploaded() -> PlotTable | None:
    """An upload stays in this session, whichever page is open; nobody else sees it."""
    file = st.file_uploader(f"{KINDS}, packed or not", key="upload")
    if file is not None:
        content = file.getvalue()
        st.session_state[UPLOAD_KEY] = (file.name, content, hashlib.sha256(content).hexdigest())
    if UPLOAD_KEY not in st.session_state:
        st.info("Each film needs a plot and genres; the columns may have any names.")
        return None
    name, content, digest = st.session_state[UPLOAD_KEY]
    preview = column_choice.first_rows(lambda encoding: tables.preview(content, name, digest, encoding), digest)
    choice = None if preview is None else column_choice.show(preview, digest)
    if choice is None:
        return None
    return tables.uploaded_table(content, name, digest, choice.columns, choice.encoding)
