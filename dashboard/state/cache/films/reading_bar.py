"""The bar over a table that is read, and the way to stop it."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import streamlit as st

from core.tables.whole import Progress

PATIENCE = 0.5  # seconds before there is a bar: most tables are read by then
EVERY = 0.2  # seconds between two looks whether somebody has clicked
STOP = "stop_reading"  # the button's key


@contextmanager
def reading_bar(what: str, stop: Callable[[], None] | None) -> Iterator[Progress]:
    """Tell the share that is done, and it is shown; a click ends the reading, since every look at the bar is a place
    where Streamlit takes up a click. ``stop`` is the click's callback, without which there is no button.
    """
    place = st.empty()
    began = looked = time.monotonic()
    bar = None

    def progress(share: float) -> None:
        nonlocal bar, looked
        now = time.monotonic()
        if now - began < PATIENCE or now - looked < EVERY:
            return
        looked = now
        if bar is None:
            with place.container():
                bar = st.progress(0.0, text=what)
                if stop is not None:
                    st.button("Stop reading", key=STOP, on_click=stop)
        bar.progress(min(share, 1.0), text=what)

    try:
        yield progress
    finally:
        place.empty()
