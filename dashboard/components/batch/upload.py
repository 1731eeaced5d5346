"""The file to tag: upload it, take the one of this session or the example; and the way back to this box."""

from typing import BinaryIO

import streamlit as st

from core.markdown import plain
from core.tables.formats.kinds import ENDINGS, PACKED
from dashboard.components.shared.guard import attempt, guarded
from dashboard.phrasing import problem
from dashboard.state.batch.batch_job import BatchJob
from dashboard.state.batch.batch_jobs import JobsFull
from dashboard.state.batch.batch_result import GONE
from dashboard.state.cache import batch
from dashboard.state.table import uploaded_table
from data.sources import registry

LINK = "job"  # of the address: the token of the job


def current() -> BatchJob | None:
    """The job that the address names, else that of this session; both name it afterwards, also if it is gone."""
    token = st.query_params.get(LINK) or st.session_state.get(batch.KEY)
    if token:
        st.session_state[batch.KEY] = st.query_params[LINK] = token
    return batch.own()


def show() -> None:
    """The upload box, this session's file and the example; what became of the address's job, whether there is room."""
    if st.query_params.get(LINK):
        st.warning(GONE)
    if not _room():
        return
    upload = st.file_uploader(
        "A table with one plot per row: CSV, TSV, Parquet, JSON or .xlsx, packed or not, up to 200 MB",
        type=[*ENDINGS, *PACKED],
        key="batch_file",
    )
    st.caption(
        "Posters count too when the table and its pictures are packed into one ZIP archive. The file stays on this"
        " machine, in a temporary folder that is removed 24 hours after your last visit, and when the app ends."
    )
    if upload is not None:
        _take(upload.name, upload)
    _of_the_session()
    if st.button("Try it with the embedded films", key="batch_example", icon=":material/movie:"):
        path = registry.SOURCES["open_plots"].path
        with path.open("rb") as stream:
            _take(path.name, stream)


def _of_the_session() -> None:
    """The file that this session has uploaded on another page."""
    file = uploaded_table.current()
    if file is None:
        return
    if st.button(f"Tag {plain(file.name)}", key="batch_uploaded", icon=":material/upload_file:"):
        with file.path.open("rb") as stream:
            _take(file.name, stream)


def _room() -> bool:
    """Whether there is room for another job; if not, when to come again."""
    try:
        batch.jobs().check_room()
    except JobsFull as full:
        st.info(problem(str(full)))
        st.button("Look again", key="batch_again")
        return False
    return True


def _take(name: str, content: BinaryIO) -> None:
    with guarded():
        with st.spinner("Copying the file ...", show_time=True):
            job = batch.jobs().add(name, content)
        st.session_state[batch.KEY] = st.query_params[LINK] = job.id
        st.rerun()


def forget() -> None:
    """Give up this session's job and its files, and ask for another file."""
    job = batch.own()
    st.session_state.pop(batch.KEY, None)
    if LINK in st.query_params:
        del st.query_params[LINK]
    if job:
        batch.discard(job)


def another_file() -> None:
    """The way back to the upload box."""
    note = "Removes this file and its result from the app"
    st.button("Another file", key="batch_other", on_click=attempt, args=(forget,), help=note)
