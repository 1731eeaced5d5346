"""Batch: a file of plots in, the same file with genres and probabilities out."""

import streamlit as st

from core.markdown import plain
from dashboard.components.batch import batch_result, batch_upload
from dashboard.components.frame import model_guard
from dashboard.phrasing import duration
from dashboard.state import chosen_model
from dashboard.state.batch_job import BatchJob


def main() -> None:
    """Upload, settings, progress or result: whatever comes next for this session's file."""
    st.title("Tag a whole catalogue")
    st.caption("Give a table of plots; get it back with the genres of each, and how probable each genre is.")
    if model_guard.show_problem_or_load() is None:
        return
    job = batch_upload.current()
    if job is None:
        batch_upload.show_upload()
    elif job.state == "waiting":
        batch_upload.show_settings(job, chosen_model.folder())
    elif job.state == "running":
        st.fragment(_running, run_every=0.5)(job)
    else:
        batch_result.show(job)


def _running(job: BatchJob) -> None:
    """Progress and Cancel, drawn again twice a second; the whole page once the work has ended."""
    if job.state != "running":
        st.rerun()
    left = job.seconds_left
    time_left = f", {duration(left)} left" if left is not None else ""
    st.progress(job.share, text=f"{plain(job.name)}: {job.rows:,} plots tagged{time_left}")
    if job.stopping:
        st.caption("Stopping after this piece; what is tagged by then is kept.")
    else:
        st.button("Cancel", key="batch_cancel", on_click=job.cancel)
        st.caption("It goes on while you look at other pages, and this page's address leads back to it.")


main()
