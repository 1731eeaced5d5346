"""Leave one out, in several contexts: in the whole text, and where a genre's strongest words are already gone.

Deleting one word of "a haunted house full of ghosts" changes little: the others still say Horror. So the first look,
leave one out, chooses for each of the most probable genres the words that support it most; with those deleted, every
candidate is measured again: what its deletion costs there or, for a deleted one, what its return brings. A word's
value is the weighted mean of these marginal contributions, a probabilistic value in the sense of Weber (1988), so a
linear function's values are its weights and a word without effect gets 0. Each context's answers hold for all genres;
those of a genre's own context weigh most.

A text of more than :data:`LONG` words is looked at by runs of :data:`RUN` words first, as occlusion by patches does.
Words are left out one by one only in the runs that matter most; in the others each has an even share of its run's.
"""

import numpy as np
from numpy.typing import NDArray

from ..target import Target
from .occlusion import attribute as leave_one_out

LONG, RUN = 512, 8  # words
OPENED = 8  # runs for each of the most probable outputs


def _strongest(values: NDArray[np.float64], count: int) -> NDArray[np.bool_]:
    """The ``count`` highest of ``values`` [words] and whatever ties with them, so that equal words fare alike."""
    cut = np.sort(values)[-min(count, len(values))]
    return values >= cut - 1e-12


def _marginal(target: Target, keep: NDArray[np.bool_], words: NDArray[np.intp]) -> NDArray[np.float64]:
    """f(with the word) - f(without it) as [words, outputs], where ``keep`` says which other words are there."""
    masks = np.repeat(keep[None, :], len(words) + 1, axis=0)
    masks[np.arange(len(words)), words] ^= True
    found = target(masks)
    sign = np.where(keep[words], 1.0, -1.0)[:, None]
    return sign * (found[-1] - found[:-1])


def _by_runs(target: Target, outputs: NDArray[np.intp]) -> NDArray[np.float64]:
    """The first look [words, outputs] at a long text; in the runs that do most for ``outputs`` word by word."""
    _, full = target.ends()
    run = np.arange(len(target)) // RUN
    effect = full - target(run[None, :] != np.arange(run[-1] + 1)[:, None])
    values = effect[run] / np.bincount(run)[run, None]
    opened = np.zeros(len(effect), dtype=bool)
    for output in outputs:
        opened[np.argsort(-np.abs(effect[:, output]), kind="stable")[:OPENED]] = True
    words = np.flatnonzero(opened[run])
    values[words] = _marginal(target, np.ones(len(target), dtype=bool), words)
    return values


def attribute(
    target: Target, genres: int = 4, share: float = 0.2, candidates: int = 48, borrowed: float = 0.25
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Values [words, outputs] and base values [outputs]; words + ``genres`` * ``candidates`` evaluations, about, and
    of a long text a third of them.

    ``genres``: how many outputs, the highest first, get a context of their own: the text without the ``share`` of its
    words that support the output most. ``candidates``: words measured there, those with the largest effect in the
    whole text. ``borrowed``: weight of a context made for another output.
    """
    base, full = target.ends()
    highest = np.argsort(-full, kind="stable")[:genres]
    first = leave_one_out(target)[0] if len(target) <= LONG else _by_runs(target, highest)
    total, weight = first.copy(), np.ones_like(first)
    for output in highest:
        keep = ~_strongest(first[:, output], int(np.ceil(share * len(target))))
        words = np.flatnonzero(_strongest(np.abs(first[:, output]), candidates))
        weights = np.full(len(full), borrowed)
        weights[output] = 1.0
        total[words] += weights * _marginal(target, keep, words)
        weight[words] += weights
    return total / weight, base
