"""Counterfactuals: a smallest set of words without which a genre would be decided the other way."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .explanation import Explanation
from .target import Scores, Target, of_explanation, tidy

CANDIDATES = 40  # words tried at each step, those that the attributions name first


@dataclass(frozen=True)
class Counterfactual:
    """Words whose deletion takes ``genre`` across ``threshold``; not one of them can be left out.

    ``positions`` and ``words`` in the order of the text; ``text``: what is left; ``before`` and ``after``:
    probabilities of the genre; ``probabilities`` [genres]: of every genre, after.
    """

    genre: str
    threshold: float
    positions: tuple[int, ...]
    words: tuple[str, ...]
    text: str
    before: float
    after: float
    probabilities: NDArray[np.float64]


def _keep(words: int, deleted: list[int]) -> NDArray[np.bool_]:
    keep = np.ones(words, dtype=bool)
    keep[deleted] = False
    return keep


def _grow(
    target: Target, ranked: list[int], column: int, direction: int, crossed: Callable[[float], bool], limit: int
) -> list[int] | None:
    """Delete the word that moves the output most, again and again, until it crosses; None after ``limit`` words."""
    deleted: list[int] = []
    while len(deleted) < min(limit, len(target)):
        tried = [i for i in ranked if i not in deleted][:CANDIDATES]
        found = target(np.stack([_keep(len(target), [*deleted, i]) for i in tried]))[:, column]
        best = int((direction * found).argmax())
        deleted.append(tried[best])
        if crossed(found[best]):
            return deleted
    return None


def _prune(target: Target, deleted: list[int], column: int, crossed: Callable[[float], bool]) -> list[int]:
    """Put back every word that need not go, until all that are left are needed."""
    while len(deleted) > 1:
        fewer = [[i for i in deleted if i != back] for back in deleted]
        found = target(np.stack([_keep(len(target), some) for some in fewer]))[:, column]
        spare = [some for some, value in zip(fewer, found, strict=True) if crossed(value)]
        if not spare:
            break
        deleted = spare[0]
    return deleted


def counterfactual(
    score: Scores, explanation: Explanation, genre: str, threshold: float, limit: int = 10
) -> Counterfactual | None:
    """The fewest words found whose deletion takes a genre that has been chosen below its threshold, or one that
    hasn't to it or above; None when no ``limit`` words do.

    ``score``: texts -> probabilities [texts, genres]. Greedy: at each step the candidates that the attributions name
    first are tried and the best one is deleted; then every word that turns out to be spare is put back.
    """
    target, column = of_explanation(score, explanation), explanation.column(genre)
    before = float(target.ends()[1][column])
    direction = -1 if before >= threshold else 1

    def crossed(value: float) -> bool:
        return bool(value < threshold) if direction < 0 else bool(value >= threshold)

    ranked = [int(i) for i in np.argsort(direction * explanation.for_genre(genre), kind="stable")]
    deleted = _grow(target, ranked, column, direction, crossed, limit)
    if deleted is None:
        return None
    deleted = sorted(_prune(target, deleted, column, crossed))
    keep = _keep(len(target), deleted)
    after = target(keep[None, :])[0]
    words = tuple(explanation.data[i] for i in deleted)
    text = tidy(target.masked(keep) + target.tail)
    return Counterfactual(genre, threshold, tuple(deleted), words, text, before, float(after[column]), after)
