"""What is learnt of labels of one's own, calibrated, with thresholds, and measured: a head, or the whole network."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.model import thresholds
from core.model.classifier import GenreClassifier
from train.adapt import head, whole
from train.adapt.head import Head, Readings, Start
from train.adapt.labels import LabelledFilms, of_source
from train.adapt.sides import Sides
from train.adapt.whole import Tuned
from train.fit.evaluation import Evaluation, evaluate
from train.runs.events import Listener, Phase

HELD = 100  # films that weigh as much as the source's thresholds
LogOdds = tuple[NDArray[np.int8], NDArray[np.float64]]  # labels and log-odds, both [films, labels]


def readings(source: GenreClassifier, films: LabelledFilms) -> Readings:
    """What the source model makes of the films' plots."""
    return Readings.of(source, films.frame["plot"].tolist())


@dataclass(frozen=True)
class Adapted:
    """What has been ``learnt``, and how good it is: a head for the source model, or a network that began with one.

    ``evaluation`` also holds its calibration and thresholds.
    """

    source: GenreClassifier
    sides: Sides
    learnt: Head | Tuned
    evaluation: Evaluation


def learn(source: GenreClassifier, parts: Sides, seed: int = 0, report: Listener = lambda event: None) -> Adapted:
    """Fit the head, calibrate it and tune its thresholds by cross-validation, and measure it."""
    films = parts.train
    report(Phase("reading the plots"))
    read = readings(source, films)
    read_test = readings(source, parts.test) if parts.test else None
    report(Phase("learning the labels"))
    start = Start.of(source, films.labels)
    held_out = head.out_of_fold(read, films.y_true, start, films.folds(head.FOLDS, seed))
    fitted = head.fit(read, films.y_true, start)
    validation = test = (films.y_true, held_out)
    if parts.test and read_test:
        test = (parts.test.y_true, fitted.log_odds(read_test))
    report(Phase("calibrating and measuring"))
    return Adapted(source, parts, fitted, _evaluated(source, films.labels, validation, test))


def learn_whole(source: GenreClassifier, parts: Sides, seed: int, report: Listener) -> Adapted:
    """Tune the whole network on four fifths of the films, for calibration and thresholds, then on all; measure that.

    Raises ArtifactError when the source has no weights.
    """
    films, start = parts.train, Start.of(source, parts.train.labels)
    report(Phase("reading the plots"))
    read, fold = readings(source, films), films.folds(head.FOLDS, seed)
    held, rest = np.flatnonzero(fold == 0), np.flatnonzero(fold != 0)

    def tuned(rows: NDArray[np.intp]) -> Tuned:
        return whole.tune(source, films.part(rows), read[rows], start, seed, report)

    report(Phase("learning the labels"))
    first = tuned(rest).log_odds(source, films.part(held).frame["plot"].tolist())
    validation = test = (films.y_true[held], first)
    network = tuned(np.arange(len(films)))
    report(Phase("calibrating and measuring"))
    if parts.test is not None:
        test = (parts.test.y_true, network.log_odds(source, parts.test.frame["plot"].tolist()))
    evaluation = _evaluated(source, films.labels, validation, test)
    return Adapted(source, parts, network, evaluation)


def _evaluated(source: GenreClassifier, labels: list[str], validation: LogOdds, test: LogOdds) -> Evaluation:
    known = of_source(labels, source.artifact.genres)

    def tune(y_true: NDArray[np.int8], y_score: NDArray[np.float64]) -> NDArray[np.float64]:
        return held_thresholds(thresholds.tune(y_true, y_score), source.thresholds_, known, len(y_true))

    return evaluate(validation, test, tune)


def held_thresholds(
    tuned: NDArray[np.float64], source: NDArray[np.float64], known: list[list[int]], films: int
) -> NDArray[np.float64]:
    """Thresholds [labels], those of a label that is a genre of the source's held to the source's, as by HELD films."""
    anchor = np.array([source[places[0]] if len(places) == 1 else np.nan for places in known])
    held = (films * tuned + HELD * anchor) / (films + HELD)
    return np.where(np.isnan(anchor), tuned, held)
