"""Which set of films and which film of it, both part of the link; the way to the next one, and the set once more."""

from typing import Any

import pandas as pd
import streamlit as st

from core.markdown import plain
from dashboard.components.lesson.lesson import Lesson
from dashboard.components.shared.guard import attempt
from dashboard.state.lesson import lesson_round

SET, LAST_SET, FILM = "set", 999, "film"
WIDTH = 150  # pixels of a number


def chosen_set() -> int:
    """The number of the set; another one begins at its first film."""
    note = "Everyone who opens this set gets the same films."
    number = st.number_input(
        "Set",
        1,
        LAST_SET,
        1,
        help=note,
        key=SET,
        bind="query-params",
        width=WIDTH,
        on_change=_first,
    )
    return int(number)


def _first() -> None:
    st.session_state[FILM] = 1  # to leave it out would take the one of the address again


def chosen_film(lesson: Lesson) -> int:
    """The film that is shown, as a row of the lesson's films."""
    rows = lesson.rows
    label = f"Film, 1 to {len(rows)}"
    number = lesson.place.number_input(label, 1, len(rows), 1, key=FILM, bind="query-params", width=WIDTH)
    return rows[int(number) - 1]


def name_of(film: pd.Series) -> str:
    """``Solaris (1972)``, as Markdown."""
    return f"{plain(film['title'])} ({plain(film['year'])})"


def onward(lesson: Lesson, part: str, row: int) -> None:
    """The button to the next film without an answer, or what to do when there is none. Each film has its own button,
    so that a key that is pressed twice passes over none.
    """
    answers = lesson_round.answers(part)
    rows = lesson.rows
    place = rows.index(row)
    order = [*range(place + 1, len(rows)), *range(place)]
    following = next((at for at in order if lesson.film(rows[at])["id"] not in answers), None)
    if following is None:
        _again(lesson, part)
        return
    key = f"lesson_{part}_next_{lesson.film(row)['id']}"
    choose = (_choose, FILM, following + 1)
    st.button("Next film", type="primary", shortcut="N", key=key, on_click=attempt, args=choose)


def _again(lesson: Lesson, part: str) -> None:
    """At the end of a set."""
    with st.container(horizontal=True):
        names = [lesson.film(row)["id"] for row in lesson.rows]
        st.button("Begin this set anew", key=f"lesson_{part}_again", on_click=attempt, args=(_forget, part, names))
        if lesson.number < LAST_SET:
            choose = (_choose, SET, lesson.number + 1)
            st.button("Next set", type="primary", key=f"lesson_{part}_other", on_click=attempt, args=choose)


def _forget(part: str, films: list[str]) -> None:
    lesson_round.forget(part, films)
    _first()


def _choose(key: str, value: Any) -> None:
    st.session_state[key] = value
    if key == SET:
        _first()
