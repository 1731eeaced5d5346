"""What is answered for some films: probabilities and genres, and how close a film is to a threshold."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..model.classifier import GenreClassifier


class Answers(NamedTuple):
    """``y_score`` [films, genres], the ``genres`` of each film, ``nearest`` [films]: how close the closest probability
    is to its threshold, whether a film was ``answered`` at all, and ``problems`` with posters, empty where there is
    none.
    """

    y_score: NDArray[np.float64]
    genres: list[list[str]]
    nearest: NDArray[np.float64]
    answered: list[bool]
    problems: list[str]


def nearest(y_score: NDArray[np.float64], thresholds: NDArray[np.float64]) -> NDArray[np.float64]:
    """Each film's smallest distance [films] between a probability and its threshold, [genres] or [films, genres]."""
    return np.abs(y_score - thresholds).min(axis=1) if len(y_score) else np.empty(0)


def of_plots(classifier: GenreClassifier, plots: Sequence[str]) -> Answers:
    """Answers by plots alone."""
    readable = [classifier.readable(plot) for plot in plots]
    y_score = classifier.predict_proba(plots)
    genres = classifier.genres_of(y_score, readable)
    return Answers(y_score, genres, nearest(y_score, classifier.thresholds_), readable, [""] * len(plots))
