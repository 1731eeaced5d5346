"""How far a reader is through a set of films in one part of a lesson, and what was answered; kept in the session."""

from dataclasses import dataclass, field
from typing import Any

import streamlit as st

KEY = "lesson_rounds"


@dataclass
class Round:
    """``at``: the film that is shown, counted from 0; ``answers``: film id -> answer, in the order of answering."""

    at: int = 0
    answers: dict[str, Any] = field(default_factory=dict)

    def go_on(self) -> None:
        """Show the next film."""
        self.at += 1


def current(part: str, number: int) -> Round:
    """The round of a part of the lesson with set ``number``; a new one begins at its first film."""
    rounds: dict[tuple[str, int], Round] = st.session_state.setdefault(KEY, {})
    return rounds.setdefault((part, number), Round())


def forget(part: str, number: int) -> None:
    """Begin that set anew."""
    st.session_state.get(KEY, {}).pop((part, number), None)
