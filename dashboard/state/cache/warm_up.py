"""What other pages need, loaded in the background: scikit-learn once the first page is sent, SHAP when nobody clicks.

Call :func:`begin` when a page has been drawn: loading takes the processor from whoever clicks, so it waits for a pause.
With ``GENRELENS_WARM_UP=0`` nothing is loaded before somebody asks for it.
"""

import contextlib
import importlib
import os
import threading
import time

import streamlit as st

from core.errors import ArtifactError, OptionError
from core.explanations import warm_up
from core.model.folder.model_ref import ModelRef
from dashboard.state.cache.model.answers import classifier

SWITCH = "GENRELENS_WARM_UP"  # in the environment; 0: whoever asks first waits
QUIET, PATIENCE = 3.0, 20.0  # seconds without a click after which SHAP is loaded; seconds after which it is anyway


def begin(model: ModelRef) -> None:
    """Start loading, once per model, and note that somebody has just clicked; nothing where :data:`SWITCH` says so.

    Raises OptionError when it says anything else.
    """
    if _wanted():
        _last_click()["at"] = time.monotonic()
        _thread(model)


def _wanted() -> bool:
    said = os.environ.get(SWITCH, "").strip() or "1"
    if said not in ("0", "1"):
        raise OptionError(f"{SWITCH} is {said[:40]!r}. Set it to 1 to load SHAP ahead, or to 0 to load it when needed.")
    return said == "1"


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
