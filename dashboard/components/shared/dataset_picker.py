"""Choose a data set: a named one, a file by its path, or an upload whose columns are mapped with a preview."""

from collections.abc import Callable

import streamlit as st

from core.markdown import plain
from dashboard.components.shared import column_choice
from dashboard.components.shared.guard import attempt, guarded
from dashboard.state.cache.films import tables
from dashboard.state.table import chosen_table, uploaded_table
from data.schema import PlotTable
from data.sources import registry
from train.runs import control

KEY, PATH_KEY, BOX = "data", "data_path", "upload"
PATH, UPLOAD = "a file on this machine", "an upload"
REMOVES = "Removes the table from every page. Models trained on it and tagged files stay."
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
    return table


def _remembered(again: Callable[[], PlotTable]) -> PlotTable:
    """A table, and how it is read again by whatever compares with it later."""
    table = again()
    chosen_table.keep(table.name, again)
    return table


def _named(name: str) -> PlotTable:
    st.caption(f"{registry.SOURCES[name].about}.")
    missing = [name for name, source in registry.SOURCES.items() if source.download and not source.path.exists()]
    with st.expander("More data sets") if missing else st.container():
        st.caption(f"Your own films: choose *{UPLOAD}* in the list.")
        for other in missing:
            st.caption(f"{registry.SOURCES[other].about}: `python -m data fetch {other}` downloads *{other}*.")
    return _remembered(lambda: tables.table(name))


def _on_disk() -> PlotTable | None:
    path = st.text_input("Path of the file", key=PATH_KEY, persist_state="session", placeholder="films.csv").strip()
    if not path:
        st.info(f"Type the path of a file with plots and genres: {KINDS}.")
        return None
    preview = column_choice.first_rows(lambda encoding: tables.preview_of(path, encoding), path)
    choice = None if preview is None else column_choice.show(preview, path)
    if choice is None:
        return None
    return _remembered(lambda: tables.table(path, choice.columns, choice.encoding, _no_path))


def _no_path() -> None:
    st.session_state[PATH_KEY] = ""


def _uploaded() -> PlotTable | None:
    """An upload stays in this session, whichever page is open; nobody else sees it."""
    file = uploaded_table.current()
    if file is None:
        st.file_uploader(f"{KINDS}, packed or not", key=BOX, on_change=attempt, args=(_take,))
        st.info("Each film needs a plot and genres; the columns may have any names.")
        return None
    name, remove = st.columns([3, 1], vertical_alignment="center")
    name.markdown(f"**{plain(file.name)}**, also in Training, Metrics and Batch")
    remove.button("Remove", key="remove_upload", on_click=attempt, args=(uploaded_table.remove,), help=REMOVES)
    preview = column_choice.first_rows(
        lambda encoding: tables.preview(file.path, file.name, file.digest, encoding), file.digest
    )
    choice = None if preview is None else column_choice.show(preview, file.digest)
    if choice is None:
        return None
    return _remembered(
        lambda: tables.uploaded_table(
            file.path, file.name, file.digest, choice.columns, choice.encoding, uploaded_table.remove
        )
    )


def _take() -> None:
    file = st.session_state[BOX]
    if file is not None:
        uploaded_table.keep(file.name, file)
