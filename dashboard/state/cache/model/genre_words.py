"""The words of the genres of models that were saved without them, looked for once for each model and data set."""

import streamlit as st

from core.model.folder.model_ref import ModelRef
from dashboard.state.background.jobs import Jobs
from dashboard.state.background.words_job import WordsJob
from dashboard.state.cache.model import scores
from dashboard.state.cache.model.answers import classifier
from data.schema import PlotTable


@st.cache_resource(show_spinner=False)
def jobs() -> Jobs[WordsJob]:
    """The searches of this process."""
    return Jobs()


def job(model: ModelRef, table: PlotTable) -> WordsJob:
    """The search over the films of a data set that the model is scored on, begun when nobody has asked for it before.
    Raises ArtifactError.
    """
    films, opened = scores.scored(model, table).frame, classifier(model)
    return jobs().get((model, table.fingerprint), lambda: WordsJob(opened, films))


def begin_again(model: ModelRef, table: PlotTable) -> None:
    """Look for the words anew after a stop."""
    jobs().forget((model, table.fingerprint))
