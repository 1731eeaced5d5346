"""One film at a time: its plot coloured for a label, the labels as chips, and what to do with them."""

import time

import streamlit as st

from core.amounts import amount
from core.errors import PlotError
from core.genres import clean
from core.markdown import plain
from core.model.model_ref import ModelRef
from dashboard.components.explanation import coloured_plot
from dashboard.components.shared.guard import attempt, guarded
from dashboard.phrasing import duration, percent
from dashboard.state import review
from dashboard.state.cache import answers
from dashboard.state.explained import Explained
from train.review import project
from train.review.store import Film, Store

METHOD, NEW, BEGAN = "occlusion", "review_new", "review_began"


def show(store: Store) -> None:
    """The film that is asked about now."""
    film = store.next(review.who())
    if film is None:
        st.success("Every film is decided. Learn from them, or export what was decided.")
        return
    ref = review.proposer(store)
    model = answers.classifier(ref)
    offered = project.proposed(model, film.plot)
    year = f" ({plain(film.year)})" if film.year else ""
    st.markdown(f"## {plain(film.title)}{year}")
    chosen = _chips(store, film, offered)
    _buttons(store, film, chosen, offered)
    with guarded(st.info):
        _plot(film, ref, offered)
    _time_left(store)


def _chips(store: Store, film: Film, offered: list[str]) -> list[str]:
    """The labels to choose from, the proposed ones chosen; a new one can be typed."""
    model = answers.classifier(review.proposer(store))
    added = st.session_state.setdefault(f"review_added_{film.film}", [])
    first = list(film.labels) or offered
    options = project.choices(model, [*added, *store.labels()], first)
    key = f"review_chips_{film.film}"
    if key not in st.session_state:
        st.session_state[key] = first
    chosen = st.pills("Labels", options, selection_mode="multi", key=key, format_func=plain)
    st.text_input(
        "A label that is not there",
        key=f"{NEW}_{film.film}",
        on_change=attempt,
        args=(_add_label, film.film),
        placeholder="Type it and press Enter",
    )
    return list(chosen)


def _add_label(film: int) -> None:
    label = clean(str(st.session_state.get(f"{NEW}_{film}", "")))[:80]
    if label:
        st.session_state[f"review_added_{film}"].append(label)
        chosen = st.session_state.get(f"review_chips_{film}") or []
        st.session_state[f"review_chips_{film}"] = list(dict.fromkeys([*chosen, label]))
    st.session_state[f"{NEW}_{film}"] = ""


def _buttons(store: Store, film: Film, chosen: list[str], offered: list[str]) -> None:
    """Accept, skip and undo; their keys stand on them."""
    st.session_state.setdefault(BEGAN, (time.time(), store.progress().decided))
    who = review.who()
    with st.container(horizontal=True):
        same = set(chosen) == set(offered)
        st.button(
            "Accept" if same else "Keep these labels",
            type="primary",
            shortcut="A",
            key="review_accept",
            on_click=attempt,
            args=(store.decide, film.film, chosen, offered, who),
        )
        nothing: list[str] = []
        skip = (store.decide, film.film, nothing, offered, who, True)
        st.button("Skip", shortcut="S", key="review_skip", on_click=attempt, args=skip)
        st.button("Undo", shortcut="U", key="review_undo", on_click=attempt, args=(_undo, store, who))


def _undo(store: Store, who: str) -> None:
    film = store.undo(who)
    if film is None:
        st.toast("There is nothing of yours to undo.")
    else:
        st.session_state.pop(f"review_chips_{film.film}", None)


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


def _time_left(store: Store) -> None:
    """How long the rest takes at the pace of this session."""
    began, before = st.session_state[BEGAN]
    progress = store.progress()
    done = progress.decided - before
    if done >= 3:
        left = (time.time() - began) / done * progress.left
        st.caption(f"At this pace the rest, {amount(progress.left, 'film')}, takes {duration(left)}.")
