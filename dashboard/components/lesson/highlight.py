"""Two highlights of one plot, the model's own and a lie: say which is faithful, then see the test of deletion."""

import pandas as pd
import streamlit as st

from core.explanations import DEFAULT_METHOD, METHODS, Explanation
from core.explanations.faithfulness import Deletion
from core.explanations.render.sentence import faithfulness_sentence
from core.markdown import plain
from dashboard.components.explanation import coloured_plot
from dashboard.components.lesson import steps
from dashboard.components.lesson.lesson import Lesson
from dashboard.components.shared.guard import attempt
from dashboard.phrasing import percent, unbroken
from dashboard.state.cache.films import lessons
from dashboard.state.cache.model import answers
from dashboard.state.lesson import lesson_round, lying_highlight

PART = "highlight"
NAMES = ("A", "B")


def show(lesson: Lesson) -> None:
    """The film's two highlights side by side, what was answered, and how many were found."""
    row = steps.chosen_film(lesson)
    film, genre, given = lesson.film(row), lesson.likeliest(row), lesson_round.answers(PART)
    share = percent(float(answers.probabilities(lesson.ref, film["plot"])[genre]))
    st.markdown(
        unbroken(
            f"The model gives this plot {plain(genre)} at {share}. One highlight shows which words raised that (blue)"
            " and lowered it (orange); the other has the same colours on words drawn at random. **Which one can you"
            " rely on?**"
        )
    )
    own_first = lying_highlight.own_is_first(film["plot"])
    _pair(lesson, film, genre, own_first)
    if film["id"] in given:
        _test(lesson, film, genre, own_first, given[film["id"]])
        steps.onward(lesson, PART, row)
    _score(list(given.values()))


def _pair(lesson: Lesson, film: pd.Series, genre: str, own_first: bool) -> None:
    """Both plots, each with its button until one is chosen."""
    given = lesson_round.answers(PART)
    own: Explanation = answers.explanation(lesson.ref, film["plot"], DEFAULT_METHOD)
    lie: Explanation = lessons.lie(lesson.ref, film["plot"])
    pair = (own, lie) if own_first else (lie, own)
    for place, name, shown in zip(st.columns(2, gap="large"), NAMES, pair, strict=True):
        with place:
            st.markdown(f"## {name}")
            identity = f"{lesson.ref.version} {film['id']} {name}"
            coloured_plot.show_highlight(shown, genre, f"lesson_{PART}_{name}", identity)
            if film["id"] not in given:
                arguments = (given.__setitem__, film["id"], (name == NAMES[0]) == own_first)
                key = f"lesson_{PART}_{name}_{film['id']}"
                st.button(f"I rely on {name}", shortcut=name, key=key, on_click=attempt, args=arguments)


def _test(lesson: Lesson, film: pd.Series, genre: str, own_first: bool, right: bool) -> None:
    """Which was which, and what taking out the words of each one does."""
    own: Deletion = answers.deletion(lesson.ref, film["plot"], DEFAULT_METHOD, genre)
    lie: Deletion = lessons.test_of_lie(lesson.ref, film["plot"], genre)
    names = NAMES if own_first else NAMES[::-1]
    said = "Right" if right else "No"
    (st.success if right else st.warning)(
        f"{said}: {names[0]} is the model's own, by the method {METHODS[DEFAULT_METHOD].title}. {names[1]} has its"
        " colours on other words."
    )
    for name, deletion in zip(names, (own, lie), strict=True):
        st.markdown(f"**{name} tested.** {unbroken(plain(faithfulness_sentence(deletion)))}")
    if not lying_highlight.more_faithful(own, lie):
        st.info(
            "Here the lie has hit words that count at least as much as those of the true one. One plot does not test a"
            " method; that takes hundreds."
        )
    st.caption(
        f"{steps.name_of(film)}. A highlight that looks right proves nothing: take its words out, and see"
        " whether the model changes its mind. Every highlight of the Predict page has this test beside it."
    )


def _score(given: list[bool]) -> None:
    if given:
        st.metric("The true one recognised", f"{sum(given)} of {len(given)}")
        st.caption("In this session. Tossing a coin is right half of the time.")
