"""The batch jobs of this process, and the rows of their results that a page shows."""

import streamlit as st

from dashboard.state import batch_result
from dashboard.state.batch_job import BatchJob
from dashboard.state.batch_result import Selection


@st.cache_resource(show_spinner=False)
def jobs() -> dict[str, BatchJob]:
    """The batch jobs of this process by their ids, which are secret; a page finds its own again by its link."""
    return {}


def selection(job: BatchJob, within: float | None) -> Selection:
    """Rows of a batch result: all of them (None), or those with a probability that close to its threshold."""
    return _selection(job, job.id, job.rows, within)


@st.cache_data(max_entries=20, show_spinner="Reading the result ...")
def _selection(_job: BatchJob, job_id: str, rows: int, within: float | None) -> Selection:
    return batch_result.select(_job.tagged, within)
