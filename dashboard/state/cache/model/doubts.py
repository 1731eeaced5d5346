"""Labels of a table that look wrong, looked for once for each table and model."""

import pandas as pd
import streamlit as st

from core.model.folder.model_ref import ModelRef
from dashboard.state.background.doubts_job import DoubtsJob
from dashboard.state.background.jobs import Jobs
from dashboard.state.cache.model.answers import classifier
from data.schema import PlotTable
from train.adapt import labels

MOST = 5_000  # films, half a minute


@st.cache_resource(show_spinner=False)
def jobs() -> Jobs[DoubtsJob]:
    """The searches of this process."""
    return Jobs()


def job(model: ModelRef, table: PlotTable) -> DoubtsJob:
    """The search among 5,000 films of a table at most, begun when nobody has asked for it before.

    Raises ArtifactError, and TableError for films that nothing can be learnt from.
    """
    return jobs().get((model, table.fingerprint), lambda: _begun(model, table))


def begin_again(model: ModelRef, table: PlotTable) -> None:
    """Look for them anew after a stop."""
    jobs().forget((model, table.fingerprint))


def _begun(model: ModelRef, table: PlotTable) -> DoubtsJob:
    films = labels.read(table)
    if len(films) > MOST:
        films = films.part(pd.RangeIndex(0, len(films), -(-len(films) // MOST)).to_numpy())
    return DoubtsJob(classifier(model), films)
