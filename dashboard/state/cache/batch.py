"""The batch jobs of this process, and the rows of their results that a page shows."""

import streamlit as st

from dashboard.state.batch import batch_result
from dashboard.state.batch.batch_job import BatchJob
from dashboard.state.batch.batch_jobs import BatchJobs, keep_sweeping
from dashboard.state.batch.batch_result import Selection, Which
from dashboard.state.cache.by_bytes import held
from dashboard.state.film_map.mapped_films import MappedFilms

KEY = "batch_job"  # of the session: the token of its job


@st.cache_resource(show_spinner=False)
def jobs() -> BatchJobs:
    """The batch jobs of this process, whoever they belong to."""
    store = BatchJobs()
    keep_sweeping(store)
    return store


def own() -> BatchJob | None:
    """The job of this session, if it has one that is not gone."""
    return jobs().visit(st.session_state.get(KEY, ""))


def discard(job: BatchJob) -> None:
    """Stop a job, if it is running, and remove its files."""
    jobs().remove(job.id)


def selection(job: BatchJob, which: Which) -> Selection:
    """Rows of a batch result."""
    return _selection(job, job.id, job.rows, which)


def films(job: BatchJob) -> MappedFilms:
    """The rows of a batch result as films for a map. Raises TableError when it is gone."""
    from dashboard.state.batch import batch_films  # here, because a map is seldom asked for

    return held(("batch films", job.id, job.rows), lambda: batch_films.read(job.id, job.tagged, job.column, job.rows))


@st.cache_data(max_entries=20, show_spinner="Reading the result ...")
def _selection(_job: BatchJob, job_id: str, rows: int, which: Which) -> Selection:
    return batch_result.select(_job.tagged, which)
