"""Garbage of the pages is collected seldom, not after every run of a page.

Streamlit collects it all after each run, and clears Keras's session once integrated gradients have loaded Keras: 0.15
and 0.4 s in which nobody's page is drawn. Most of a page's objects go without that, and the app keeps nothing in that
session.
"""

import functools
import gc
import threading
import time

from streamlit.runtime.scriptrunner import script_runner

EVERY = 10.0  # seconds at most from a run of a page to the collection


def begin() -> None:
    """Note that a page was drawn; a thread collects its garbage. ``runner.postScriptGC`` is off (config.toml)."""
    _ran().set()


@functools.cache
def _ran() -> threading.Event:
    """What is set by a page and cleared by the thread that collects."""
    ran = threading.Event()
    leave_keras_alone()
    threading.Thread(target=_collect, args=(ran,), name="garbage", daemon=True).start()
    return ran


def leave_keras_alone() -> None:
    """Let Streamlit clean no modules after a run: it would clear Keras's session and close figures of Matplotlib."""
    script_runner._clean_problem_modules = lambda: None


def _collect(ran: threading.Event) -> None:
    while ran.wait():
        time.sleep(EVERY)
        ran.clear()
        gc.collect()
