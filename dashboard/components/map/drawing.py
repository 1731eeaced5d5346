"""A map that is being drawn: how far it is, Stop, and the way to go on."""

import streamlit as st

from core.model.folder.model_ref import ModelRef
from dashboard.components.shared.guard import attempt, live
from dashboard.state.cache.films import maps
from dashboard.state.film_map.map_job import MapJob
from dashboard.state.film_map.mapped_films import MappedFilms

PATIENCE = 2.0  # seconds to wait for the main directions, before there is a bar
STEPS = {
    "reading": "Reading the plots",
    "arranging": "Putting neighbours together (t-SNE); until then the map shows the two main directions (PCA)",
}


def show(job: MapJob, model: ModelRef, films: MappedFilms) -> None:
    """The bar while it is drawn, drawn again twice a second; the whole page once a step has ended."""
    if job.working:
        live(_progress, every=0.5)(job, job.state)
    elif job.state == "stopped":
        st.info("Stopped. The map is not complete.")
        st.button("Go on", key="map_again", on_click=attempt, args=(maps.begin_again, model, films))


def _progress(job: MapJob, step: str) -> None:
    if job.state != step:
        st.rerun()
    st.progress(min(job.share, 1.0), text=f"{STEPS[step]} ...")
    if job.stopping:
        st.caption("Stopping ...")
    else:
        st.button("Stop", key="map_stop", on_click=attempt, args=(job.stop,))
