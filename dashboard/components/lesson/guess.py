"""Guess the genres of a plot, then see the model's, the film's, and the words; a score over the films of the set."""

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from core.amounts import amount
from core.explanations import DEFAULT_METHOD
from core.explanations.render.sentence import sentence
from core.markdown import plain
from dashboard.components.explanation import coloured_plot
from dashboard.components.lesson import steps
from dashboard.components.lesson.lesson import Lesson
from dashboard.components.shared import percentages
from dashboard.components.shared.guard import attempt, guarded
from dashboard.phrasing import with_words
from dashboard.state.lesson import lesson_films, lesson_round
from dashboard.state.plot.explained import Explained

PART, GUESS = "guess", "lesson_guess"
YES = "✓"


def show(lesson: Lesson) -> None:
    """The film that is asked about, or what was right about it; then the score, and at the end all films."""
    row = steps.chosen_film(lesson)
    film, answers = lesson.film(row), lesson_round.answers(PART)
    if film["id"] in answers:
        _reveal(lesson, row, answers[film["id"]])
        steps.onward(lesson, PART, row)
    else:
        _ask(lesson, film)
    _score(lesson)
    if all(lesson.film(each)["id"] in answers for each in lesson.rows):
        _all_films(lesson)


def _ask(lesson: Lesson, film: pd.Series) -> None:
    """The plot without its title, every genre to choose from, and the button that ends the guessing."""
    with st.container(border=True):
        st.text(film["plot"])
    key = f"{GUESS}_{film['id']}"
    guess = st.pills("Which genres does it have?", lesson.genres, selection_mode="multi", key=key, format_func=plain)
    st.button(
        "Answer",
        type="primary" if guess else "secondary",
        shortcut="A",
        disabled=not guess,
        key=f"{key}_answer",
        help="Choose one genre at least.",
        on_click=attempt,
        args=(_keep, film["id"], key),
    )


def _keep(film: str, key: str) -> None:
    """Keep what is chosen at this moment: a genre may have been chosen since the page was drawn."""
    lesson_round.answers(PART)[film] = list(st.session_state[key])


def _reveal(lesson: Lesson, row: int, guess: list[str]) -> None:
    """Title, who said what, and the words behind one of the genres."""
    film = lesson.film(row)
    st.markdown(f"## {steps.name_of(film)}")
    table = compared(lesson, row, guess)
    st.markdown(told(table))
    st.dataframe(
        percentages.written(table, ["probability"]), hide_index=True, width="content", key=f"{GUESS}_{film['id']}_table"
    )
    genres = table["genre"].tolist()
    first = lesson.likeliest(row)
    genre = st.segmented_control(
        "Words behind",
        genres,
        default=first if first in genres else genres[0],
        required=True,
        format_func=plain,
        key=f"{GUESS}_{film['id']}_words",
    )
    with guarded(st.info):
        explained = Explained(lesson.ref, film["plot"], DEFAULT_METHOD, str(genre))
        st.markdown(with_words(lambda mark: sentence(explained.explanation, explained.genre, emphasis=mark)))
        coloured_plot.show_still(explained, f"{GUESS}_plot")


def compared(lesson: Lesson, row: int, guess: list[str]) -> pd.DataFrame:
    """A row for each genre that anyone gives the film, the most probable first: you, the model, the film itself."""
    decided, truth = lesson.decided([row])[0], lesson.truth(row)
    sides = [("you", guess), ("model", [g for g, there in zip(lesson.genres, decided, strict=True) if there])]
    table = pd.DataFrame({"genre": lesson.genres})
    for name, given in [*sides, ("film", truth)]:
        table[name] = [YES if genre in given else "" for genre in lesson.genres]
    table["probability"] = lesson.films.y_score[row]
    anyone = (table[["you", "model", "film"]] == YES).any(axis=1)
    return table[anyone].sort_values("probability", ascending=False, kind="stable").reset_index(drop=True)


def told(table: pd.DataFrame) -> str:
    """How many of the film's genres you and the model have named, of a table of :func:`compared`."""
    there = table["film"] == YES
    parts = []
    for side, who in (("you", "You"), ("model", "The model")):
        said = table[side] == YES
        wrong = int((said & ~there).sum())
        parts.append(f"{who}: {int((said & there).sum())} of {int(there.sum())} right, {wrong} wrong.")
    return " ".join(parts)


def _answered(lesson: Lesson, rows: Sequence[int]) -> tuple[list[int], list[list[str]]]:
    """Those of the films ``rows`` that were answered, and how."""
    answers = lesson_round.answers(PART)
    chosen = [row for row in rows if lesson.film(row)["id"] in answers]
    return chosen, [answers[lesson.film(row)["id"]] for row in chosen]


def _score(lesson: Lesson) -> None:
    """Your micro F1 beside the model's, over the films answered in this session, of any set."""
    rows, guesses = _answered(lesson, range(len(lesson.films.frame)))
    if not rows:
        return
    own = lesson_films.micro_f1(lesson.films, rows, lesson_films.decisions(guesses, lesson.genres))
    model = lesson_films.micro_f1(lesson.films, rows, lesson.decided(rows))
    left, right = st.columns(2)
    left.metric("Your F1", f"{own:.2f}")
    right.metric("The model's F1", f"{model:.2f}")
    st.caption(
        f"Micro F1 over {amount(len(rows), 'film')} of this session: 1 is every genre right and none too many. So few"
        " films say little about anyone; over a class they add up."
    )


def _all_films(lesson: Lesson) -> None:
    """The set, film by film, with both scores."""
    rows, guesses = _answered(lesson, lesson.rows)
    lines = []
    for row, guess in zip(rows, guesses, strict=True):
        decided = lesson.decided([row])
        own = lesson_films.decisions([guess], lesson.genres)
        given = [genre for genre, there in zip(lesson.genres, decided[0], strict=True) if there]
        f1 = [lesson_films.micro_f1(lesson.films, [row], said) for said in (own, decided)]
        title = lesson.film(row)["title"]
        lines.append([title, *(", ".join(names) for names in (lesson.truth(row), guess, given)), *f1])
    table = pd.DataFrame(lines, columns=["title", "film", "you", "model", "your F1", "model's F1"])
    number = st.column_config.NumberColumn(format="%.2f")
    config = {"your F1": number, "model's F1": number}
    st.dataframe(table, hide_index=True, key=f"{GUESS}_films", column_config=config)
