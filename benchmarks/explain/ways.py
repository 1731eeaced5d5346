"""The ways to explain that are compared: GenreLens's methods, libraries' defaults, a random order and the best one.

Each gives a row for one plot: how comprehensive and sufficient its order of the words is, and what it cost.
"""

import hashlib
import sys
from collections.abc import Callable, Iterator
from functools import partial

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from benchmarks.explain.ledger import Ledger, Row
from benchmarks.explain.library_explainers import LIBRARIES, KerasPredict, warm_up_libraries
from core.explanations import METHODS, explain, warm_up
from core.explanations.faithfulness import comprehensiveness, greedy_order, order_of, random_score, sufficiency
from core.explanations.target import Target, of_classifier
from core.model.classifier import GenreClassifier

WAYS = {name: (name, "probability") for name in METHODS if name != "random"}
WAYS |= {f"{name}, log-odds": (name, "log_odds") for name in ("guided", "shap")}
RANDOM, BEST = "random order", "best order found"


def scored(target: Target, values: NDArray[np.float64], genre: int) -> Row:
    """Comprehensiveness and sufficiency of attributions [words] to one genre."""
    order = order_of(values)
    return {
        "comprehensiveness": comprehensiveness(target, order, genre),
        "sufficiency": sufficiency(target, order, genre),
    }


def by_method(classifier: GenreClassifier, target: Target, method: str, scale: str, genres: list[int]) -> Row:
    """One method on one plot; the first of ``genres`` is the one measured most closely."""
    explanation = explain(classifier, target.text, method, scale=scale)
    every = [scored(target, explanation.values[:, g], g)["comprehensiveness"] for g in genres]
    top = scored(target, explanation.values[:, genres[0]], genres[0])
    gap = float(np.abs(explanation.gaps).max()) if scale == "probability" else None
    cost = {"seconds": explanation.seconds, "evaluations": explanation.evaluations, "gap": gap}
    return {**top, **cost, "all": float(np.mean(every)), "values": explanation.values[:, genres[0]].tolist()}


def random_order(target: Target, genres: list[int]) -> Row:
    """Random orders of the same words, ten of them."""
    every = [random_score(comprehensiveness, target, g) for g in genres]
    return {
        "comprehensiveness": every[0],
        "sufficiency": random_score(sufficiency, target, genres[0]),
        "all": float(np.mean(every)),
        "values": None,
    }


def best(target: Target, genre: int) -> Row:
    """The best deletion order that a greedy search finds for this one genre."""
    before = target.evaluations
    order = greedy_order(target, genre)
    scores = scored(target, -np.argsort(order).astype(np.float64), genre)
    return {**scores, "evaluations": target.evaluations - before, "values": None}


def by_library(name: str, predict: KerasPredict, target: Target, genre: int) -> Row:
    """One library's default on one plot."""
    spans = [(token.start, token.end) for token in target.tokens]
    answer = LIBRARIES[name](predict, target.text, genre, spans)
    cost = {"seconds": answer.seconds, "evaluations": answer.evaluations}
    return {**scored(target, answer.values, genre), **cost, "values": answer.values.tolist()}


def measure(
    classifier: GenreClassifier,
    films: pd.DataFrame,
    libraries: int,
    ledger: Ledger,
    ways: dict[str, tuple[str, str]],
    library_texts: tuple[int, int] = (5_000, 500),
) -> Iterator[Row]:
    """Every answer for every plot; the ``libraries``' for so many of them, LIME's and SHAP's from so many texts."""
    warm_up(classifier)
    predict = KerasPredict(classifier, *library_texts) if libraries else None
    if predict:
        warm_up_libraries(predict)
    for number, text in enumerate(films["plot"]):
        target = of_classifier(classifier, text, "probability")
        plot = hashlib.sha256(text.encode()).hexdigest()[:16]
        for way, make in _answers(classifier, target, ways, predict if number < libraries else None).items():
            yield ledger.get(classifier.version, way, plot, make)
        print(f"\r{number + 1}/{len(films)} plots", end="", flush=True, file=sys.stderr)
    print(file=sys.stderr)


def _answers(
    classifier: GenreClassifier, target: Target, ways: dict[str, tuple[str, str]], predict: KerasPredict | None
) -> dict[str, Callable[[], Row]]:
    """Way -> how to make its answer for one plot; the libraries' only with ``predict``."""
    probabilities = target.ends()[1]
    top = int(probabilities.argmax())
    genres = [top, *(int(g) for g in np.flatnonzero(probabilities >= classifier.thresholds_) if g != top)]
    answers: dict[str, Callable[[], Row]] = {
        way: partial(by_method, classifier, target, method, scale, genres) for way, (method, scale) in ways.items()
    }
    answers[RANDOM] = partial(random_order, target, genres)
    answers[BEST] = partial(best, target, top)
    if predict:
        answers |= {name: partial(by_library, name, predict, target, top) for name in LIBRARIES}
    return answers
