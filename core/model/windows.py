"""A plot longer than the network reads at once: windows of even length, and one answer from all of theirs.

The network learns from the first ``max_tokens`` words of a plot, so it is asked about no more at once. Of the ways to
combine the windows that were tried (docs/experiments.md), this one lost least: a mean of the log-odds in which a window
that speaks for a genre weighs more, by exp(:data:`EMPHASIS` * log-odds). A plot that fits one window is answered as it
is.
"""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from ..text import UNKNOWN_ID, Vocabulary, words

MOST_WORDS = 4_000  # of a plot that are read; a whole synopsis has about a thousand
EMPHASIS = 0.3


def bounds(count: int, size: int) -> list[tuple[int, int]]:
    """Begin and end of each window of ``count`` words: as few as will do with ``size`` words at most, and even."""
    windows = max(1, -(-count // size))
    edges = np.linspace(0, count, windows + 1).round().astype(int).tolist()
    return list(pairwise(edges))


def encode(text: str, vocabulary: Vocabulary, size: int) -> list[NDArray[np.int32]]:
    """The ids of the words of each window; a text without a word is one window with the unknown word."""
    ids = vocabulary.ids(words(text, limit(size)))
    if not len(ids):
        return [np.array([UNKNOWN_ID], dtype=np.int32)]
    return [ids[begin:end] for begin, end in bounds(len(ids), size)]


def limit(size: int) -> int:
    """How many words of a plot are read: :data:`MOST_WORDS`, or one window where that is more."""
    return max(MOST_WORDS, size)


def weights(log_odds: NDArray[np.floating]) -> NDArray[np.float64]:
    """What each window counts for each genre, [windows, genres]; each column sums to 1."""
    strength = np.exp(EMPHASIS * (log_odds - log_odds.max(axis=0)).astype(np.float64))
    return strength / strength.sum(axis=0)


def combine(log_odds: NDArray[np.floating]) -> NDArray[np.floating]:
    """The log-odds [genres] of a plot from those of its windows [windows, genres]; a single window's stay as is."""
    return log_odds[0] if len(log_odds) == 1 else (weights(log_odds) * log_odds).sum(axis=0)


def combine_each(log_odds: NDArray[np.floating], counts: Sequence[int]) -> NDArray[np.floating]:
    """The same for many plots, [plots, genres]; ``counts``: how many of the rows [windows, genres] are each plot's."""
    return np.stack([combine(part) for part in np.split(log_odds, np.cumsum(counts)[:-1])])
