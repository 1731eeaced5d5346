"""The poster of this session: its bytes, in memory only, and the plot that it stands beside."""

import streamlit as st

HELD, BESIDE, METHOD = "poster", "poster_beside", "poster_method"


def current() -> bytes | None:
    """The poster that is held, if there is one."""
    content: bytes | None = st.session_state.get(HELD)
    return content


def hold(content: bytes) -> None:
    """Keep a poster for the session."""
    st.session_state[HELD] = content


def stand_beside(text: str | None) -> None:
    """Note the plot that the poster was answered with; None where it could not be used."""
    st.session_state[BESIDE] = text


def of(text: str) -> bytes | None:
    """The poster that stands beside a plot, if there is one."""
    return current() if st.session_state.get(BESIDE) == text else None


def remove() -> None:
    """Forget the poster."""
    for key in (HELD, BESIDE):
        st.session_state.pop(key, None)
