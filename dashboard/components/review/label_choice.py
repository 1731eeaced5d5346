"""The labels of one film: the likeliest as buttons with the keys 1 to 9, all others, and new ones, in a box."""

from dataclasses import dataclass

import pandas as pd
import streamlit as st

from core.genres import clean
from core.markdown import plain
from dashboard.components.shared.guard import attempt
from dashboard.state import review
from train.review import project
from train.review.store import Film, Store

NEAR, OTHERS, KEYS, LONGEST = "review_near", "review_others", 9, 80


@dataclass(frozen=True)
class Choice:
    """What is to be chosen from for a film: ``near``, which have buttons, and ``others``, which the box lists."""

    film: int
    near: list[str]
    others: list[str]

    def labels(self) -> list[str]:
        """The labels chosen at this moment, in a callback too: a key may come before the page was drawn again."""
        on, more = (st.session_state.get(f"{name}_{self.film}", []) for name in (NEAR, OTHERS))
        typed = (label if label in self.others else clean(label)[:LONGEST] for label in more)
        return list(dict.fromkeys([*(label for label in self.near if label in on), *filter(None, typed)]))


def show(store: Store, film: Film, probabilities: pd.Series, offered: list[str]) -> Choice:
    """Draw the labels to choose from: at first those of the film's table, or those offered."""
    first = list(film.labels) or offered
    options = project.choices(probabilities, store.labels(), first)
    near, others = options[:KEYS], options[KEYS:]
    key = f"{NEAR}_{film.film}"
    on = st.session_state.setdefault(key, [label for label in first if label in near])
    with st.container(horizontal=True, gap="small"):
        for number, label in enumerate(near, 1):
            st.button(
                f"✓ {plain(label)}" if label in on else plain(label),
                type="secondary" if label in on else "tertiary",
                shortcut=str(number),
                key=f"{key}_{number}",
                on_click=attempt,
                args=(_turn, key, label),
            )
    st.multiselect(
        "More labels",
        others,
        default=[label for label in first if label in others],
        key=f"{OTHERS}_{film.film}",
        accept_new_options=True,
        placeholder="Choose others, or type a new label and press Enter",
        help="Name a new label in plain words: the model also looks for words like those of its name.",
    )
    return Choice(film.film, near, others)


def forget(film: Film) -> None:
    """Begin with a film's own labels again."""
    for name in (NEAR, OTHERS):
        st.session_state.pop(f"{name}_{film.film}", None)


def forget_all() -> None:
    """Begin with what is proposed from now on, for the films that were looked at and not decided, too."""
    review.forget(f"{NEAR}_", f"{OTHERS}_")


def _turn(key: str, label: str) -> None:
    on = st.session_state[key]
    st.session_state[key] = [name for name in on if name != label] if label in on else [*on, label]
