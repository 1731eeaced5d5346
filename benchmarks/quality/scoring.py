"""How contenders are measured: scores kept on disk, calibrated and given thresholds in the same way for all."""

import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from core.measure.bootstrap import Scored
from recipe import baseline
from recipe.films import WORK, Films, Log, Scores


@dataclass(frozen=True)
class Result:
    """A contender's metrics on the test films, its probabilities there, and what the bootstrap needs.

    ``scored`` decides by one threshold per genre, ``single`` by one for all genres.
    """

    values: dict[str, float]
    y_score: Log
    scored: Scored
    single: Scored


def kept(films: Films, name: str, make: Callable[[Films], Scores]) -> Scores:
    """A contender's scores, from build/quality when it has finished before."""
    path = WORK / f"{films.name}-{name.lower().replace(' ', '-')}.npz"
    if not path.exists():
        began = time.time()
        validation, test = make(films)
        path.parent.mkdir(parents=True, exist_ok=True)
        np.savez(path, validation=validation, test=test)
        print(f"{films.name}: {name} took {time.time() - began:.0f} s", flush=True)
    with np.load(path, allow_pickle=False) as arrays:
        return arrays["validation"], arrays["test"]


def measure(films: Films, scores: Scores) -> Result:
    """Calibrate and tune on validation, measure on test."""
    outcome = baseline.evaluate(films, scores)
    thresholds = (outcome.thresholds, outcome.global_threshold)
    scored, single = (Scored(outcome.y_true, outcome.y_score, at) for at in thresholds)
    return Result(outcome.metrics, outcome.y_score, scored, single)
