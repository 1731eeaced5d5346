"""Which films to ask about next: pure functions of what a model says of those nobody has labelled yet.

Each takes a :class:`Pool` and gives a score [films], the highest first; :func:`choose` picks a batch.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Pool:
    """Films to choose among: ``y_score`` [films, labels], ``features`` [films, dim] and the ``labelled`` films' own
    features [labelled, dim]; ``support`` [labels] is how many labelled films each label has, ``thresholds`` [labels].
    """

    y_score: Array
    features: Array
    labelled: Array
    support: Array
    thresholds: Array


def random(pool: Pool, rng: np.random.Generator) -> Array:
    """No preference."""
    return rng.random(len(pool.y_score))


def uncertainty(pool: Pool, rng: np.random.Generator) -> Array:
    """Mean binary entropy over the labels: where the model knows least (Lewis and Gale 1994)."""
    p = np.clip(pool.y_score, 1e-9, 1 - 1e-9)
    return -(p * np.log(p) + (1 - p) * np.log(1 - p)).mean(axis=1)


def margin(pool: Pool, rng: np.random.Generator) -> Array:
    """How near the nearest probability is to its threshold: where a little more would turn a decision."""
    return -np.abs(pool.y_score - pool.thresholds).min(axis=1)


def diversity(pool: Pool, rng: np.random.Generator) -> Array:
    """The distance to the nearest labelled film (core sets, Sener and Savarese 2018)."""
    return _nearest(pool.features, pool.labelled)


def rarity(pool: Pool, rng: np.random.Generator) -> Array:
    """How many films of labels that have few are to be expected: each probability by 1 / (films of the label + 1)."""
    return (pool.y_score / (pool.support + 1)).sum(axis=1)


def rarity_and_uncertainty(pool: Pool, rng: np.random.Generator) -> Array:
    """The ranks of both, added."""
    return _rank(rarity(pool, rng)) + _rank(uncertainty(pool, rng))


def uncertainty_and_diversity(pool: Pool, rng: np.random.Generator) -> Array:
    """The ranks of both, added."""
    return _rank(uncertainty(pool, rng)) + _rank(diversity(pool, rng))


def rarity_and_diversity(pool: Pool, rng: np.random.Generator) -> Array:
    """The ranks of both, added."""
    return _rank(rarity(pool, rng)) + _rank(diversity(pool, rng))


Strategy = Callable[[Pool, np.random.Generator], Array]
STRATEGIES: dict[str, Strategy] = {
    "random": random,
    "uncertainty": uncertainty,
    "margin": margin,
    "diversity": diversity,
    "rarity": rarity,
    "rarity and uncertainty": rarity_and_uncertainty,
    "uncertainty and diversity": uncertainty_and_diversity,
    "rarity and diversity": rarity_and_diversity,
}
CANDIDATES = 4  # times as many films as are asked for: among them the batch is spread out


def choose(strategy: str, pool: Pool, count: int, rng: np.random.Generator) -> NDArray[np.intp]:
    """The places of ``count`` films to ask about, the best first.

    All but random order spread a batch: of the best films, each next one is the farthest from those chosen already, so
    that two copies of one film are not asked about together.
    """
    order = np.argsort(-STRATEGIES[strategy](pool, rng), kind="stable")
    if strategy == "random" or count >= len(order):
        return order[:count]
    best = order[: count * CANDIDATES]
    chosen = [0]
    distance = _nearest(pool.features[best], pool.features[best[:1]])
    for _ in range(count - 1):
        chosen.append(int(distance.argmax()))
        added = pool.features[best[chosen[-1:]]]
        distance = np.minimum(distance, _nearest(pool.features[best], added))
    return best[np.sort(chosen)]


def _rank(score: Array) -> Array:
    return np.argsort(np.argsort(score, kind="stable")) / max(len(score) - 1, 1)


def _nearest(features: Array, others: Array) -> Array:
    """The distance [films] to the nearest of ``others``; one where there are none."""
    if not len(others):
        return np.ones(len(features))
    squares = (features**2).sum(axis=1)[:, None] + (others**2).sum(axis=1) - 2 * features @ others.T
    return np.sqrt(np.maximum(squares.min(axis=1), 0))
