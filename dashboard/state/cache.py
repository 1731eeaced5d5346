"""Every cache of the app. Whatever depends on a model is keyed by the model's version, so nothing goes stale.

What only some pages need and takes long to load (SciPy, scikit-learn, SHAP) is imported where it is used, and loaded in
the background: scikit-learn once the first page is sent, SHAP when nobody clicks.
"""

import contextlib
import importlib
import os
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import streamlit as st
from numpy.typing import NDArray

from core.errors import ArtifactError, TableError
from core.explanations import Explanation, explain, faithfulness, warm_up
from core.explanations.counterfactual import Counterfactual
from core.explanations.counterfactual import counterfactual as find_counterfactual
from core.explanations.faithfulness import Deletion
from core.measure import slices
from core.model import artifact, vectors
from core.model.classifier import GenreClassifier
from core.model.neighbours import Neighbours
from core.tables.columns import Columns
from core.tables.whole import read_frame
from dashboard.state.batch_job import BatchJob, Selection
from dashboard.state.scored_table import ScoredTable, score
from data.schema import PlotTable, read_table
from data.sources import registry
from train.config import TrainConfig
from train.runs import control

if TYPE_CHECKING:
    from data.quality.check import Report

DAY = 24 * 3600
QUIET, PATIENCE = 3.0, 20.0  # seconds without a click after which SHAP is loaded; seconds after which it is anyway


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


def model(folder: Path) -> artifact.Artifact:
    """The verified model folder that a classifier answers from. Raises ArtifactError."""
    return classifier(folder).artifact


@st.cache_resource(show_spinner=False)
def _warmed_up(folder: str, version: str) -> threading.Thread:
    thread = threading.Thread(target=_warm_up, args=(folder, version), name="warm-up", daemon=True)
    thread.start()
    return thread


@st.cache_resource(show_spinner=False)
def _last_click() -> dict[str, float]:
    return {"at": 0.0}


def _warm_up(folder: str, version: str) -> None:
    importlib.import_module("sklearn.metrics")  # at once: the browser is still busy with the first page's charts
    clicked, began = _last_click(), time.monotonic()
    while time.monotonic() - clicked["at"] < QUIET and time.monotonic() - began < PATIENCE:
        time.sleep(0.2)
    with contextlib.suppress(ArtifactError):  # the page says what is wrong with the model
        warm_up(_classifier(folder, version))


def warmed_up(folder: Path) -> None:
    """Load what the other pages need in the background, once per model, so that their first answers are quick.

    Call it when a page has been drawn: loading takes the processor from whoever clicks, so it waits for a pause.
    """
    _last_click()["at"] = time.monotonic()
    _warmed_up(str(folder), version_of(folder))


@st.cache_data(max_entries=500, ttl=DAY, show_spinner=False)
def _explanation(folder: str, version: str, text: str, method: str) -> Explanation:
    return explain(_classifier(folder, version), text, method)


def explanation(folder: Path, text: str, method: str) -> Explanation:
    """All genres of one plot explained by one method. Raises PlotError."""
    return _explanation(str(folder), version_of(folder), text, method)


@st.cache_data(max_entries=500, ttl=DAY, show_spinner=False)
def _deletion(folder: str, version: str, text: str, method: str, genre: str) -> Deletion:
    explained = _explanation(folder, version, text, method)
    return faithfulness.deletion(_classifier(folder, version).predict_proba, explained, genre)


def deletion(folder: Path, text: str, method: str, genre: str) -> Deletion:
    """What taking out the strongest words of an explanation does, against random words."""
    return _deletion(str(folder), version_of(folder), text, method, genre)


@st.cache_data(max_entries=100, ttl=DAY, show_spinner="Trying sets of words ...")
def _counterfactual(folder: str, version: str, text: str, method: str, genre: str) -> Counterfactual | None:
    model = _classifier(folder, version)
    explained = _explanation(folder, version, text, method)
    threshold = float(model.thresholds_[explained.column(genre)])
    return find_counterfactual(model.predict_proba, explained, genre, threshold)


def counterfactual(folder: Path, text: str, method: str, genre: str) -> Counterfactual | None:
    """The smallest set of words found that decides a genre the other way, or None."""
    return _counterfactual(str(folder), version_of(folder), text, method, genre)


@st.cache_data(max_entries=500, ttl=DAY, show_spinner=False)
def _probabilities(folder: str, version: str, text: str) -> list[float]:
    return _classifier(folder, version).predict_proba([text])[0].tolist()


def probabilities(folder: Path, text: str) -> pd.Series:
    """Probability of each genre for one plot."""
    values = _probabilities(str(folder), version_of(folder), text)
    return pd.Series(values, index=list(classifier(folder).classes_), name="probability")


@st.cache_resource(max_entries=4, show_spinner="Reading the films ...")
def _table(name: str, changed: float) -> PlotTable:
    return registry.load(name)


def check_path_allowed() -> None:
    """Raise TableError at a public show, whose visitors must not read the files of the machine."""
    if control.readonly():
        raise TableError("This GenreLens is read-only: it reads no file of its machine. Upload the file instead.")


def table(name: str) -> PlotTable:
    """A data set by name or path, read again when its file changes. Raises TableError. Don't change what you get."""
    if name not in registry.SOURCES:
        check_path_allowed()
    path = registry.SOURCES[name].path if name in registry.SOURCES else Path(name)
    return _table(name, path.stat().st_mtime if os.path.exists(path) else 0.0)


@st.cache_data(max_entries=4, ttl=DAY, show_spinner="Looking into the file ...")
def preview(_content: bytes, name: str, digest: str) -> pd.DataFrame:
    """The first thousand rows of an uploaded file, as they are. Raises TableError."""
    return read_frame(_content, name)[0].head(1000)


@st.cache_resource(max_entries=4, ttl=DAY, show_spinner="Reading the films ...")
def uploaded_table(_content: bytes, name: str, digest: str, columns: Columns) -> PlotTable:
    """An uploaded file as a table, its columns mapped. Raises TableError. Don't change what you get."""
    return read_table(_content, name, columns)


def table_key(table: PlotTable) -> str:
    """Tells tables apart by their content; it is read once for each table."""
    return table.fingerprint


@st.cache_resource(max_entries=4, show_spinner="Counting ...", show_time=True)
def description(_table: PlotTable, key: str) -> dict[str, Any]:
    """The frames of the Explore page that depend on the whole data set, its words included. Don't change them."""
    from data.quality import describe

    frame = _table.frame
    lengths, words = describe.words_per_plot(frame), describe.plot_words(frame)
    return {
        "summary": describe.summary(frame, lengths),
        "genre_counts": describe.genre_counts(frame),
        "genres_per_film": describe.genres_per_film(frame),
        "cooccurrence": describe.cooccurrence(frame),
        "plot_lengths": describe.plot_lengths(frame, words=lengths),
        "films_per_year": describe.films_per_year(frame, 10),
        "distinctive": describe.distinctive_words(frame, words, top=12),
        "word_counts": describe.word_counts(words),
    }


@st.cache_data(max_entries=4, show_spinner="Looking the words up ...")
def unknown_words(_counts: pd.DataFrame, key: str) -> tuple[pd.DataFrame, float]:
    """The most frequent words of a data set that GloVe doesn't know, and the share of running words that it knows."""
    from data.quality import describe

    words = _counts["word"].tolist()
    known = {word for word, there in zip(words, vectors.packaged_knows(words), strict=True) if there}
    return describe.unknown_of(_counts, known)


@st.cache_data(max_entries=50, ttl=600, show_spinner=False)
def training_estimate(config: TrainConfig) -> float:
    """Seconds that a training will take. Raises TableError or ConfigError for what can't be trained with."""
    if config.data not in registry.SOURCES:
        check_path_allowed()
    return control.estimate(config)


@st.cache_resource(max_entries=4, show_spinner="Predicting every film ...", show_time=True)
def _scored(_table: PlotTable, folder: str, version: str, key: str) -> ScoredTable:
    return score(_table, _classifier(folder, version))


def scored(folder: Path, table: PlotTable) -> ScoredTable:
    """A data set as the model in a folder scores it. Raises ArtifactError. Don't change what you get."""
    return _scored(table, str(folder), version_of(folder), table_key(table))


@st.cache_data(max_entries=20, show_spinner="Drawing films again and again ...", show_time=True)
def _slices(_scored: ScoredTable, folder: str, version: str, key: str, thresholds: tuple[float, ...]) -> pd.DataFrame:
    model = _classifier(folder, version)
    groups = slices.groups(_scored.frame, model.vocabulary, model.max_tokens)
    return slices.table(_scored.y_true, _scored.y_score, np.array(thresholds), groups, draws=300)


def slice_table(folder: Path, table: PlotTable, thresholds: NDArray[np.float64]) -> pd.DataFrame:
    """The model's micro F1 on parts of a data set, each with its 95 % interval."""
    films = scored(folder, table)
    return _slices(films, str(folder), version_of(folder), table_key(table), tuple(thresholds.tolist()))


@st.cache_resource(show_spinner=False)
def batch_jobs() -> dict[str, BatchJob]:
    """The batch jobs of this process by their ids, which are secret; a page finds its own again by its link."""
    return {}


@st.cache_data(max_entries=20, show_spinner="Reading the result ...")
def batch_selection(_job: BatchJob, job_id: str, rows: int, within: float | None) -> Selection:
    """Rows of a batch result: all of them, or the doubtful ones."""
    return _job.select(within)


@st.cache_resource(max_entries=4, show_spinner="Looking for copies and leaks ...")
def check_report(_table: PlotTable, key: str) -> "Report":
    """What the check of a data set found."""
    from data.quality import check

    return check.check(_table)


@st.cache_resource(max_entries=3, show_spinner="Reading all the plots ...")
def _neighbours(folder: str, version: str, _table: PlotTable, key: str) -> Neighbours:
    return Neighbours(_classifier(folder, version), _table.frame["plot"].tolist())


def neighbours(folder: Path, table: PlotTable) -> Neighbours:
    """An index over the plots of a data set, in the model's own representation."""
    return _neighbours(str(folder), version_of(folder), table, table_key(table))
