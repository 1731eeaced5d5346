"""Whole data sets as a model sees them: scored, cut into slices, and searched for similar films."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from core.amounts import amount
from core.errors import ArtifactError
from core.explanations.beside import columns, common_genres
from core.measure import bootstrap, slices
from core.measure.side_by_side import SideBySide
from core.measure.side_by_side import side_by_side as compare
from core.model.folder import artifact
from core.model.folder.model_ref import ModelRef
from core.model.neighbours import Neighbours
from core.model.thresholds import decide
from dashboard.state.cache.by_bytes import held, kept, measured
from dashboard.state.cache.model.answers import classifier
from dashboard.state.table.scored_table import ScoredTable, score
from data.schema import PlotTable


def scored(model: ModelRef, table: PlotTable) -> ScoredTable:
    """A data set as the model scores it. Raises ArtifactError. Don't change what you get."""
    asked = ("scored", model, table.fingerprint)
    return held(asked, lambda: score(table, classifier(model)), "Predicting every film ...")


@kept
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
    asked = ("slices", model, table.fingerprint, thresholds.tolist())
    films = scored(model, table)
    return held(asked, lambda: _sliced(model, films, thresholds), "Drawing films again and again ...")


def _sliced(model: ModelRef, films: ScoredTable, thresholds: NDArray[np.float64]) -> pd.DataFrame:
    opened = classifier(model)
    groups = slices.groups(films.frame, opened.vocabulary, opened.most_words)
    return slices.table(films.y_true, films.y_score, thresholds, groups, draws=300, known=films.known)


def neighbours(model: ModelRef, table: PlotTable) -> Neighbours:
    """An index over the plots of a data set, in the model's own representation."""
    asked = ("neighbours", model, table.fingerprint)
    plots = table.frame["plot"].tolist()

    def told(share: float) -> str:
        return f"Looking for similar films: {round(share * len(plots)):,} of {amount(len(plots), 'plot')} read"

    return measured(asked, lambda progress: Neighbours(classifier(model), plots, progress), told)


def of_other(model: ModelRef, other: ModelRef, table: PlotTable) -> NDArray[np.float64]:
    """Another model's probabilities [films, its genres] of the films that the first one is scored on."""
    plots = scored(model, table).frame["plot"]
    asked = ("scored by another", model, other, table.fingerprint)
    predict = classifier(other).predict_proba
    return held(asked, lambda: predict(plots.tolist()), "Predicting every film by the other model ...")


def side_by_side(model: ModelRef, other: ModelRef, table: PlotTable) -> SideBySide:
    """Two models on the films that the first one is scored on. Raises OptionError without a common genre."""
    films, y_other = scored(model, table), of_other(model, other, table)
    asked = ("side by side", model, other, table.fingerprint)
    return held(asked, lambda: _compared(model, other, films, y_other), "Drawing films again and again ...")


def _compared(model: ModelRef, other: ModelRef, films: ScoredTable, y_other: NDArray[np.float64]) -> SideBySide:
    one, second = classifier(model), classifier(other)
    genres = common_genres(list(one.classes_), list(second.classes_))
    own, others = columns(one, genres), columns(second, genres)
    return compare(
        films.y_true[:, own],
        films.known[:, own],
        (films.y_score[:, own], y_other[:, others]),
        (one.thresholds_[own], second.thresholds_[others]),
        draws=300,
    )
