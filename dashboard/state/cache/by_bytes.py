"""Caches that are bounded by what they hold: the oldest answers go when there are too many bytes of them.

Small answers are kept as bytes, which nobody can change; data sets, and what is worked out for all of their films, are
held as they are, because a copy for every rerun would take their size again.
"""

import functools
import hashlib
import pickle
import sys
import threading
import time
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import fields, is_dataclass
from typing import Any, ParamSpec, TypeVar

import numpy as np
import pandas as pd
import streamlit as st

from core.errors import GenreLensError
from core.model.neighbours import Neighbours
from dashboard.state.cache import DAY
from dashboard.state.cache.give_back import give_back

P = ParamSpec("P")
R = TypeVar("R")
Progress = Callable[[float], None]  # is told the share that is done, 0 to 1
MOST = 64_000_000  # bytes of all answers together
MOST_HELD = 200_000_000  # bytes of all data sets, and what is known of them, together


class Store:
    """Answers by the hash of what was asked, each with its bytes; the latest used is the last."""

    def __init__(self, most: int = MOST) -> None:
        self.most, self.size = most, 0
        self._kept: dict[str, tuple[float, int, Any]] = {}
        self._lock = threading.Lock()

    def get(self, key: str) -> Any:
        """An answer of the last day; None when there is none."""
        with self._lock:
            entry = self._kept.pop(key, None)
            if entry is None or time.monotonic() - entry[0] > DAY:
                self.size -= entry[1] if entry else 0
                return None
            self._kept[key] = entry
            return entry[2]

    def put(self, key: str, content: Any, size: int, most: int) -> None:
        """Keep an answer of ``size`` bytes, unless that is more than ``most``."""
        if size > most:
            return
        with self._lock:
            self.size += size - self._kept.pop(key, (0.0, 0, None))[1]
            self._kept[key] = (time.monotonic(), size, content)
            while self.size > self.most:
                self.size -= self._kept.pop(next(iter(self._kept)))[1]

    def forget(self, start: str) -> None:
        """Keep no answer whose key begins so."""
        with self._lock:
            for key in [key for key in self._kept if key.startswith(start)]:
                self.size -= self._kept.pop(key)[1]


@st.cache_resource(show_spinner=False)
def store() -> Store:
    """What is kept for every session of this process."""
    return Store()


@st.cache_resource(show_spinner=False)
def holding() -> Store:
    """What is held for every session of this process."""
    return Store(MOST_HELD)


def held(asked: tuple[object, ...], make: Callable[[], R], spinner: str = "") -> R:
    """What ``make`` makes, held under what was ``asked``: a name, then what tells it from others. Don't change it."""
    key = f"{asked[0]}:{_key(asked)}"
    there: R | None = holding().get(key)
    if there is not None:
        return there
    try:
        with st.spinner(spinner, show_time=True) if spinner else nullcontext():
            result = make()
    except GenreLensError as error:
        raise error.with_traceback(None) from None  # its frames hold what was read
    finally:
        give_back()
    holding().put(key, result, size_of(result), MOST_HELD)
    return result


def measured(asked: tuple[object, ...], make: Callable[[Progress], R], told: Callable[[float], str]) -> R:
    """As :func:`held`, for what takes long: ``make`` says the share that is done, and a bar shows it with what is
    ``told`` of it. Whoever clicks meanwhile is answered, and it begins anew when it is asked for next.
    """
    place = st.empty()

    def look(share: float) -> None:
        place.progress(min(share, 1.0), text=told(share))

    def begin() -> R:
        look(0.0)
        return make(look)

    try:
        return held(asked, begin)
    finally:
        place.empty()


def _key(asked: object) -> str:
    return hashlib.sha256(pickle.dumps(asked)).hexdigest()


def size_of(value: Any) -> int:
    """Bytes that a data set or what is known of it takes, about: its frames, arrays and texts, and what holds them."""
    if isinstance(value, pd.DataFrame):
        return int(value.memory_usage(deep=True).sum())
    if isinstance(value, pd.Series | pd.Index):
        return int(value.memory_usage(deep=True))
    if isinstance(value, np.ndarray | Neighbours):
        return int(value.nbytes)
    if isinstance(value, dict):
        return 100 * len(value) + sum(size_of(part) for pair in value.items() for part in pair)
    if isinstance(value, list | tuple | set | frozenset):
        return 8 * len(value) + sum(map(size_of, value))
    if is_dataclass(value) and not isinstance(value, type):
        return sum(size_of(getattr(value, field.name)) for field in fields(value))
    return sys.getsizeof(value)


def kept(ask: Callable[P, R] | None = None, *, spinner: str = "") -> Callable[..., Any]:
    """Keep the answers of a function whose arguments can be pickled; its ``spinner`` turns while it works."""
    if ask is None:
        return functools.partial(kept, spinner=spinner)

    @functools.wraps(ask)
    def answer(*arguments: P.args, **named: P.kwargs) -> R:
        key = _key((ask.__qualname__, arguments, sorted(named.items())))
        if (content := store().get(key)) is not None:
            return pickle.loads(content)  # noqa: S301 - this process has made it
        with st.spinner(spinner, show_time=True) if spinner else nullcontext():
            result = ask(*arguments, **named)
        content = pickle.dumps(result)
        store().put(key, content, len(content), MOST // 4)
        return result

    return answer
