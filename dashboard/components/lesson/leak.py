"""Why a leaky split flatters: the same episodes, split in two ways, answered by the episode most like them."""

import numpy as np
import pandas as pd
import streamlit as st

from core.amounts import amount
from core.markdown import plain
from dashboard.components.lesson.lesson import Lesson
from dashboard.components.shared.guard import attempt
from dashboard.phrasing import conjunction, percent, unbroken
from dashboard.state.cache import lessons
from dashboard.state.lesson.leaky_split import SPLITS, Leak

SPLIT, PEOPLE, EPISODE = "split", "people", "lesson_episode"


def show(lesson: Lesson) -> None:
    """The split to try, what it scores, where that comes from, and one test episode after the other."""
    st.markdown(
        "Each embedded film is a television series here, each sentence of its plot an episode. An episode of the test"
        " gets the genres of the training episode whose words are most like its own. **Split the episodes in both ways:"
        " which score would you believe?**"
    )
    left, right = st.columns(2, vertical_alignment="bottom")
    with left:
        choice = st.segmented_control(
            "Split", list(SPLITS), default=next(iter(SPLITS)), required=True, key=SPLIT, bind="query-params"
        )
    with right:
        note = "Names made up for each series. They say nothing about a genre."
        people = st.toggle("Episodes name their people", True, key=PEOPLE, bind="query-params", help=note)
    leak = lessons.leak(people, SPLITS[str(choice)], lesson.number)
    _figures(leak)
    st.markdown(unbroken(f"## {_finding(leak)}"))
    _one(leak)
    with st.expander("All four beside each other"):
        st.dataframe(_all(lesson.number), hide_index=True, width="content", key="lesson_leaks")
    st.caption(
        "Ask of every score where the other episodes of the series stood. `python -m benchmarks.quality.leak` measures"
        " the same with a whole network; its figures are on About, *Scores that leak*."
    )


def _figures(leak: Leak) -> None:
    left, right = st.columns(2)
    left.metric("Micro F1", f"{leak.micro_f1:.2f}", help="1: every genre of every test episode right, none too many.")
    right.metric("Series known from training", percent(leak.seen), help="Share of the test episodes.")


def _finding(leak: Leak) -> str:
    same = float(leak.test["same"].mean())
    if not same:
        return f"No test episode meets its own series: micro F1 {leak.micro_f1:.2f}"
    other = "" if np.isnan(leak.other_f1) else f", elsewhere {leak.other_f1:.2f}"
    return f"{percent(same)} are answered by their own series: micro F1 {leak.same_f1:.2f} there{other}"


def _one(leak: Leak) -> None:
    """One test episode and the one that answers it."""
    at = st.session_state.setdefault(EPISODE, 0) % len(leak.test)
    row = leak.test.iloc[at]
    left, right = st.columns(2, gap="large")
    sides = ((left, "A test episode of", ""), (right, "The training episode most like it, of", "nearest_"))
    for place, what, prefix in sides:
        with place, st.container(border=True):
            st.caption(f"{what} {plain(row[f'{prefix}series'])}")
            st.text(row[f"{prefix}plot"])
            st.caption(plain(row[f"{prefix}genres"].replace("|", ", ")))
    words = conjunction([f"*{plain(word)}*" for word in row["shared"].split()]) if row["shared"] else "no word"
    whose = "the same series" if row["same"] else "another series"
    st.markdown(f"What brings them together: {words}. It is of {whose}.")
    st.button("Another episode", key="lesson_episode_next", on_click=attempt, args=(_next,))


def _next() -> None:
    st.session_state[EPISODE] += 1


def _all(number: int) -> pd.DataFrame:
    """Both splits with people and without."""
    rows = []
    for people in (True, False):
        for name, method in SPLITS.items():
            leak = lessons.leak(people, method, number)
            test = amount(len(leak.test), "episode")
            rows.append((name, "yes" if people else "no", test, percent(leak.seen), f"{leak.micro_f1:.2f}"))
    return pd.DataFrame(rows, columns=["split", "people", "test", "series known", "micro F1"])
