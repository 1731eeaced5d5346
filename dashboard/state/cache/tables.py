"""Data sets: read, uploaded, described and checked. Each is keyed by its content."""

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
import streamlit as st

from core.errors import TableError
from core.model import vectors
from core.tables.columns import Columns
from core.tables.whole import read_head
from dashboard.state.cache import DAY
from data.schema import PlotTable, read_table
from data.sources import registry
from train.config import TrainConfig
from train.runs import control

if TYPE_CHECKING:
    from data.quality.check import Report


def check_path_allowed() -> None:
    """Raise TableError at a public show, whose visitors must not read the files of the machine."""
    if control.readonly():
        raise TableError("This GenreLens is read-only and opens no file of its machine. Upload the file instead.")


GUESSED = Columns()


@st.cache_resource(max_entries=4, show_spinner="Reading the films ...")
def _table(name: str, changed: float, columns: Columns, encoding: str) -> PlotTable:
    return registry.load(name, columns, encoding)


def table(name: str, columns: Columns = GUESSED, encoding: str = "") -> PlotTable:
    """A data set by name or path, read again when its file changes. Raises TableError. Don't change what you get.

    ``columns``: those that a person has chosen; ``encoding``: of the file, where that is not UTF-8.
    """
    if name not in registry.SOURCES:
        check_path_allowed()
    path = registry.SOURCES[name].path if name in registry.SOURCES else Path(name)
    return _table(name, _changed(path), columns, encoding)


def _changed(path: Path) -> float:
    return path.stat().st_mtime if os.path.exists(path) else 0.0


@st.cache_data(max_entries=4, ttl=DAY, show_spinner="Looking into the file ...")
def preview(_file: Path, name: str, digest: str, encoding: str = "") -> pd.DataFrame:
    """The first rows of an uploaded file, as they are. Raises TableError."""
    return read_head(_file, name, encoding)


@st.cache_data(max_entries=4, ttl=DAY, show_spinner="Looking into the file ...")
def _preview_of(path: str, changed: float, encoding: str) -> pd.DataFrame:
    return read_head(path, "", encoding)


def preview_of(path: str, encoding: str = "") -> pd.DataFrame:
    """The first rows of a file of this machine, as they are. Raises TableError."""
    check_path_allowed()
    if not os.path.exists(path):  # the same sentence as at every other door; "-" is no path here
        registry.load(path)
    return _preview_of(path, _changed(Path(path)), encoding)


@st.cache_resource(max_entries=4, ttl=DAY, show_spinner="Reading the films ...")
def uploaded_table(_file: Path, name: str, digest: str, columns: Columns, encoding: str = "") -> PlotTable:
    """An uploaded file as a table, its columns mapped. Raises TableError. Don't change what you get."""
    return read_table(_file, name, columns, encoding)


def forget_uploads() -> None:
    """Keep no uploaded table in memory; those of other sessions are read again from their files."""
    preview.clear()
    uploaded_table.clear()


def description(table: PlotTable) -> dict[str, Any]:
    """The frames of the Explore page that depend on the whole data set, its words included. Don't change them."""
    return _description(table, table.fingerprint)


@st.cache_resource(max_entries=4, show_spinner="Counting ...", show_time=True)
def _description(_table: PlotTable, key: str) -> dict[str, Any]:
    from data.quality import describe, plot_words

    frame = _table.frame
    lengths, words = describe.words_per_plot(frame), plot_words.plot_words(frame)
    return {
        "summary": describe.summary(frame, lengths),
        "genre_counts": describe.genre_counts(frame),
        "genres_per_film": describe.genres_per_film(frame),
        "cooccurrence": describe.cooccurrence(frame),
        "plot_lengths": describe.plot_lengths(frame, words=lengths),
        "films_per_year": describe.films_per_year(frame, 10),
        "distinctive": plot_words.distinctive_words(frame, words, top=12),
        "word_counts": plot_words.word_counts(words),
    }


def unknown_words(table: PlotTable) -> tuple[pd.DataFrame, float]:
    """The most frequent words of a data set that GloVe doesn't know, and the share of running words that it knows."""
    return _unknown_words(description(table)["word_counts"], table.fingerprint)


@st.cache_data(max_entries=4, show_spinner="Looking the words up ...")
def _unknown_words(_counts: pd.DataFrame, key: str) -> tuple[pd.DataFrame, float]:
    from data.quality import plot_words

    words = _counts["word"].tolist()
    known = {word for word, there in zip(words, vectors.packaged_knows(words), strict=True) if there}
    return plot_words.unknown_of(_counts, known)


def check_report(table: PlotTable) -> "Report":
    """The findings of a check of the data set."""
    return _check_report(table, table.fingerprint)


@st.cache_resource(max_entries=4, show_spinner="Looking for copies and leaks ...")
def _check_report(_table: PlotTable, key: str) -> "Report":
    from data.quality import check

    return check.check(_table)


@st.cache_data(max_entries=50, ttl=600, show_spinner=False)
def training_estimate(config: TrainConfig) -> float:
    """Seconds that a training will take. Raises TableError or ConfigError for what can't be trained with."""
    return control.estimate(config)
