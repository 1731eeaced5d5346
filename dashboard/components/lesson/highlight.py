"""Two highlights of one plot, the model's own and a lie: say which is faithful, then see the test of deletion."""

import pandas as pd
import streamlit as st

from core.amounts import amount
from core.explanations import DEFAULT_METHOD, METHODS, Explanation
from core.explanations.faithfulness import Deletion
from core.explanations.render.sentence import faithfulness_sentence
from core.markdown import plain
from dashboard.components.explanation import coloured_plot
from dashboard.components.lesson import steps
from dashboard.components.lesson.lesson import Lesson
from dashboard.components.shared.guard import attempt
from dashboard.phrasing import percent, unbroken
from dashboard.state.cache import answers, lessons
from dashboard.state.lesson import lesson_round, lying_highlight
from dashboard.state.lesson.lesson_round import Round

PART = "highlight"
NAMES = ("A", "B")


def show(lesson: Lesson) -> None:
    """The film's two highlights side by side, what was answered, and how many were found."""
    rows = lesson.rows
    progress = lesson_round.current(PART, lesson.number)
    if progress.at < len(rows):
        film, genre = lesson.film(rows[progress.at]), lesson.likeliest(rows[progress.at])
        share = percent(float(answers.probabilities(lesson.ref, film["plot"])[genre]))
        st.caption(f"Film {progress.at + 1} of {len(rows)}.")
        st.markdown(
            unbroken(
                f"The model gives this plot {plain(genre)} at {share}. One highlight shows which words moved it, blue"
                " up and orange down; the other has the same colours on words drawn at random. **Which one can you rely"
                " on?**"
            )
        )
        own_first = lying_highlight.own_is_first(film["plot"], lesson.number)
        _pair(lesson, film, genre, own_first, progress)
        if film["id"] in progress.answers:
            _test(lesson, film, genre, own_first, progress.answers[film["id"]])
            steps.onward(progress, PART, film["id"])
    _score(progress)
    if progress.at >= len(rows):
        steps.again(PART, lesson.number)


def _pair(lesson: Lesson, film: pd.Series, genre: str, own_first: bool, progress: Round) -> None:
    """Both plots, each with its button until one is chosen."""
    own: Explanation = answers.explanation(lesson.ref, film["plot"], DEFAULT_METHOD)
    lie: Explanation = lessons.lie(lesson.ref, film["plot"], lesson.number)
    pair = (own, lie) if own_first else (lie, own)
    for place, name, shown in zip(st.columns(2, gap="large"), NAMES, pair, strict=True):
        with place:
            st.markdown(f"## {name}")
            identity = f"{lesson.ref.version} {lesson.number} {film['id']} {name}"
            coloured_plot.show_highlight(shown, genre, f"lesson_{PART}_{name}", identity)
            if film["id"] not in progress.answers:
                arguments = (progress.answers.__setitem__, film["id"], (name == NAMES[0]) == own_first)
                key = f"lesson_{PART}_{name}_{film['id']}"
                st.button(f"I rely on {name}", shortcut=name, key=key, on_click=attempt, args=arguments)


def _test(lesson: Lesson, film: pd.Series, genre: str, own_first: bool, right: bool) -> None:
    """Which was which, and what taking out the words of each one does."""
    own: Deletion = answers.deletion(lesson.ref, film["plot"], DEFAULT_METHOD, genre)
    lie: Deletion = lessons.test_of_lie(lesson.ref, film["plot"], lesson.number, genre)
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


def _score(progress: Round) -> None:
    if progress.answers:
        right, films = sum(progress.answers.values()), len(progress.answers)
        st.metric("The true one recognised", f"{right} of {films}")
        st.caption(f"Who tosses a coin is right in about half of {amount(films, 'film')}.")
