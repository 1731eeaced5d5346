"""What is answered for some films: probabilities and genres, and how close a film is to a threshold."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ...model.classifier import GenreClassifier
from ...reading import read


class Answers(NamedTuple):
    """``y_score`` [films, genres], the ``genres`` of each film, ``nearest`` [films]: how close the closest probability
    is to its threshold, whether a film was ``answered`` at all, ``problems`` with posters, empty where there is none,
    ``notes`` on how its plot was read, its ``familiarity`` [films], NaN where the model can't tell, and the day ``on``
    which it was answered.
    """

    y_score: NDArray[np.float64]
    genres: list[list[str]]
    nearest: NDArray[np.float64]
    answered: list[bool]
    problems: list[str]
    notes: list[str]
    familiarity: NDArray[np.float64]
    on: str


def nearest(y_score: NDArray[np.float64], thresholds: NDArray[np.float64]) -> NDArray[np.float64]:
    """Each film's smallest distance [films] between a probability and its threshold, [genres] or [films, genres]."""
    return np.abs(y_score - thresholds).min(axis=1) if len(y_score) else np.empty(0)


def read_all(classifier: GenreClassifier, plots: Sequence[str]) -> tuple[list[str], NDArray[np.float64]]:
    """What to make of each plot, empty where there is nothing to say, and its familiarity, NaN where there is none."""
    readings = [read(classifier, plot) for plot in plots]
    return [reading.note for reading in readings], np.array([reading.familiarity for reading in readings], np.float64)


def today() -> str:
    """The day in UTC, as 2026-11-27."""
    return datetime.now(UTC).date().isoformat()


def of_plots(classifier: GenreClassifier, plots: Sequence[str]) -> Answers:
    """Answers by plots alone."""
    readable = [classifier.readable(plot) for plot in plots]
    y_score = classifier.predict_proba(plots)
    genres = classifier.genres_of(y_score, readable)
    close, problems = nearest(y_score, classifier.thresholds_), [""] * len(plots)
    return Answers(y_score, genres, close, readable, problems, *read_all(classifier, plots), today())
