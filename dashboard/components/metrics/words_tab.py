"""The words that move a genre most, over the model's test films, with a flag on those that look like bad reasons."""

from functools import partial

import numpy as np
import pandas as pd
import streamlit as st
from streamlit.elements.lib.column_types import ColumnConfig

from core.amounts import amount
from core.markdown import plain
from core.model.folder.layout import LAYOUT
from core.model.folder.model_ref import ModelRef
from dashboard.components.metrics import scored_films
from dashboard.components.metrics.evaluation import Evaluation
from dashboard.components.shared import background
from dashboard.state.cache.model import genre_words
from data.schema import PlotTable

COLUMNS: dict[str, ColumnConfig | str | None] = {
    "word": st.column_config.TextColumn("word", width=86),
    "flag": st.column_config.TextColumn(
        "bad reason?", width=152, help="A name, a place, a year, or a word of one film, which says little"
    ),
    "points": st.column_config.NumberColumn(
        "points", width=62, format="%+.1f", help="Mean attribution, in percentage points, over the films with the word"
    ),
    "films": st.column_config.NumberColumn("films", width=52, help="Test films with the word"),
    "example": st.column_config.TextColumn("strongest in"),
}


def show(evaluation: Evaluation) -> None:
    """Two lists for a genre: what raises it, what lowers it."""
    genre = st.selectbox("Genre", evaluation.model.genres, key="words_of", bind="query-params")
    words = _words(evaluation)
    if words is None:
        return
    words = words[words["genre"] == genre]
    raising = ranked(words[words["direction"] == "raises"])
    st.markdown(f"## {plain(finding(raising, str(genre)))}")
    for column, direction in zip(st.columns(2), ("raises", "lowers"), strict=True):
        with column:
            st.markdown(f"**{direction.capitalize()} {plain(genre)}**")
            table = ranked(words[words["direction"] == direction])
            st.dataframe(table[list(COLUMNS)], hide_index=True, column_config=COLUMNS, key=f"words_{direction}")


def finding(raising: pd.DataFrame, genre: str) -> str:
    """How many of the words that raise a genre look like bad reasons, and the strongest of those."""
    flagged = raising[raising["flag"] != ""]
    like = "looks like a bad reason" if len(flagged) == 1 else "look like bad reasons"
    told = f"{len(flagged)} of the {amount(len(raising), 'strongest word')} for {genre} {like}"
    return f"{told}; above all {', '.join(flagged['word'].head(3))}" if len(flagged) else told


def _words(evaluation: Evaluation) -> pd.DataFrame | None:
    """Those that training found; of a model whose training was stopped, those over films that are here."""
    if not evaluation.model.lacks(LAYOUT.words):
        return evaluation.model.words()
    st.caption("This model was saved without the words of its genres, so they are looked for in films that are here.")
    picked = scored_films.show(evaluation.ref)
    return _looked_for(evaluation.ref, picked[0]) if picked else None


def _looked_for(model: ModelRef, table: PlotTable) -> pd.DataFrame | None:
    """What the search has found; None while it goes on, and when it was stopped."""
    job = genre_words.job(model, table)

    def told() -> str:
        read = f"{round(job.share * job.films):,} of {amount(job.films, 'film')}"
        return f"Looking for the words of each genre: {read} read"

    return job.found if background.done(job, "words", told, partial(genre_words.begin_again, model, table)) else None


def ranked(words: pd.DataFrame) -> pd.DataFrame:
    """Strong and frequent first: ordered by total / sqrt(films), so that neither *the* nor a chance word wins."""
    strength = words["total"].abs() / np.sqrt(words["films"])
    named = words["example"].where(~words["example"].str.fullmatch("#.*#"), "")  # a mark of a database is no title
    table = words.assign(points=100 * words["total"] / words["films"], example=named)
    return table.loc[strength.sort_values(ascending=False).index]
