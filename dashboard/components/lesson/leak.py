"""Why a leaky split flatters: the same episodes, split in two ways, answered by the episode most like them."""

import numpy as np
import pandas as pd
import streamlit as st

from core.amounts import amount
from core.markdown import plain
from dashboard.components.lesson import steps
from dashboard.phrasing import conjunction, percent, unbroken
from dashboard.state.cache.films import lessons
from dashboard.state.lesson.leaky_split import SPLITS, Leak

SPLIT, PEOPLE, EPISODE = "split", "people", "episode"
MOST = 999  # after the last episode comes the first
SEED = 3  # of the names, and of the split by episode


def show() -> None:
    """The split to try, what it scores, where that comes from, and one test episode after the other."""
    st.markdown(
        "Here each embedded film plays a television series, and each sentence of its plot an episode. A test episode"
        " gets the genres of the training episode whose words are most like its own; nothing else is learnt. **Split"
        " the episodes both ways: which score would you believe?**"
    )
    left, right = st.columns(2, vertical_alignment="bottom")
    with left:
        choice = st.segmented_control(
            "Split", list(SPLITS), default=next(iter(SPLITS)), required=True, key=SPLIT, bind="query-params"
        )
    with right:
        note = "Names made up for each series. They say nothing about a genre."
        people = st.toggle("Episodes name their people", True, key=PEOPLE, bind="query-params", help=note)
    leak = lessons.leak(people, SPLITS[str(choice)], SEED)
    _figures(leak)
    st.markdown(unbroken(f"## {_finding(leak)}"))
    _one(leak)
    with st.expander("All four side by side, and why"):
        _all()
    st.caption(
        "Ask of every score where the other episodes of the series were. `python -m benchmarks.quality.leak` measures"
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
    number = st.number_input("Episode", 1, MOST, 1, key=EPISODE, bind="query-params", width=steps.WIDTH)
    row = leak.test.iloc[(int(number) - 1) % len(leak.test)]
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


def _all() -> None:
    """Both splits with people and without, and what that says."""
    rows, scores = [], {}
    for people in (True, False):
        for name, method in SPLITS.items():
            leak = lessons.leak(people, method, SEED)
            test = amount(len(leak.test), "episode")
            scores[people, name] = leak.micro_f1
            rows.append((name, "yes" if people else "no", test, percent(leak.seen), f"{leak.micro_f1:.2f}"))
    table = pd.DataFrame(rows, columns=["split", "people named", "test", "series known", "micro F1"])
    st.dataframe(table, hide_index=True, width="content", key="lesson_leaks")
    leaky, honest = SPLITS
    named, unnamed = (scores[people, leaky] - scores[people, honest] for people in (True, False))
    st.markdown(
        f"Where people are named, the leaky split adds {named:+.2f} to micro F1; where they are not, {unnamed:+.2f}. A"
        " leak needs something to leak through: here it is names, which say nothing about a genre but give the series"
        " away."
    )
