"""The films inside a lasso as a slice: how good the model is on them beside all films of the map."""

import numpy as np
import pandas as pd
import streamlit as st
from numpy.typing import NDArray

from core.amounts import amount
from core.genres import SEPARATOR
from core.markdown import plain
from core.measure import bootstrap
from core.measure.slices import SMALLEST
from dashboard.components.map.view import View
from dashboard.components.shared import film_table
from dashboard.phrasing import conjunction, percent
from dashboard.state.cache.model import answers

DRAWS, MOST, NAMED = 300, 500, 3


def show(view: View, rows: NDArray[np.intp]) -> None:
    """The slice's genres, its metrics where the genres are a catalogue's, and its films."""
    frame = view.frame.iloc[rows]
    st.markdown(f"## {amount(len(rows), 'film')} in the slice: {plain(_common(frame))}")
    if view.films.labelled:
        st.markdown(_metrics(view, rows))
        st.caption(
            "In brackets the 95 % interval over draws of films. A lasso picks films by what the model makes of them, so"
            " a good or bad slice is found, not tested; and the model may have been trained on some of these films."
        )
    st.dataframe(_listed(view, rows[:MOST]), hide_index=True, key=view.key("slice"))
    if len(rows) > MOST:
        st.caption(f"The first {MOST} are shown.")


def _common(frame: pd.DataFrame) -> str:
    counts = frame["genres"].str.split(SEPARATOR, regex=False).explode().value_counts()
    named = [f"{percent(count / len(frame))} {genre}" for genre, count in counts.head(NAMED).items() if genre]
    return conjunction(named) if named else "none has a genre"


def _metrics(view: View, rows: NDArray[np.intp]) -> str:
    judged = view.judged
    inside = rows[judged.counts[rows]]
    if len(inside) < SMALLEST:
        return f"Of these, {len(inside):,} can be judged; fewer than {SMALLEST} say nothing about the model."
    every = np.flatnonzero(judged.counts)
    here, all_films = (
        bootstrap.micro_f1(judged.y_true[films].astype(np.int8), judged.y_pred[films], DRAWS)
        for films in (inside, every)
    )
    right = (judged.wrong[inside] == 0).mean()
    genres = [str(genre) for genre in answers.classifier(view.model).classes_]
    told = f"**Micro F1 {here}**, {all_films.value:.3f} on all {len(every):,} films of the map that can be judged."
    told += f" Every genre is right for {percent(right)} of the slice."
    missed = _most((judged.y_true & ~judged.y_pred)[inside], genres)
    added = _most((judged.y_pred & ~judged.y_true)[inside], genres)
    return told + (f" Missed most: {missed}." if missed else "") + (f" Added most: {added}." if added else "")


def _most(wrong: NDArray[np.bool_], genres: list[str]) -> str:
    counts = wrong.sum(axis=0)
    order = np.argsort(-counts, kind="stable")[:NAMED]
    return ", ".join(f"{plain(genres[genre])} ({counts[genre]:,})" for genre in order if counts[genre])


def _listed(view: View, rows: NDArray[np.intp]) -> pd.DataFrame:
    frame = view.frame.iloc[rows]
    model = answers.classifier(view.model)
    table = pd.DataFrame({"title": frame["title"], "year": frame["year"]})
    name = "genres" if view.films.labelled else "predicted"
    table[name] = frame["genres"].str.replace(SEPARATOR, ", ", regex=False)
    if view.films.labelled:
        y_score = view.drawn.films.y_score[rows].astype(np.float64)
        table["predicted"] = [", ".join(genres) for genres in model.genres_of(y_score)]
    table["plot"] = frame["plot"].str.slice(0, 300)
    return film_table.dated(table)
