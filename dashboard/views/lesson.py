"""Lesson: guess the genres before the model does, and three exercises about how far to believe it."""

from collections.abc import Callable

import streamlit as st

from dashboard.components.frame import required_model
from dashboard.components.lesson import guess, highlight, leak, steps, threshold
from dashboard.components.lesson.lesson import Lesson
from dashboard.components.shared.guard import guarded
from dashboard.state import chosen_model
from dashboard.state.cache import lessons, scores

PART = "lesson"  # of the address, as the set is: a link opens the same part with the same films
PARTS: dict[str, Callable[[Lesson], None]] = {
    "Guess": guess.show,
    "A split that leaks": leak.show,
    "A threshold": threshold.show,
    "A highlight that lies": highlight.show,
}


def main() -> None:
    """The number of the set, and a tab for each part."""
    st.title("Would you have known?")
    st.caption(
        "For a class, or for yourself: answer first, then look. The films are embedded ones, from the test side of the"
        " split. Whoever opens the address of this page gets the same films."
    )
    ref = chosen_model.ref()
    model = required_model.opened(ref)
    if model is None:
        return
    number = steps.chosen_set()
    if model.artifact.config.get("split") == "random":
        st.warning("This model was trained on a random split and may know these films: its scores flatter.")
    with guarded():
        table = lessons.films()
        films = scores.scored(ref, table)
        if films.frame.empty:
            st.info("This model has none of the films' genres. Choose another one in the sidebar.")
            return
        lesson = Lesson(ref, model, table.frame["id"].tolist(), films, number)
        for tab, draw in zip(st.tabs(list(PARTS), key=PART, bind="query-params"), PARTS.values(), strict=True):
            if tab.open:
                with tab, guarded():
                    draw(lesson)


main()
