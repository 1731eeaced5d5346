"""How to tag the file: its first rows, the columns of plots and posters, top words, and the button that starts."""

from dataclasses import replace

import pandas as pd
import streamlit as st

from core.errors import GenreLensError
from core.markdown import plain
from core.model.classifier import GenreClassifier
from core.tables.columns.guess import guess
from core.tables.whole import read_head
from dashboard.components.batch import poster_column
from dashboard.components.batch.upload import another_file
from dashboard.components.shared import column_choice
from dashboard.phrasing import problem
from dashboard.state import chosen_model
from dashboard.state.batch.batch_job import BatchJob
from dashboard.state.table import chosen_columns

SHOWN = 5  # rows
COLUMN, WORDS = "batch_column", "batch_words"
NEEDS_BAG = "linear path (quick)"
TOP_WORDS = {
    "none": None,
    NEEDS_BAG: "linear_path",
    "occlusion (thorough, about ten times slower)": "occlusion",
}


def show(job: BatchJob, model: GenreClassifier) -> None:
    """The settings of a job that waits for them."""
    st.markdown(f"## {plain(job.name)}")
    try:
        head = column_choice.first_rows(lambda encoding: read_head(job.source, encoding=encoding), job.digest)
    except GenreLensError as error:
        st.error(problem(job.without_path(error)))
        another_file()
        return
    if head is None:
        another_file()
        return
    if head.empty:
        st.error(problem(f"{job.name} has no rows. Choose a file with a plot a row."))
        another_file()
        return
    st.dataframe(shortened(head.head(SHOWN)), hide_index=True, key="batch_head", row_height=86)
    left, right = st.columns(2)
    before, names = chosen_columns.of(job.digest), list(map(str, head))
    proposed = before.columns.plot or likely(head)
    column = left.selectbox("Column with the plots", names, index=names.index(proposed), key=f"{COLUMN}_{job.id}")
    if column != proposed:
        chosen_columns.keep(job.digest, replace(before, columns=replace(before.columns, plot=column)))
    with left:
        posters = poster_column.show(job, head, model)
    with right:
        method = _top_words(model)
    st.caption(f"By the model **{plain(chosen_model.named(model.artifact.folder))}**; choose another in the sidebar.")
    start, other = st.columns([1, 3])
    if start.button("Tag the plots", type="primary", key="batch_start", width="stretch"):
        job.model = chosen_model.named(model.artifact.folder)
        job.start(model, column, method, before.encoding, posters)
        st.rerun()
    with other:
        another_file()


def _top_words(model: GenreClassifier) -> str | None:
    """The method that names the top words, or None for no words; a model may lack a bag of words."""
    has_bag = bool(model.artifact.config["network"].get("bag_of_words"))
    words = st.selectbox(
        "Top words of each predicted genre",
        [name for name in TOP_WORDS if has_bag or name != NEEDS_BAG],
        key=WORDS,
        persist_state="session",
        help="The five words that raise it most. Every plot must be explained for this, far slower than tagging.",
    )
    return TOP_WORDS[words]


def likely(head: pd.DataFrame) -> str:
    """The column that most likely holds plots: a guess, else the one with the longest cells."""
    return guess(head).plot or max(map(str, head), key=lambda name: int(head[name].astype(str).str.len().sum()))


def shortened(frame: pd.DataFrame, longest: int = 300) -> pd.DataFrame:
    """A frame for the screen: long texts cut."""
    return frame.map(lambda cell: f"{cell[:longest]} ..." if isinstance(cell, str) and len(cell) > longest else cell)
