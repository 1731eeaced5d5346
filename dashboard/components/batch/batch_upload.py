"""The file to tag: upload it, or take the example; then its head, the column with the plots, and the Start button."""

from pathlib import Path

import pyarrow as pa
import streamlit as st

from core.errors import ArtifactError, FileError
from core.markdown import plain
from core.tables.stream import FORMATS, peek
from dashboard.phrasing import problem
from dashboard.state import cache
from dashboard.state.batch_job import BatchJob
from data.sources import registry

KEY, LINK = "batch_job", "job"
KEPT = 4  # jobs of the whole process whose files are kept
COLUMN, WORDS = "batch_column", "batch_words"
LIKELY = ("plot", "overview", "description", "summary", "synopsis", "storyline", "text")
TOP_WORDS = {
    "none": None,
    "bag of words (quick)": "linear_path",
    "leave one out (thorough, some ten times slower)": "occlusion",
}


def current() -> BatchJob | None:
    """The job of this session, or the one that the link names if it is still here."""
    job = cache.batch_jobs().get(st.session_state.get(KEY) or st.query_params.get(LINK, ""))
    if job:
        st.session_state[KEY] = st.query_params[LINK] = job.id
    return job


def show_upload() -> None:
    """The upload box and the example."""
    upload = st.file_uploader(
        "A table with a plot a row: CSV, TSV, Parquet or JSON lines, up to 200 MB",
        type=[name.removeprefix(".") for name in FORMATS],
        key="batch_file",
    )
    st.caption("It stays on this machine: a copy goes into a temporary folder and is removed when the app ends.")
    if upload is not None:
        _take(upload.name, upload)
    if st.button("Try it with the embedded films", key="batch_example", icon=":material/movie:"):
        path = registry.SOURCES["open_plots"].path
        with path.open("rb") as stream:
            _take(path.name, stream)


def _take(name: str, content: object) -> None:
    jobs = cache.batch_jobs()
    for old in [job for job in jobs.values() if job.state != "running"][: max(len(jobs) - KEPT + 1, 0)]:
        jobs.pop(old.id).discard()
    try:
        with st.spinner("Copying the file ...", show_time=True):
            job = BatchJob(name, content)  # type: ignore[arg-type]
    except FileError as error:
        st.error(str(error))
        return
    jobs[job.id] = job
    st.session_state[KEY] = job.id
    st.rerun()


def forget() -> None:
    """Give up this session's job and its files, and ask for another file."""
    job = cache.batch_jobs().pop(st.session_state.pop(KEY, None), None)
    if LINK in st.query_params:
        del st.query_params[LINK]
    if job:
        job.discard()


def show_settings(job: BatchJob, folder: Path) -> None:
    """The head of the file, which column to read, and Start."""
    st.markdown(f"#### {plain(job.name)}")
    try:
        head = peek(job.source)
        model = cache.classifier(folder)
    except (FileError, ArtifactError) as error:
        st.error(problem(job.without_path(error)))
        another_file()
        return
    st.dataframe(shortened(head.to_pandas()), hide_index=True, key="batch_head", row_height=60)
    left, right = st.columns(2)
    names = head.schema.names
    column = left.selectbox("Column with the plots", names, index=names.index(likely(head)), key=f"{COLUMN}_{job.id}")
    choices = list(TOP_WORDS)
    if not model.artifact.config["network"].get("bag_of_words"):
        choices.pop(1)
    words = right.selectbox(
        "Top words of each predicted genre",
        choices,
        key=WORDS,
        persist_state="session",
        help="The five words that raise it most. It means explaining every plot, which takes far longer than tagging.",
    )
    start, other = st.columns([1, 3])
    if start.button("Tag the plots", type="primary", key="batch_start", width="stretch"):
        job.start(model, column, TOP_WORDS[words])
        st.rerun()
    with other:
        another_file()


def another_file() -> None:
    """The way back to the upload box."""
    st.button("Another file", key="batch_other", on_click=forget, help="Removes this file and its result from the app")


def likely(head: pa.Table) -> str:
    """The column that most likely holds plots: a known name, else the one with the longest cells."""
    lower = {name.lower(): name for name in reversed(head.schema.names)}
    for name in LIKELY:
        if name in lower:
            return lower[name]
    return max(head.schema.names, key=lambda name: sum(len(str(cell)) for cell in head[name].to_pylist()))


def shortened(frame: object, longest: int = 300) -> object:
    """A frame for the screen: long texts cut."""
    return frame.map(lambda cell: f"{cell[:longest]} ..." if isinstance(cell, str) and len(cell) > longest else cell)
