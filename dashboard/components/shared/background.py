"""Work in the background as a page shows it: a bar with Stop, then how it ended."""

from collections.abc import Callable

import streamlit as st

from dashboard.components.shared.guard import attempt, live
from dashboard.phrasing import problem
from dashboard.state.background.job import BackgroundJob


def done(job: BackgroundJob, key: str, told: Callable[[], str], again: Callable[[], object]) -> bool:
    """Whether the job is done. While it works a bar says ``told()``; after a stop ``again`` begins it anew."""
    if job.working:
        live(_progress, every=0.5)(job, key, told)
    elif job.state == "failed":
        st.info(problem(job.error))
    elif job.state == "stopped":
        st.info("Stopped: nothing is known yet.")
        st.button("Look again", key=f"{key}_again", on_click=attempt, args=(again,))
    return job.state == "done"


def _progress(job: BackgroundJob, key: str, told: Callable[[], str]) -> None:
    if not job.working:
        st.rerun()
    st.progress(min(job.share, 1.0), text=told())
    if job.stopping:
        st.caption("Stopping ...")
    else:
        st.button("Stop", key=f"{key}_stop", on_click=attempt, args=(job.stop,))
