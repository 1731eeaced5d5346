"""One film at a time: its plot coloured for a label, the labels, and what to do with them, all by keyboard too."""

import time

import streamlit as st

from core.amounts import amount
from core.errors import PlotError
from core.markdown import plain
from core.model.folder.model_ref import ModelRef
from dashboard.components.explanation import coloured_plot
from dashboard.components.review import label_choice
from dashboard.components.review.label_choice import Choice
from dashboard.components.shared.guard import attempt, guarded
from dashboard.phrasing import duration, percent
from dashboard.state import review
from dashboard.state.cache.model import answers
from dashboard.state.plot.explained import Explained
from train.adapt.labels import FEWEST_FILMS
from train.review import project
from train.review.store import Film, Progress, Store

METHOD, BEGAN, LAST = "occlusion", "review_began", "review_last"


def show(store: Store) -> None:
    """The film that is asked about now: its plot, then its labels, then the buttons, which are drawn first."""
    film = store.next(review.who())
    if film is None:
        st.success("Every film is decided. Learn from them, or export what was decided.")
        return
    if st.session_state.get(LAST) == (store.path.stem, film.film):
        del st.session_state[LAST]  # it is asked about again, perhaps with other labels
        label_choice.forget(film)
    ref = review.proposer(store)
    offered = project.proposed(answers.classifier(ref), film.plot)
    year = f" ({plain(film.year)})" if film.year else ""
    st.markdown(f"## {plain(film.title)}{year}")
    plot = st.container()
    choice = label_choice.show(store, film, answers.probabilities(ref, film.plot), offered)
    progress = store.progress()
    _buttons(store, choice, offered, progress.decided)
    _time_left(progress)
    with plot, guarded(st.info):
        _plot(film, ref, offered)


def _buttons(store: Store, choice: Choice, offered: list[str], decided: int) -> None:
    """Accept, skip and undo; their keys stand on them. Each film has buttons of its own, so that a key that was
    pressed twice never decides about a film that nobody has seen.
    """
    st.session_state.setdefault(BEGAN, (time.time(), decided))
    same = set(choice.labels()) == set(offered)
    texts = {"accept": ("Accept" if same else "Keep these labels", "A"), "skip": ("Skip", "S")}
    with st.container(horizontal=True):
        for action, (text, shortcut) in texts.items():
            st.button(
                text,
                type="primary" if action == "accept" else "secondary",
                shortcut=shortcut,
                key=f"review_{action}_{choice.film}",
                on_click=attempt,
                args=(_decide, store, choice, offered, action == "skip"),
            )
        st.button("Undo", shortcut="U", key="review_undo", on_click=attempt, args=(_undo, store))
        if decided >= FEWEST_FILMS:
            icon = ":material/school:"
            st.button("Learn now", shortcut="L", icon=icon, key="review_to_learn", on_click=review.ask_to_learn)


def _decide(store: Store, choice: Choice, offered: list[str], skip: bool) -> None:
    """Keep a decision, once: the second press of a fast double one comes while the same film is shown."""
    this = (store.path.stem, choice.film)
    if st.session_state.get(LAST) != this:
        store.decide(choice.film, [] if skip else choice.labels(), offered, review.who(), skip)
        st.session_state[LAST] = this


def _undo(store: Store) -> None:
    film = store.undo(review.who())
    st.session_state.pop(LAST, None)
    if film is None:
        st.toast("There is nothing of yours to undo.")
    else:
        label_choice.forget(film)


def _plot(film: Film, ref: ModelRef, offered: list[str]) -> None:
    """The plot, its words coloured for one of the proposed labels."""
    model = answers.classifier(ref)
    try:
        model.tokens(film.plot)
    except PlotError:
        st.text(film.plot)
        return
    label = st.segmented_control(
        "Coloured for", offered, default=offered[0], required=True, key=f"review_label_{film.film}", format_func=plain
    )
    probability = answers.probabilities(ref, film.plot)[label]
    st.caption(f"The model gives {plain(label)} {percent(float(probability))}.")
    coloured_plot.show_still(Explained(ref, film.plot, METHOD, label), f"review_plot_{film.film}")


def _time_left(progress: Progress) -> None:
    """How long the rest takes at the pace of this session."""
    began, before = st.session_state[BEGAN]
    done = progress.decided - before
    if done >= 3:
        left = (time.time() - began) / done * progress.left
        st.caption(f"At this pace the rest, {amount(progress.left, 'film')}, takes {duration(left)}.")
