"""What other pages need, loaded in the background: scikit-learn once the first page is sent, SHAP when nobody clicks.

Call :func:`begin` when a page has been drawn: loading takes the processor from whoever clicks, so it waits for a pause.
"""

import contextlib
import importlib
import threading
import time

import streamlit as st

from core.errors import ArtifactError
from core.explanations import warm_up
from core.model.folder.model_ref import ModelRef
from dashboard.state.cache.model.answers import classifier

QUIET, PATIENCE = 3.0, 20.0  # seconds without a click after which SHAP is loaded; seconds after which it is anyway


def begin(model: ModelRef) -> None:
    """Start loading, once per model, and note that somebody has just clicked."""
    _last_click()["at"] = time.monotonic()
    _thread(model)


@st.cache_resource(show_spinner=False)
def _last_click() -> dict[str, float]:
    return {"at": 0.0}


@st.cache_resource(show_spinner=False)
def _thread(model: ModelRef) -> threading.Thread:
    thread = threading.Thread(target=_load, args=(model,), name="warm-up", daemon=True)
    thread.start()
    return thread


def _load(model: ModelRef) -> None:
    importlib.import_module("sklearn.metrics")  # at once: the browser is still busy with the first page's charts
    clicked, began = _last_click(), time.monotonic()
    while time.monotonic() - clicked["at"] < QUIET and time.monotonic() - began < PATIENCE:
        time.sleep(0.2)
    with contextlib.suppress(ArtifactError):  # the page says what is wrong with the model
        warm_up(classifier(model))
