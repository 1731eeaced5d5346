"""The promise of a batch: how right each label is to be, what that accepts, and the way to Review for the rest."""

import numpy as np
import pandas as pd
import streamlit as st

from core.amounts import amount
from core.errors import GenreLensError
from core.markdown import plain
from core.model.folder.model_ref import ModelRef
from core.promise.promise import EVERY, REVIEW, Promise
from core.tag.columns.promised import Tally
from dashboard.components.shared.guard import guarded
from dashboard.phrasing import percent, problem
from dashboard.state import review
from dashboard.state.batch import batch_result
from dashboard.state.batch.batch_job import BatchJob
from dashboard.state.batch.batch_result import Which
from dashboard.state.cache.model import answers
from train.runs import control

KEY, OWN, SENT = "batch_promise", "batch_promise_own", "batch_sent"
NO_PROMISE = "none"
STEPS = ("70 %", "80 %", "90 %", "95 %")
MOST = 20_000  # rows that Review takes at once


def choose(job: BatchJob) -> Promise | None:
    """The control; None where nothing is promised, or nothing can be."""
    every = st.segmented_control(
        "Promise: of each label given, at least this share is right",
        [NO_PROMISE, *STEPS],
        default=NO_PROMISE,
        required=True,
        key=KEY,
        bind="query-params",
        help="Rows split into those that can be accepted and those that a person should look at.",
    )
    if every == NO_PROMISE or job.ref is None:
        return None
    if ModelRef.of(job.ref.folder) != job.ref:
        st.info("The model has changed since this file was tagged. Tag it again to see what can be promised.")
        return None
    try:
        promise = answers.promise(job.ref, (*_own(job.ref, str(every)), (EVERY, _share(str(every)))))
    except GenreLensError as error:  # it has no evaluation to promise from
        st.warning(problem(error))
        return None
    st.caption(plain(promise.sentence))
    with st.expander("Each label"):
        st.dataframe(_labels(promise), hide_index=True, width="content", key="batch_promise_labels")
    return promise


def _labels(promise: Promise) -> pd.DataFrame:
    """A row a label, those that are reached most first: what is promised, from which probability on, for how many."""
    columns = zip(promise.genres, promise.precision, promise.thresholds, promise.coverage, strict=True)
    rows = [
        (
            genre,
            percent(least),
            *((f"{limit:.2f}", percent(share)) if np.isfinite(limit) else ("can't be promised", "")),
        )
        for genre, least, limit, share in sorted(columns, key=lambda row: -row[3])
    ]
    return pd.DataFrame(rows, columns=["label", "promised", "given from", "reaches, of its tested films"])


def _share(step: str) -> float:
    return int(step.removesuffix(" %")) / 100


def _own(ref: ModelRef, every: str) -> tuple[tuple[str, float], ...]:
    """Labels with a precision of their own."""
    with st.expander("Another promise for single labels"):
        genres = [str(genre) for genre in answers.classifier(ref).classes_]
        labels = st.multiselect("Labels", genres, key=OWN, persist_state="session")
        steps = {
            label: st.segmented_control(plain(label), STEPS, default=every, required=True, key=f"{OWN}_{label}")
            for label in labels
        }
    return tuple((label, _share(str(step))) for label, step in steps.items())


def summary(promise: Promise, tally: Tally) -> None:
    """What is accepted, with how many errors, and what is left to review."""
    left, right = st.columns(2)
    left.metric("Accepted", amount(tally.accepted, "row"))
    right.metric("To Review", amount(tally.review, "row"))
    wrong = amount(round(tally.errors), "is", "are")
    told = f"Of the {amount(tally.labels, 'label')} of accepted rows, about {wrong} expected to be wrong."
    st.caption(f"{told} {tally.doubt(promise)}" if tally.labels else "No row is that clear.")


def to_review(job: BatchJob, promise: Promise, tally: Tally) -> None:
    """One click sends the rows that are not accepted to Review; then a link leads there.

    Streamlit refuses to switch from a page whose address holds what is chosen on it.
    """
    if not tally.review or control.readonly():
        return
    if st.button(f"Send {amount(tally.review, 'row')} to Review", type="primary", key="batch_review"):
        with guarded():
            st.session_state[SENT] = (job.id, *_send(job, Which(promise=promise, decision=REVIEW)))
    sent = st.session_state.get(SENT)
    if sent and sent[0] == job.id:
        first = f", the first {MOST:,} rows" if tally.review > MOST else ""
        st.success(" ".join([f"{amount(sent[1], 'film')} wait on Review{first}.", *sent[2]]))
        st.page_link("views/review.py", label="Go on to Review", icon=":material/arrow_forward:")


def _send(job: BatchJob, which: Which) -> tuple[int, list[str]]:
    """Put rows into the queue of a review named after the file; how many films, and what is said of the other rows."""
    assert job.ref
    frame = batch_result.films(job.tagged, which, MOST)
    queue = review.queue_of(frame, job.name, job.column)
    store = review.begin(f"{job.source.stem}-to-review", job.ref)
    store.add(queue.films, queue.labels)
    return len(queue.films), queue.notes
