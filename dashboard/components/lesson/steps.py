"""Which set of films, and the way through it: the next one, the set once more, another set."""

import pandas as pd
import streamlit as st

from core.markdown import plain
from dashboard.components.shared.guard import attempt
from dashboard.state.lesson import lesson_round
from dashboard.state.lesson.lesson_round import Round

SET, LAST_SET = "set", 999


def chosen_set() -> int:
    """The number of the set; it is part of the link."""
    return int(st.number_input("Set", 1, LAST_SET, 1, key=SET, bind="query-params", width=140))


def name_of(film: pd.Series) -> str:
    """``Solaris (1972)``, as Markdown."""
    return f"{plain(film['title'])} ({plain(film['year'])})"


def onward(progress: Round, part: str, film: str) -> None:
    """The button to the next film; each film has its own, so that a key that is pressed twice passes over none."""
    st.button(
        "Next film",
        type="primary",
        shortcut="N",
        key=f"lesson_{part}_next_{film}",
        on_click=attempt,
        args=(progress.go_on,),
    )


def again(part: str, number: int) -> None:
    """At the end of a set."""
    with st.container(horizontal=True):
        key, arguments = f"lesson_{part}_again", (lesson_round.forget, part, number)
        st.button("Begin this set anew", key=key, on_click=attempt, args=arguments)
        if number < LAST_SET:
            key = f"lesson_{part}_other"
            st.button("Next set", type="primary", key=key, on_click=attempt, args=(_choose, number + 1))


def _choose(number: int) -> None:
    st.session_state[SET] = number
