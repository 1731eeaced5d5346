"""What a page does with an error: a user's mistake is one sentence, a bug a calm message; the rest of the page works.

The traceback of a bug goes to the log. Streamlit's own signals (rerun, stop) pass: they are no ``Exception``.
"""

import functools
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import streamlit as st

from core.errors import GenreLensError
from dashboard.phrasing import BUG, problem

LOG = logging.getLogger(__name__)
Tell = Callable[[str], object]


@contextmanager
def guarded(tell: Tell | None = None) -> Iterator[None]:
    """Around a page or a part of one: what fails inside ends there, with a sentence in its place.

    ``tell`` shows the sentence of a GenreLensError: ``st.error`` by default, ``st.info`` where nothing is wrong yet.
    """
    try:
        yield
    except GenreLensError as error:
        (tell or st.error)(problem(error))
    except Exception:
        LOG.exception("A part of a page failed.")
        st.error(BUG)


def attempt(action: Callable[..., object], *arguments: object) -> None:
    """Run the callback of a button: there is no place on the page yet, so an error is told in a toast."""
    try:
        action(*arguments)
    except GenreLensError as error:
        _toast(problem(error))
    except Exception:
        LOG.exception("An action failed.")
        _toast(BUG)


def _toast(sentence: str) -> None:
    st.toast(sentence, icon=":material/error:", duration="long")


def live(part: Callable[..., None], every: float | None) -> Callable[..., None]:
    """A part that is drawn again by itself every so many seconds (None: with the page only), guarded each time."""

    @functools.wraps(part)
    def drawn(*arguments: Any) -> None:
        with guarded():
            part(*arguments)

    return st.fragment(drawn, run_every=every)
