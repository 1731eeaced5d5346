"""The review of this session: which file, who decides, and which model proposes."""

from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import streamlit as st

from core.amounts import amount
from core.errors import TableError
from core.model.folder.model_ref import ModelRef
from core.tables.columns.choice import Columns, apply
from core.tables.films import plot_texts, texts, written_texts
from dashboard.state import chosen_model
from train.review import project
from train.review.store import Store, key_of
from train.runs import control

KEY, LINK, WHO = "review", "review", "reviewer"  # LINK: of the address, so that a reload goes on with the review
TAB, TABS = "tab", ("Label films", "Learn", "Labels that look wrong")
LEARN = "review_learn_now"  # of the session: that it was asked to learn on another tab
SHOWN, OF_ONE = "shown_review", "review_"  # which one was shown last; how all begins that a session keeps of one


def current() -> Store | None:
    """The review that is open in this session."""
    name = st.session_state.get(KEY) or st.query_params.get(LINK)
    if name not in project.listed():
        return None
    if st.session_state.get(SHOWN, name) != name:
        forget(OF_ONE)  # its films have the numbers of other films in another review
    st.session_state[KEY] = st.query_params[LINK] = st.session_state[SHOWN] = name
    return project.opened(name)


def forget(*begins: str) -> None:
    """Forget what the session keeps under keys that begin like this."""
    for key in [str(key) for key in st.session_state]:
        if key.startswith(begins):
            del st.session_state[key]


def open_review(name: str) -> None:
    """Go on with a review: with its films, whatever tab was open in the one before."""
    st.session_state[KEY] = name
    st.session_state[TAB] = TABS[0]


def close_review() -> None:
    """Leave the review; its file stays."""
    st.session_state.pop(KEY, None)
    st.query_params.pop(LINK, None)


def ask_to_learn() -> None:
    """Go to the tab where the model learns, and have it learn there."""
    st.session_state[TAB] = TABS[1]
    st.session_state[LEARN] = True


def who() -> str:
    """The name under which decisions are kept."""
    return str(st.session_state.get(WHO) or "").strip() or "me"


def begin(name: str, ref: ModelRef) -> Store:
    """The review of that name; a new one proposes with, and learns from, the model of this session."""
    store = project.opened(name)
    if not store.fact(project.SOURCE):
        model = ref.folder.relative_to(control.MODELS).as_posix()
        store.note(project.SOURCE, model)
        store.note(project.PROPOSER, model)
    open_review(store.path.stem)
    return store


@dataclass(frozen=True)
class Queue:
    """The ``films`` of a table, the ``labels`` it gives them, and ``notes``: sentences about rows that are no films."""

    films: pd.DataFrame
    labels: list[list[str]]
    notes: list[str]


def queue_of(frame: pd.DataFrame, name: str, plots: str | None = None) -> Queue:
    """The films of any table that have a plot, each once, with the labels of all its rows.

    ``plots``: the column with the plots, if a person has chosen one. Raises TableError where no row has a plot.
    """
    named = apply(frame, Columns(plot=plots), name, ["plot"])
    named["plot"] = plot_texts(named["plot"])
    named["title"] = texts(named["title"]) if "title" in named else [f"Row {row + 1}" for row in named.index]
    told = named[named["plot"] != ""].reset_index(drop=True)
    if not len(told):
        raise TableError(f"{name} has no row with a plot. Choose a file with one plot a row.")
    film = pd.Series([key_of(title, plot) for title, plot in zip(told["title"], told["plot"], strict=True)])
    films = told[~film.duplicated()].reset_index(drop=True)
    cells = written_texts(told["genres"]) if "genres" in told else [""] * len(told)
    labels: dict[str, dict[str, None]] = {key: {} for key in film}
    for key, cell in zip(film, cells, strict=True):
        labels[key].update(dict.fromkeys(label for label in cell.split("|") if label))
    notes = []
    if without := len(named) - len(told):
        notes.append(f"Left out, for want of a plot: {amount(without, 'row')}.")
    if again := len(told) - len(films):
        notes.append(f"More rows of the same films, which are asked about once, with the labels of all: {again:,}.")
    return Queue(films, [list(names) for names in labels.values()], notes)


def model_of(store: Store, role: str) -> Path:
    """The folder of the model that proposes, or that is learnt from; where it is gone, the one of this session."""
    folder = control.MODELS / store.fact(role)
    return folder if store.fact(role) and folder.is_dir() else chosen_model.ref().folder


def gone(store: Store) -> list[str]:
    """The models of the review whose folders are gone."""
    names = dict.fromkeys(store.fact(role) for role in (project.SOURCE, project.PROPOSER))
    return [name for name in names if name and not (control.MODELS / name).is_dir()]


def proposer(store: Store) -> ModelRef:
    """The model that proposes."""
    return ModelRef.of(model_of(store, project.PROPOSER))
