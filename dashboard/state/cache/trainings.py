"""The trainings that run in this process."""

import streamlit as st

from dashboard.state.poster.poster_training import PosterTrainings


@st.cache_resource(show_spinner=False)
def of_posters() -> PosterTrainings:
    """The training of posters that runs, or ran last."""
    return PosterTrainings()
