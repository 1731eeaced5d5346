"""Whole data sets as a model sees them: scored, cut into slices, and searched for similar films."""

import numpy as np
import pandas as pd
import streamlit as st
from numpy.typing import NDArray

from core.errors import ArtifactError
from core.explanations.beside import columns, common_genres
from core.measure import bootstrap, slices
from core.measure.side_by_side import SideBySide
from core.measure.side_by_side import side_by_side as compare
from core.model import artifact
from core.model.model_ref import ModelRef
from core.model.neighbours import Neighbours
from core.model.thresholds import decide
from dashboard.state.cache.answers import classifier
from dashboard.state.scored_table import ScoredTable, score
from data.schema import PlotTable


def scored(model: ModelRef, table: PlotTable) -> ScoredTable:
    """A data set as the model scores it. Raises ArtifactError. Don't change what you get."""
    return _scored(model, table, table.fingerprint)


@st.cache_resource(max_entries=4, show_spinner="Predicting every film ...", show_time=True)
def _scored(model: ModelRef, _table: PlotTable, key: str) -> ScoredTable:
    return score(_table, classifier(model))


@st.cache_data(max_entries=200, show_spinner=False)
def test_interval(model: ModelRef) -> str:
    """The 95 % interval of a model's micro F1 on its own test films, ``[0.512, 0.561]``; empty without any."""
    try:
        opened = artifact.load(model.folder)
        y_true, y_score = opened.evaluation()
    except ArtifactError:
        return ""
    interval = bootstrap.micro_f1(y_true, decide(y_score, opened.thresholds))
    return f"[{interval.low:.3f}, {interval.high:.3f}]"


def slice_table(model: ModelRef, table: PlotTable, thresholds: NDArray[np.float64]) -> pd.DataFrame:
    """The model's micro F1 on parts of a data set, each with its 95 % interval."""
    return _slice_table(model, scored(model, table), table.fingerprint, tuple(thresholds.tolist()))


@st.cache_data(max_entries=20, show_spinner="Drawing films again and again ...", show_time=True)
def _slice_table(model: ModelRef, _scored: ScoredTable, key: str, thresholds: tuple[float, ...]) -> pd.DataFrame:
    opened = classifier(model)
    groups = slices.groups(_scored.frame, opened.vocabulary, opened.most_words)
    return slices.table(_scored.y_true, _scored.y_score, np.array(thresholds), groups, draws=300, known=_scored.known)


def neighbours(model: ModelRef, table: PlotTable) -> Neighbours:
    """An index over the plots of a data set, in the model's own representation."""
    return _neighbours(model, table, table.fingerprint)


@st.cache_resource(max_entries=3, show_spinner="Reading all the plots ...")
def _neighbours(model: ModelRef, _table: PlotTable, key: str) -> Neighbours:
    return Neighbours(classifier(model), _table.frame["plot"].tolist())


def of_other(model: ModelRef, other: ModelRef, table: PlotTable) -> NDArray[np.float64]:
    """Another model's probabilities [films, its genres] of the films that the first one is scored on."""
    return _of_other(model, other, scored(model, table), table.fingerprint)


@st.cache_resource(max_entries=4, show_spinner="Predicting every film by the other model ...", show_time=True)
def _of_other(model: ModelRef, other: ModelRef, _scored: ScoredTable, key: str) -> NDArray[np.float64]:
    return classifier(other).predict_proba(_scored.frame["plot"].tolist())


def side_by_side(model: ModelRef, other: ModelRef, table: PlotTable) -> SideBySide:
    """Two models on the films that the first one is scored on. Raises OptionError without a common genre."""
    return _side_by_side(model, other, scored(model, table), of_other(model, other, table), table.fingerprint)


@st.cache_resource(max_entries=4, show_spinner="Drawing films again and again ...", show_time=True)
def _side_by_side(
    model: ModelRef, other: ModelRef, _scored: ScoredTable, _y_other: NDArray[np.float64], key: str
) -> SideBySide:
    one, second = classifier(model), classifier(other)
    genres = common_genres(list(one.classes_), list(second.classes_))
    own, others = columns(one, genres), columns(second, genres)
    return compare(
        _scored.y_true[:, own],
        _scored.known[:, own],
        (_scored.y_score[:, own], _y_other[:, others]),
        (one.thresholds_[own], second.thresholds_[others]),
        draws=300,
    )
