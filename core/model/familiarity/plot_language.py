"""The language of the plots that a model learnt from, as hashed counts, and measures of how far a text is from it.

A text is measured in ways that differ: how surprising its words, its pairs of words and the order of its kinds of words
are, how much its words are those of plots rather than of English in general (a likelihood ratio, Ren et al. 2019),
repetition, unknown words, signs, digits and lines. What is kept of the plots are counts, not texts.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np
from numpy.typing import NDArray

from ...text import UNKNOWN_ID, Vocabulary, words

Array = NDArray[np.float64]
PAIRS, ORDERS = 1 << 22, 1 << 20  # buckets of the hashed counts
STEPS = 16  # of a count's logarithm to base 2, in a byte
LARGEST = 1 << 16  # count that a byte still tells from smaller ones
OWN_KIND = 160  # so many of the most frequent words are kinds of words by themselves
ENDINGS = ("ing", "ed", "ly", "tion", "ness", "ment", "er", "ers", "s", "al", "ous", "ive", "y", "e")
KINDS = OWN_KIND + len(ENDINGS) + 3
BACK_OFF = 150.0  # occurrences of what comes before, from which its own counts weigh more than the general ones
FREQUENT = 60  # ids below it are those of the most frequent words
YOU_AND_I = frozenset("i me my mine myself we us our you your yours i'm 'm u im".split())
MEASURES = (
    "words", "pairs", "order", "rather plots", "repeated words", "repeated pairs", "unknown", "frequent", "you and I",
    "digits", "signs", "lines", "word length", "sentence length",
)  # fmt: skip
_SIGN, _SENTENCE = re.compile(r"[^\w\s.,'’\"“”\-]"), re.compile(r"[.!?]+(?:\s|$)")


def quantised(counts: NDArray[np.integer]) -> NDArray[np.uint8]:
    """Counts in a byte each, exact for small ones and within 2 % for large ones."""
    steps = np.minimum(np.round(STEPS * np.log2(1.0 + np.arange(LARGEST + 1))), 255).astype(np.uint8)
    return np.asarray(steps[np.minimum(counts, LARGEST)])  # millions of counts, few different ones: one logarithm each


def counted(stored: NDArray[np.uint8]) -> Array:
    """The counts that were :func:`quantised`."""
    return np.asarray(np.exp2(stored / STEPS) - 1)


def _bucket(first: NDArray[np.integer], second: NDArray[np.integer], buckets: int) -> NDArray[np.int64]:
    """A bucket for each two numbers, by multiplication with two odd ones."""
    mixed = first.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15)
    mixed += second.astype(np.uint64) * np.uint64(0xC2B2AE3D27D4EB4F)
    return ((mixed ^ (mixed >> np.uint64(29))) % np.uint64(buckets)).astype(np.int64)


@lru_cache(maxsize=50_000)
def _kind(word: str, place: int) -> int:
    """The kind of a word: itself if it is among the most frequent, else a number, or its ending."""
    if UNKNOWN_ID < place < OWN_KIND:
        return place
    if word[:1].isdigit():
        return OWN_KIND
    ends = (i for i, ending in enumerate(ENDINGS, 1) if len(word) > len(ending) + 2 and word.endswith(ending))
    return OWN_KIND + next(ends, len(ENDINGS) + 1)


def _ids(vocabulary: Vocabulary, found: list[str]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Ids and kinds of the words, each after two places for the begin."""
    ids = vocabulary.ids(found).astype(np.int64)
    kinds = [_kind(word, place) for word, place in zip(found, ids.tolist(), strict=True)]
    return np.concatenate([[0], ids]), np.concatenate([[0, 0], np.array(kinds, dtype=np.int64)])


@dataclass(frozen=True)
class PlotLanguage:
    """``words`` [vocabulary], ``pairs`` [PAIRS], ``kinds`` [KINDS * KINDS] and ``orders`` [ORDERS]: counts, quantised.
    ``rather_plots`` [vocabulary]: log-likelihood ratio of each word between plots and English in general, in 1/16.
    """

    vocabulary: Vocabulary
    words: NDArray[np.uint8]
    pairs: NDArray[np.uint8]
    kinds: NDArray[np.uint8]
    orders: NDArray[np.uint8]
    rather_plots: NDArray[np.int8]

    @classmethod
    def fit(cls, plots: Iterable[str], vocabulary: Vocabulary, ranks: NDArray[np.integer], most: int) -> "PlotLanguage":
        """Count the first ``most`` words of each plot. ``ranks`` [vocabulary]: each word's place among all English
        words, the most frequent first; -1 where it has none.
        """
        single, double = np.zeros(len(vocabulary), np.int64), np.zeros(PAIRS, np.int64)
        kinds, orders = np.zeros(KINDS * KINDS, np.int64), np.zeros(ORDERS, np.int64)
        for plot in plots:
            ids, kind = _ids(vocabulary, words(plot, most))
            np.add.at(single, ids[1:], 1)
            np.add.at(double, _bucket(ids[:-1], ids[1:], PAIRS), 1)
            np.add.at(kinds, kind[1:-1] * KINDS + kind[2:], 1)
            np.add.at(orders, _bucket(kind[:-2] * KINDS + kind[1:-1], kind[2:], ORDERS), 1)
        share = np.log((single + 0.5) / (single.sum() + 0.5 * len(single)))
        general = -np.log(np.where(ranks < 0, 400_000, ranks) + 3.0) - np.log(13.0)  # Zipf's law
        ratio = np.clip(np.round(STEPS * (share - general)), -127, 127).astype(np.int8)
        return cls(vocabulary, quantised(single), quantised(double), quantised(kinds), quantised(orders), ratio)

    def arrays(self) -> Mapping[str, NDArray[np.generic]]:
        """Name -> array of all that it counts."""
        return {name: getattr(self, name) for name in ("words", "pairs", "kinds", "orders", "rather_plots")}

    def measure(self, text: str, most: int) -> Array:
        """The :data:`MEASURES` of the first ``most`` words of a text, of one word or more."""
        found = words(text, most)
        ids, kind = _ids(self.vocabulary, found)
        known = ids[1:] > UNKNOWN_ID
        single = self._words(ids)
        pairs, count = _bucket(ids[:-1], ids[1:], PAIRS), len(found)
        letters = max(sum(map(len, found)), 1)
        return np.array(
            [
                -single.mean(),
                -(self._pairs(ids, pairs, single) - single).mean(),
                -self._orders(kind).mean(),
                self.rather_plots[ids[1:]][known].mean() / STEPS if known.any() else 0.0,
                1 - len(np.unique(ids[1:])) / count,
                1 - len(np.unique(pairs)) / count,
                1 - known.mean(),
                (known & (ids[1:] < FREQUENT)).mean(),
                sum(word in YOU_AND_I for word in found) / count,
                sum(word[:1].isdigit() for word in found) / count,
                len(_SIGN.findall(text)) / letters,
                text.strip().count("\n") / count,
                letters / count,
                np.log(count / (len(_SENTENCE.findall(text)) or 1)),
            ]
        )

    @cached_property
    def _total(self) -> float:
        return float(counted(self.words).sum() + 0.1 * len(self.words))

    @cached_property
    def _tables(self) -> tuple[Array, Array, Array]:
        """How often each kind follows each, the share of each kind, and how often each is followed."""
        table = counted(self.kinds).reshape(KINDS, KINDS)
        alone = table.sum(axis=0) + 0.1
        return table, alone / alone.sum(), table.sum(axis=1)

    def _words(self, ids: NDArray[np.int64]) -> Array:
        """Log-probability of each word by itself."""
        return np.asarray(np.log((counted(self.words[ids[1:]]) + 0.1) / self._total))

    def _pairs(self, ids: NDArray[np.int64], pairs: NDArray[np.int64], single: Array) -> Array:
        """Log-probability of each word after the word before it."""
        before = counted(self.words[ids[:-1]])
        return np.asarray(np.log((counted(self.pairs[pairs]) + BACK_OFF * np.exp(single)) / (before + BACK_OFF)))

    def _orders(self, kind: NDArray[np.int64]) -> Array:
        """Log-probability of each word's kind after the two before it, less that of the kind by itself."""
        table, alone, rows = self._tables
        before, here = kind[1:-1], kind[2:]
        after_one = (table[before, here] + 20 * alone[here]) / (rows[before] + 20)
        seen = counted(self.orders[_bucket(kind[:-2] * KINDS + before, here, ORDERS)])
        after_two = (seen + BACK_OFF * after_one) / (table[kind[:-2], before] + BACK_OFF)
        return np.asarray(np.log(after_two / alone[here]))
