"""A file that is being tagged: how far it is, and Cancel."""

import streamlit as st

from core.amounts import amount
from core.markdown import plain
from dashboard.components.shared.guard import attempt, live
from dashboard.phrasing import duration
from dashboard.state.batch.batch_job import BatchJob
from dashboard.state.cache import batch

ADDRESS = (
    "The address of this page leads back to it, on any device, until 24 hours after the last visit; whoever has the"
    " address has the result."
)


def show(job: BatchJob) -> None:
    """Progress and Cancel, drawn again twice a second; the whole page once the work has ended."""
    live(_progress, every=0.5)(job)


def _progress(job: BatchJob) -> None:
    if batch.own() is not job or job.state != "running":  # removed in another tab, or ended
        st.rerun()
    left = job.seconds_left
    time_left = f", {duration(left)} left" if left is not None else ""
    st.progress(
        job.share, text=f"{plain(job.name)}: {amount(job.rows, 'plot')} tagged by {plain(job.model)}{time_left}"
    )
    if job.stopping:
        st.caption("Stopping after this chunk; the rows tagged by then are kept.")
    else:
        st.button("Cancel", key="batch_cancel", on_click=attempt, args=(job.cancel,))
        st.caption(f"Tagging goes on while you look at other pages. {ADDRESS}")
    if job.others:
        others = "Another file is" if job.others == 1 else f"{job.others} other files are"
        st.caption(f"{others} being tagged; all take turns, so that every page stays quick.")
