"""What a reader has answered in a part of the lesson, film by film, whatever the set; kept in the session."""

from collections.abc import Iterable
from typing import Any

import streamlit as st

KEY = "lesson_answers"


def answers(part: str) -> dict[str, Any]:
    """Film id -> answer, in the order of answering."""
    parts: dict[str, dict[str, Any]] = st.session_state.setdefault(KEY, {})
    return parts.setdefault(part, {})


def forget(part: str, films: Iterable[str]) -> None:
    """Ask these films anew."""
    for film in films:
        answers(part).pop(film, None)
