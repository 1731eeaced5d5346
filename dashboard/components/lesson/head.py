"""What every page of the lesson begins with: its title, the way to the other pages, and the films it is about."""

from collections.abc import Callable
from dataclasses import dataclass

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from core.model.classifier import GenreClassifier
from dashboard.components.lesson.lesson import Lesson
from dashboard.components.lesson.steps import chosen_set
from dashboard.components.shared.guard import guarded
from dashboard.state import chosen_model
from dashboard.state.cache.films import lessons
from dashboard.state.cache.model import scores

LINKS = {  # page -> its link
    "lesson": "Guess first",
    "lesson_split": "A split that leaks",
    "lesson_threshold": "A threshold",
    "lesson_highlight": "A highlight that lies",
}
FIRST = 1


@dataclass(frozen=True)
class Choice:
    """``number``: of the set of films; ``place``: the row of what is chosen, for a page to add to."""

    number: int
    place: DeltaGenerator


def show(title: str, question: str, with_set: bool = True) -> Choice:
    """Title, links and, if ``with_set``, the choice of a set of films."""
    st.title(title)
    st.caption(question)
    with st.container(horizontal=True):
        for page, label in LINKS.items():
            st.page_link(f"views/{page}.py", label=label)
    place = st.container(horizontal=True)
    with place:
        number = chosen_set() if with_set else FIRST
    return Choice(number, place)


def teach(model: GenreClassifier | None, choice: Choice, part: Callable[[Lesson], None]) -> None:
    """Hand ``part`` what is taught with a model, if there is one."""
    if model is None:
        return
    with guarded():
        if taught := _lesson(model, choice):
            part(taught)


def _lesson(model: GenreClassifier, choice: Choice) -> Lesson | None:
    """What is taught with a model; None when it knows none of the films' genres, which is said."""
    if model.artifact.config.get("split") == "random":
        st.warning("This model was trained on a random split and may know these films: its scores flatter.")
    ref, table = chosen_model.ref(), lessons.films()
    films = scores.scored(ref, table)
    if films.frame.empty:
        st.info("This model has none of the films' genres. Choose another one in the sidebar.")
        return None
    return Lesson(ref, model, table.frame["id"].tolist(), films, choice.number, choice.place)
