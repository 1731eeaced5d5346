"""The model that a page needs; without one, what is wrong with it and a way to mend that."""

import streamlit as st

from core.errors import ArtifactError
from core.model.classifier import GenreClassifier
from core.model.folder.model_ref import ModelRef
from dashboard.components.frame import first_model
from dashboard.phrasing import problem
from dashboard.state.cache.model import answers


def opened(model: ModelRef) -> GenreClassifier | None:
    """The verified model, opened; None with the reason, and the way out, on the screen."""
    try:
        return answers.classifier(model)
    except ArtifactError as error:
        if not model.folder.exists():
            first_model.show()
            return None
        st.error(problem(error))
        st.info("Choose another model in the sidebar, or train one.")
        return None
