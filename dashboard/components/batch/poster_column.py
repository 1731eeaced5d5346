"""Which column names the posters, where the table came in a ZIP archive with pictures."""

import pandas as pd
import streamlit as st

from core.amounts import amount
from core.model.classifier import GenreClassifier
from core.model.folder.model_ref import ModelRef
from core.posters.shelf import Archive, likely_column, shelf_of
from core.tag.posters import Posters
from dashboard.state.batch.batch_job import BatchJob
from dashboard.state.cache.model import posters

KEY = "batch_posters"
NONE = "none"


def show(job: BatchJob, head: pd.DataFrame, model: GenreClassifier) -> Posters | None:
    """The box; None where there are no pictures, no poster model goes with the model, or no column is chosen."""
    ref = ModelRef(model.artifact.folder, model.version)
    shelf = shelf_of(job.source)
    if not isinstance(shelf, Archive) or not posters.available(ref):
        return None
    names = [NONE, *map(str, head)]
    likely = likely_column(shelf, {str(name): head[name] for name in head})
    column = st.selectbox(
        "Column with the posters",
        names,
        index=names.index(likely) if likely else 0,
        key=f"{KEY}_{job.id}",
        help="Paths in the archive, or names of files. A row whose poster is missing is answered by its plot.",
    )
    st.caption(f"The archive has {amount(len(shelf), 'picture')}; they are read from it one at a time.")
    return None if column == NONE else Posters(str(column), shelf, posters.opened(ref))
