"""The start of a review: an upload becomes a queue, an earlier review goes on, an export comes back."""

import streamlit as st

from core.amounts import amount
from core.model.folder.model_ref import ModelRef
from dashboard.components.shared.guard import attempt, guarded
from dashboard.state import review
from dashboard.state.cache.films.tables import MOST_CELLS
from train.review import exports, project
from train.review.store import Store


def show(ref: ModelRef) -> None:
    """Upload a file, or choose a review that was begun."""
    upload = st.file_uploader(
        "A table of films: plots, perhaps titles and labels, or an earlier export", key="review_file"
    )
    if upload is not None:
        with guarded():
            _take(upload.name, upload.getvalue(), ref)
    else:
        st.info("The films of the file become a queue. Decisions are kept on this machine, in one file a review.")
    names = project.listed()
    if names:
        left, right = st.columns([2, 1], vertical_alignment="bottom")
        name = left.selectbox("Go on with", names, key="review_name")
        right.button("Open", on_click=attempt, args=(review.open_review, name), key="review_open", width="stretch")


def _take(name: str, content: bytes, ref: ModelRef) -> None:
    frame, is_export = exports.read(content, name, most=MOST_CELLS)
    queue = None if is_export else review.queue_of(frame, name)  # what has no plot begins no review
    store = review.begin(name.split(".")[0], ref)
    if queue is None:
        st.toast(f"{amount(store.restore(frame), 'decision')} came back.")
    else:
        store.add(queue.films, queue.labels)
        for note in queue.notes:
            st.toast(note, duration="long")
    st.rerun()


def way_back(store: Store) -> None:
    """Who decides, how far the review is, and the way to another one."""
    done = store.progress()
    left, middle, right = st.columns([2, 1, 1], vertical_alignment="bottom")
    share = (done.films - done.left) / max(done.films, 1)
    skipped = f", {done.skipped:,} skipped" if done.skipped else ""
    left.progress(share, f"{done.decided:,} of {amount(done.films, 'film')} decided{skipped}, {done.left:,} left")
    middle.text_input("Your name", key=review.WHO, persist_state="session", placeholder="me")
    right.button("Another review", on_click=review.close_review, key="review_other", width="stretch")
