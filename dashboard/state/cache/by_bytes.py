"""A cache that is bounded by what it holds: the oldest answers go when there are too many bytes of them."""

import functools
import hashlib
import pickle
import threading
import time
from collections.abc import Callable
from contextlib import nullcontext
from typing import Any, ParamSpec, TypeVar

import streamlit as st

from dashboard.state.cache import DAY

P = ParamSpec("P")
R = TypeVar("R")
MOST = 64_000_000  # bytes of all answers together


class Store:
    """Answers by the hash of what was asked, as bytes, which nobody can change; the latest used is the last."""

    def __init__(self, most: int = MOST) -> None:
        self.most, self.size = most, 0
        self._kept: dict[str, tuple[float, bytes]] = {}
        self._lock = threading.Lock()

    def get(self, key: str) -> bytes | None:
        """An answer of the last day."""
        with self._lock:
            entry = self._kept.pop(key, None)
            if entry is None or time.monotonic() - entry[0] > DAY:
                self.size -= len(entry[1]) if entry else 0
                return None
            self._kept[key] = entry
            return entry[1]

    def put(self, key: str, content: bytes) -> None:
        """Keep an answer; one that would take a quarter of the room is not kept."""
        if len(content) > self.most // 4:
            return
        with self._lock:
            _, old = self._kept.pop(key, (0.0, b""))
            self._kept[key] = (time.monotonic(), content)
            self.size += len(content) - len(old)
            while self.size > self.most:
                _, gone = self._kept.pop(next(iter(self._kept)))
                self.size -= len(gone)


@st.cache_resource(show_spinner=False)
def store() -> Store:
    """What is kept for every session of this process."""
    return Store()


def kept(ask: Callable[P, R] | None = None, *, spinner: str = "") -> Callable[..., Any]:
    """Keep the answers of a function whose arguments can be pickled; its ``spinner`` turns while it works."""
    if ask is None:
        return functools.partial(kept, spinner=spinner)

    @functools.wraps(ask)
    def answer(*arguments: P.args, **named: P.kwargs) -> R:
        asked = pickle.dumps((ask.__qualname__, arguments, sorted(named.items())))
        key = hashlib.sha256(asked).hexdigest()
        if (content := store().get(key)) is not None:
            return pickle.loads(content)  # noqa: S301 - this process has made it
        with st.spinner(spinner, show_time=True) if spinner else nullcontext():
            result = ask(*arguments, **named)
        store().put(key, pickle.dumps(result))
        return result

    return answer
