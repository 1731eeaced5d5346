"""After a page is drawn nobody waits for a collection of all garbage, nor for Keras; what is left over goes soon."""

import functools
import gc
import sys
import threading
import time
import types
import weakref

from streamlit import config
from streamlit.runtime.scriptrunner import script_runner

from dashboard.state.cache import garbage
from dashboard.state.cache.garbage import begin


class Knot:
    """Refers to itself, so that only a collection can free it."""

    def __init__(self):
        self.self = self


def test_what_a_page_leaves_behind_is_collected_soon(monkeypatch):
    monkeypatch.setattr(garbage, "EVERY", 0.01)
    monkeypatch.setattr(garbage, "_ran", functools.cache(garbage._ran.__wrapped__))
    monkeypatch.setattr(script_runner, "_clean_problem_modules", lambda: None)
    gc.disable()
    try:
        left = weakref.ref(Knot())
        assert left()
        begin()
        until = time.monotonic() + 60
        while left() and time.monotonic() < until:
            time.sleep(0.01)
        assert not left()
        assert [thread.name for thread in threading.enumerate()].count("garbage") == 1
    finally:
        gc.enable()


def test_streamlit_collects_nothing_itself_and_leaves_keras_alone(monkeypatch):
    cleared = []
    keras = types.SimpleNamespace(backend=types.SimpleNamespace(clear_session=lambda: cleared.append(1)))
    monkeypatch.setitem(sys.modules, "keras", keras)
    monkeypatch.setattr(script_runner, "_clean_problem_modules", script_runner._clean_problem_modules)
    garbage.leave_keras_alone()
    script_runner._clean_problem_modules()
    assert not cleared
    assert config.get_option("runner.postScriptGC") is False
