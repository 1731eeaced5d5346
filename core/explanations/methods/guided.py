"""Leave one out, in several contexts: in the whole text, and where a genre's strongest words are already gone.

Deleting one word of "a haunted house full of ghosts" changes little: the others still say Horror. So the first look,
leave one out, chooses for each of the most probable genres the words that support it most; with those deleted, every
candidate is measured again: what its deletion costs there or, for a deleted one, what its return brings. A word's
value is the weighted mean of these marginal contributions, a probabilistic value in the sense of Weber (1988), so a
linear function's values are its weights and a word without effect gets 0. Each context's answers hold for all genres;
those of a genre's own context weigh most.
"""

import numpy as np
from numpy.typing import NDArray

from ..target import Target
from .occlusion import attribute as leave_one_out


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


def attribute(
    target: Target, genres: int = 4, share: float = 0.2, candidates: int = 48, borrowed: float = 0.25
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Values [words, outputs] and base values [outputs]; words + ``genres`` * ``candidates`` evaluations, about.

    ``genres``: how many outputs, the highest first, get a context of their own: the text without the ``share`` of its
    words that support the output most. ``candidates``: words measured there, those with the largest effect in the
    whole text. ``borrowed``: weight of a context made for another output.
    """
    first, base = leave_one_out(target)
    _, full = target.ends()
    total, weight = first.copy(), np.ones_like(first)
    for output in np.argsort(-full, kind="stable")[:genres]:
        keep = ~_strongest(first[:, output], int(np.ceil(share * len(target))))
        words = np.flatnonzero(_strongest(np.abs(first[:, output]), candidates))
        weights = np.full(len(full), borrowed)
        weights[output] = 1.0
        total[words] += weights * _marginal(target, keep, words)
        weight[words] += weights
    return total / weight, base
