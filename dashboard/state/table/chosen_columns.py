"""Which column of a file is which, and its encoding, as this session has chosen: one choice for every page."""

from dataclasses import dataclass

import streamlit as st

from core.tables.columns.choice import Columns

KEY = "chosen_columns"


@dataclass(frozen=True)
class Choice:
    """``columns`` that a person has chosen, what is left open is guessed; ``encoding`` is empty for UTF-8."""

    columns: Columns = Columns()
    encoding: str = ""


def of(file: str) -> Choice:
    """The choice for a file, by its path or the digest of its content."""
    choice: Choice = st.session_state.get(KEY, {}).get(file, Choice())
    return choice


def keep(file: str, choice: Choice) -> None:
    """Remember a choice for the session."""
    st.session_state[KEY] = {**st.session_state.get(KEY, {}), file: choice}


def forget(file: str) -> None:
    """Guess again, should the file come back."""
    st.session_state[KEY] = {name: choice for name, choice in st.session_state.get(KEY, {}).items() if name != file}
