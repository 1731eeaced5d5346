"""Batch: a file of plots in, the same file with genres and probabilities out."""

import streamlit as st

from dashboard.components.batch import progress, result, settings, upload
from dashboard.components.frame import required_model
from dashboard.state import chosen_model


def main() -> None:
    """Upload, settings, progress or result: whatever comes next for this session's file."""
    st.title("Tag a whole catalogue")
    st.caption("Upload a table of plots and get it back with genres and a probability for each.")
    model = required_model.opened(chosen_model.ref())
    if model is None:
        return
    job = upload.current()
    if job is None:
        upload.show()
    elif job.state == "waiting":
        settings.show(job, model)
    elif job.state == "running":
        progress.show(job)
    else:
        result.show(job)


main()
