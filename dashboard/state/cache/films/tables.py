"""Data sets: read, uploaded, described and checked. Each is keyed by its content; all are bounded by their bytes."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
import streamlit as st

from core.errors import TableError
from core.model.network import vectors
from core.tables.columns.choice import Columns
from core.tables.whole import read_head
from dashboard.state.cache.by_bytes import held, holding
from dashboard.state.cache.films.reading_bar import reading_bar
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
UPLOADED = "uploaded"  # what is held of an upload
MOST_READ = 9_000_000  # characters of plots whose words are counted, or that are compared with each other, on a page
MOST_CELLS = 70_000_000  # bytes of a table that is held: 30,000 films with 390 words each


def table(
    name: str, columns: Columns = GUESSED, encoding: str = "", stop: Callable[[], None] | None = None
) -> PlotTable:
    """A data set by name or path, read again when its file changes. Raises TableError. Don't change what you get.

    ``columns``: those that a person has chosen; ``encoding``: of the file, where that is not UTF-8. ``stop``: what a
    click on *Stop* does while it is read.
    """
    if name in registry.SOURCES:
        asked = ("table", name, _changed(registry.SOURCES[name].path), columns, encoding)
        return held(asked, lambda: registry.load(name, columns, encoding), "Reading the films ...")
    _check_there(name)
    asked = ("table", name, _changed(Path(name)), columns, encoding)
    return held(asked, lambda: _read(Path(name), Path(name).name, columns, encoding, stop))


def _read(file: Path, name: str, columns: Columns, encoding: str, stop: Callable[[], None] | None) -> PlotTable:
    """Read a table that a person has brought, under a bar that can be stopped."""
    with reading_bar("Reading the films ...", stop) as progress:
        return read_table(file, name, columns, encoding, most=MOST_CELLS, progress=progress)


def _changed(path: Path) -> float:
    return path.stat().st_mtime if os.path.exists(path) else 0.0


def preview(file: Path, name: str, digest: str, encoding: str = "") -> pd.DataFrame:
    """The first rows of an uploaded file, as they are. Raises TableError. Don't change what you get."""
    asked = (f"{UPLOADED} preview", name, digest, encoding)
    return held(asked, lambda: read_head(file, name, encoding), "Looking into the file ...")


def _check_there(path: str) -> None:
    check_path_allowed()
    if not os.path.exists(path):  # the same sentence as at every other door; "-" is no path here
        registry.load(path)


def preview_of(path: str, encoding: str = "") -> pd.DataFrame:
    """The first rows of a file of this machine, as they are. Raises TableError."""
    _check_there(path)
    asked = ("preview", path, _changed(Path(path)), encoding)
    return held(asked, lambda: read_head(path, "", encoding), "Looking into the file ...")


def uploaded_table(
    file: Path, name: str, digest: str, columns: Columns, encoding: str = "", stop: Callable[[], None] | None = None
) -> PlotTable:
    """An uploaded file as a table, its columns mapped. Raises TableError. Don't change what you get.

    ``stop``: what a click on *Stop reading* does while it is read.
    """
    return held((UPLOADED, name, digest, columns, encoding), lambda: _read(file, name, columns, encoding, stop))


def forget_uploads() -> None:
    """Keep no uploaded table in memory; those of other sessions are read again from their files."""
    holding().forget(UPLOADED)


def description(table: PlotTable) -> dict[str, Any]:
    """The frames of the Explore page that depend on the whole data set, its words included. Don't change them."""
    return held(("description", table.fingerprint), lambda: _described(table), "Counting ...")


def _described(table: PlotTable) -> dict[str, Any]:
    from data.quality import describe, plot_words

    frame = table.frame
    read = some_of(frame)
    lengths, words = describe.words_per_plot(frame), plot_words.plot_words(read)
    return {
        "summary": describe.summary(frame, lengths),
        "genre_counts": describe.genre_counts(frame),
        "genres_per_film": describe.genres_per_film(frame),
        "cooccurrence": describe.cooccurrence(frame),
        "plot_lengths": describe.plot_lengths(frame, words=lengths),
        "films_per_year": describe.films_per_year(frame, 10),
        "distinctive": plot_words.distinctive_words(read, words, top=12),
        "word_counts": plot_words.word_counts(words),
        "films_read": len(read),
    }


def some_of(frame: pd.DataFrame) -> pd.DataFrame:
    """Films from all over a table whose plots have together at most :data:`MOST_READ` characters."""
    size = int(frame["plot"].str.len().sum())
    return frame.iloc[:: -(-size // MOST_READ)] if size > MOST_READ else frame


def unknown_words(table: PlotTable) -> tuple[pd.DataFrame, float]:
    """The most frequent words of a data set that GloVe doesn't know, and the share of running words that it knows."""
    counts = description(table)["word_counts"]
    return held(("unknown words", table.fingerprint), lambda: _unknown_of(counts), "Looking the words up ...")


def _unknown_of(counts: pd.DataFrame) -> tuple[pd.DataFrame, float]:
    from data.quality import plot_words

    words = counts["word"].tolist()
    known = {word for word, there in zip(words, vectors.packaged_knows(words), strict=True) if there}
    return plot_words.unknown_of(counts, known)


def sides(table: PlotTable) -> pd.Series:
    """The side of the split of each film. Raises TableError for a data set that is too large for a page."""
    _check_size(table)
    return held(("sides", table.fingerprint), lambda: _sides(table), "Looking for films that belong together ...")


def _sides(table: PlotTable) -> pd.Series:
    from data import split

    return split.assign(table.frame)


def _check_size(table: PlotTable) -> None:
    size = int(table.frame["plot"].str.len().sum())
    if size > MOST_READ:
        raise TableError(
            f"{table.name} has {size / 1e6:,.0f} million characters of plots; a page compares"
            f" {MOST_READ / 1e6:,.0f} million at most. Check it with python -m data check."
        )


def check_report(table: PlotTable) -> "Report":
    """The findings of a check of the data set. Raises TableError for one that is too large for a page."""
    _check_size(table)
    return held(("check", table.fingerprint), lambda: _checked(table), "Looking for copies and leaks ...")


def _checked(table: PlotTable) -> "Report":
    from data.quality import check

    return check.check(table)


@st.cache_data(max_entries=50, ttl=600, show_spinner=False)
def training_estimate(config: TrainConfig) -> float:
    """Seconds that a training will take. Raises TableError or ConfigError for what can't be trained with."""
    return control.estimate(config, most=MOST_CELLS)
