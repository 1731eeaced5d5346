"""The file to tag: upload it, or take the example; and the way back to this box."""

from typing import BinaryIO

import streamlit as st

from core.tables.formats import ENDINGS, PACKED
from dashboard.components.shared.guard import attempt, guarded
from dashboard.state.batch_job import BatchJob
from dashboard.state.cache import batch
from data.sources import registry

KEY, LINK = "batch_job", "job"
KEPT = 4  # jobs of the whole process whose files are kept


def current() -> BatchJob | None:
    """The job of this session, or the one that the link names if it is still here."""
    job = batch.jobs().get(st.session_state.get(KEY) or st.query_params.get(LINK, ""))
    if job:
        st.session_state[KEY] = st.query_params[LINK] = job.id
    return job


def show() -> None:
    """The upload box and the example."""
    upload = st.file_uploader(
        "A table with one plot per row: CSV, TSV, Parquet, JSON or .xlsx, packed or not, up to 200 MB",
        type=[*ENDINGS, *PACKED],
        key="batch_file",
    )
    st.caption("The file stays on this machine, in a temporary folder that is removed when the app ends.")
    if upload is not None:
        _take(upload.name, upload)
    if st.button("Try it with the embedded films", key="batch_example", icon=":material/movie:"):
        path = registry.SOURCES["open_plots"].path
        with path.open("rb") as stream:
            _take(path.name, stream)


def _take(name: str, content: BinaryIO) -> None:
    jobs = batch.jobs()
    for old in [job for job in jobs.values() if job.state != "running"][: max(len(jobs) - KEPT + 1, 0)]:
        jobs.pop(old.id).discard()
    with guarded():
        with st.spinner("Copying the file ...", show_time=True):
            job = BatchJob(name, content)
        jobs[job.id] = job
        st.session_state[KEY] = job.id
        st.rerun()


def forget() -> None:
    """Give up this session's job and its files, and ask for another file."""
    job = batch.jobs().pop(st.session_state.pop(KEY, ""), None)
    if LINK in st.query_params:
        del st.query_params[LINK]
    if job:
        job.discard()


def another_file() -> None:
    """The way back to the upload box."""
    note = "Removes this file and its result from the app"
    st.button("Another file", key="batch_other", on_click=attempt, args=(forget,), help=note)
