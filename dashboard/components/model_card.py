"""The active model's folder for a page that reads its figures, or one sentence on why there is none."""

import streamlit as st

from components import sidebar
from core import artifact
from core.errors import ArtifactError


def show_problem_or_load() -> artifact.Artifact | None:
    """The verified model folder of this session; None with the reason on the screen."""
    try:
        return artifact.load(sidebar.chosen_model())
    except ArtifactError as error:
        st.error(str(error))
        st.info("Train a model in the sidebar: the embedded films take about a minute.")
        return None
