"""Every cache of the app. Whatever depends on a model is keyed by the model's version, so nothing goes stale."""

import contextlib
import threading
from pathlib import Path
from typing import Any

import pandas as pd
import streamlit as st

from core import artifact, glove
from core.classifier import GenreClassifier
from core.errors import ArtifactError
from core.explain import Explanation, explain, warm_up
from data import describe, sources
from data.schema import PlotTable

DAY = 24 * 3600


def version_of(folder: Path) -> str:
    """Changes whenever a file of the model changes; costs one small read."""
    try:
        return (folder / artifact.LAYOUT.checksums).read_text(encoding="utf-8")
    except OSError:
        return "missing"


@st.cache_resource(max_entries=4, show_spinner="Opening the model ...")
def _classifier(folder: str, version: str) -> GenreClassifier:
    return GenreClassifier.load(folder)


def classifier(folder: Path) -> GenreClassifier:
    """The model in a folder, opened once per version. Raises ArtifactError."""
    return _classifier(str(folder), version_of(folder))


@st.cache_resource(show_spinner=False)
def _warmed_up(folder: str, version: str) -> threading.Thread:
    thread = threading.Thread(target=_warm_up, args=(folder,), name="warm-up", daemon=True)
    thread.start()
    return thread


def _warm_up(folder: str) -> None:
    with contextlib.suppress(ArtifactError):  # the page says what is wrong with the model
        warm_up(GenreClassifier.load(folder))


def warmed_up(folder: Path) -> None:
    """Compile SHAP's numeric parts in the background, once per model, so that the first explanation is quick."""
    _warmed_up(str(folder), version_of(folder))


@st.cache_data(max_entries=500, ttl=DAY, show_spinner=False)
def _explanation(folder: str, version: str, text: str, method: str) -> Explanation:
    return explain(_classifier(folder, version), text, method)


def explanation(folder: Path, text: str, method: str) -> Explanation:
    """All genres of one plot explained by one method. Raises PlotError."""
    return _explanation(str(folder), version_of(folder), text, method)


@st.cache_data(max_entries=500, ttl=DAY, show_spinner=False)
def _probabilities(folder: str, version: str, text: str) -> list[float]:
    return _classifier(folder, version).predict_proba([text])[0].tolist()


def probabilities(folder: Path, text: str) -> pd.Series:
    """Probability of each genre for one plot."""
    values = _probabilities(str(folder), version_of(folder), text)
    return pd.Series(values, index=list(classifier(folder).classes_), name="probability")


@st.cache_resource(max_entries=4, show_spinner="Reading the films ...")
def _table(name: str, changed: float) -> PlotTable:
    return sources.load(name)


def table(name: str) -> PlotTable:
    """A data set by name or path, read again when its file changes. Raises TableError. Don't change what you get."""
    path = sources.SOURCES[name].path if name in sources.SOURCES else Path(name)
    return _table(name, path.stat().st_mtime if path.exists() else 0.0)


@st.cache_data(max_entries=4, show_spinner="Counting ...")
def description(_table: PlotTable, name: str, rows: int) -> dict[str, Any]:
    """The frames of the Explore page that depend on the whole data set."""
    frame = _table.frame
    return {
        "summary": describe.summary(frame),
        "genre_counts": describe.genre_counts(frame),
        "genres_per_film": describe.genres_per_film(frame),
        "cooccurrence": describe.cooccurrence(frame),
        "plot_lengths": describe.plot_lengths(frame),
        "films_per_year": describe.films_per_year(frame, 10),
    }


@st.cache_data(max_entries=4, show_spinner="Reading every word ...")
def word_description(_table: PlotTable, name: str, rows: int) -> dict[str, Any]:
    """The words that set genres apart, and those that GloVe doesn't know."""
    words = describe.plot_words(_table.frame)
    unknown, share = describe.unknown_words(words, glove.packaged_index())
    return {
        "distinctive": describe.distinctive_words(_table.frame, words, top=12),
        "unknown": unknown,
        "known_share": share,
    }
