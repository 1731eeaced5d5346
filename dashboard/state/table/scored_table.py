"""A data set as a model scores it: the films that can be judged, their genres and their probabilities."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from core.genres import known, multi_hot, not_understood
from core.model.classifier import GenreClassifier
from data.schema import PlotTable, genres_of

MOST = 3_000  # films, a matter of two or three seconds


@dataclass(frozen=True)
class ScoredTable:
    """``frame`` has a row a film; ``y_true``, ``known`` and ``y_score`` are [films, genres of the model].

    Where ``known`` is false, the film's genres are not understood well enough to say that it is not of this genre.

    ``held_back``: only films that a model trained on this table has not been trained on. ``left_out``: films beyond
    the sample of 3,000 that was drawn. ``passed_over``: films that can't be judged.
    ``not_understood``: names of genres, and how many films have them.
    """

    frame: pd.DataFrame
    y_true: NDArray[np.int8]
    known: NDArray[np.bool_]
    y_score: NDArray[np.float64]
    held_back: bool
    left_out: int
    not_understood: dict[str, int]
    passed_over: int = 0


def score(table: PlotTable, classifier: GenreClassifier) -> ScoredTable:
    """Score the test side of a table that says its sides or that the model was trained on, else all of it.

    Films with none of the model's genres can't be judged and are passed over, as are plots it can't read.
    """
    frame, held_back = table.frame, False
    trained_here = classifier.artifact.card.data in (table.name, Path(table.name).name)
    if trained_here or "split" in frame:
        config = classifier.artifact.config if trained_here else {}
        from data import split  # here, because a first prediction must not wait for SciPy

        test = split.assign(frame, config.get("split", "title"), seed=config.get("seed", 7)) == "test"
        if test.any():
            frame, held_back = frame[test], True
    genres = list(classifier.classes_)
    lists = genres_of(frame, genres)
    y_true, certain = multi_hot(lists, genres), known(lists, genres)
    films = np.flatnonzero(y_true.any(axis=1))
    drawn = np.sort(np.random.default_rng(0).permutation(films)[:MOST])
    sample = len(drawn)
    drawn = drawn[[classifier.readable(plot) for plot in frame["plot"].iloc[drawn]]] if len(drawn) else drawn
    chosen = frame.iloc[drawn].reset_index(drop=True)
    y_score = classifier.predict_proba(chosen["plot"].tolist())
    beyond, names = max(len(films) - MOST, 0), not_understood(lists, genres)
    passed_over = len(frame) - len(films) + sample - len(drawn)
    return ScoredTable(chosen, y_true[drawn], certain[drawn], y_score, held_back, beyond, names, passed_over)
