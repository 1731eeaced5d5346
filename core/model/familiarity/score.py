"""How familiar a text is: the share of held-out plots that look at least as unusual beside the training plots.

Each measure of :mod:`plot_language` is put in standard deviations of held-out plots of the same length; :data:`WEIGHTS`
make one score of them. They were fitted by logistic regression to tell validation plots from eight kinds of odd texts
by ``python -m benchmarks.reading.familiarity --fit``; without --fit it says how well other kinds are told, too.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ...text import Vocabulary, tokenize
from .. import windows
from ..folder import untrusted
from .plot_language import KINDS, MEASURES, ORDERS, PAIRS, PlotLanguage

Array = NDArray[np.float64]
PIECE = 128  # words: a longer text is judged piece by piece, and its score is their mean
UNUSUAL = 0.01  # of the held-out plots: a text that fewer look as unusual as is not like a plot
BEND, FARTHEST = 1.5, 8.0  # deviations beyond which a measure gets a further weight; that are counted at most
LONGEST = (12, 18, 26, 36, 50, 70, 100)  # words: bounds of the groups of plots that a mean and a deviation are taken of
SMALLEST_GROUP = 40  # plots
KEPT = 2_000  # scores of held-out plots at most

# Measure -> weight of its deviation, of what goes above BEND, of what goes below -BEND.
WEIGHTS = {
    "words": (0.20, 0.07, 0.29),
    "pairs": (0.54, 0.29, 0.01),
    "order": (0.47, 0.12, -0.01),
    "rather plots": (-1.09, 0.15, 0.79),
    "repeated words": (0.06, 0.49, -0.01),
    "repeated pairs": (-0.12, 0.19, 0.00),
    "unknown": (0.19, 0.27, 0.00),
    "frequent": (-0.15, 0.13, 0.22),
    "you and I": (0.04, 0.13, 0.00),
    "digits": (-0.06, -0.09, 0.00),
    "signs": (-0.15, 0.09, 0.00),
    "lines": (0.21, 0.17, 0.00),
    "word length": (-0.67, 0.15, 0.23),
    "sentence length": (-0.78, 0.00, 0.22),
}


def bent(deviations: Array) -> Array:
    """Deviations [..., measures] with what goes above :data:`BEND` and below its negative, [..., 3 * measures]."""
    return np.concatenate([deviations, np.maximum(deviations - BEND, 0), np.maximum(-deviations - BEND, 0)], axis=-1)


def pieces(text: str, most: int) -> list[tuple[str, int]]:
    """A text's first ``most`` words in pieces of at most :data:`PIECE`, each with its number of words."""
    tokens = tokenize(text, most)
    if len(tokens) <= PIECE:
        return [(text, len(tokens))] if tokens else []
    starts = [token.start for token in tokens] + [tokens[-1].end]
    return [(text[starts[begin] : starts[end]], end - begin) for begin, end in windows.bounds(len(tokens), PIECE)]


def groups(lengths: NDArray[np.integer]) -> list[NDArray[np.bool_]]:
    """Which plots [plots] are in each group of like length. Small groups are left out; if all are, there is one."""
    place = np.searchsorted(LONGEST, lengths, side="right")
    found = [place == i for i in range(len(LONGEST) + 1)]
    return [group for group in found if group.sum() >= SMALLEST_GROUP] or [np.ones(len(lengths), dtype=bool)]


@dataclass(frozen=True)
class Familiarity:
    """``lengths`` [groups]: mean logarithm of the words of the held-out plots of like length; ``means`` and
    ``deviations`` [groups, measures] of theirs; ``scores`` [kept]: of held-out plots, rising.
    """

    language: PlotLanguage
    lengths: Array
    means: Array
    deviations: Array
    scores: Array

    @classmethod
    def fit(
        cls,
        plots: Iterable[str],
        held_out: Sequence[str],
        vocabulary: Vocabulary,
        ranks: NDArray[np.integer],
        most: int,
    ) -> "Familiarity":
        """Count the language of training plots, and compare with ``held_out`` plots that are not among them.

        ``ranks`` [vocabulary]: see :meth:`PlotLanguage.fit`. ``most``: words read of each plot.
        """
        language = PlotLanguage.fit(plots, vocabulary, ranks, most)
        cut = [pieces(plot, most) for plot in held_out]
        cut = [parts for parts in cut if parts]
        measured = np.array([language.measure(text, PIECE) for parts in cut for text, _ in parts])
        count = np.array([words for parts in cut for _, words in parts])
        alike = groups(count)
        lengths, means, deviations = (
            np.array([np.log(count[group]).mean() for group in alike]),
            np.array([np.median(measured[group], axis=0) for group in alike]),
            np.array([measured[group].std(axis=0) + 1e-3 for group in alike]),
        )
        fresh = cls(language, lengths, means, deviations, np.zeros(1))
        ends = np.cumsum([len(parts) for parts in cut])[:-1]
        films = zip(np.split(measured, ends), np.split(count, ends), strict=True)
        scores = np.sort([fresh._score(*film) for film in films])
        chosen = np.linspace(0, len(scores) - 1, min(len(scores), KEPT)).round().astype(int)
        return cls(language, lengths, means, deviations, scores[chosen])

    def deviation(self, measured: Array, words: NDArray[np.integer]) -> Array:
        """Measures [texts, measures] in deviations of plots of as many ``words`` [texts]."""
        at = np.log(np.maximum(words, 1))
        columns = range(measured.shape[1])
        mean, spread = (
            np.stack([np.interp(at, self.lengths, table[:, j]) for j in columns], axis=1)
            for table in (self.means, self.deviations)
        )
        return np.clip((measured - mean) / spread, -FARTHEST, FARTHEST)

    def score(self, text: str, most: int) -> float | None:
        """How unusual the first ``most`` words of a text are: the higher, the less like a plot; None without a word."""
        cut = pieces(text, most)
        if not cut:
            return None
        measured = np.array([self.language.measure(piece, PIECE) for piece, _ in cut])
        return self._score(measured, np.array([words for _, words in cut]))

    def _score(self, measured: Array, words: NDArray[np.integer]) -> float:
        """How unusual a text is whose pieces, of so many ``words`` [pieces], have these measures [pieces, measures]."""
        deviations = self.deviation(measured, words)
        weights = np.array([WEIGHTS[name] for name in MEASURES]).T.ravel()
        return float((bent(deviations) @ weights).mean())

    def share(self, text: str, most: int) -> float | None:
        """The share of held-out plots that look at least as unusual, from 0 (none does) to 1; None without a word."""
        score = self.score(text, most)
        if score is None:
            return None
        return float(1 - np.searchsorted(self.scores, score, side="left") / len(self.scores))

    def save(self, path: Path) -> None:
        """Write the hashed counts and the figures of the held-out plots as one compressed file of arrays."""
        own = {name: getattr(self, name).astype(np.float32) for name in _OWN}
        np.savez_compressed(path, **self.language.arrays(), **own)  # type: ignore[arg-type]

    @classmethod
    def load(cls, path: Path, vocabulary: Vocabulary) -> "Familiarity":
        """Read :meth:`save`. Raises ArtifactError unless it was made for these words and measures."""
        arrays = untrusted.arrays(path, _shapes(len(vocabulary)))
        own = {name: arrays.pop(name).astype(np.float64) for name in _OWN}
        if not all(np.isfinite(array).all() for array in own.values()) or not (own["deviations"] > 0).all():
            raise untrusted.wrong(path, "holds a number that is not finite or a deviation that is not above zero")
        return cls(PlotLanguage(vocabulary, **arrays), **own)


_OWN = ("lengths", "means", "deviations", "scores")


def _shapes(words: int) -> dict[str, tuple[str, tuple[int | None, ...]]]:
    """Array -> kind of its numbers and its shape; None is any size up to :data:`KEPT`."""
    counts = {"words": words, "pairs": PAIRS, "kinds": KINDS * KINDS, "orders": ORDERS}
    own: dict[str, tuple[str, tuple[int | None, ...]]] = {"lengths": ("<f4", (None,)), "scores": ("<f4", (None,))}
    own |= {name: ("<f4", (None, len(MEASURES))) for name in ("means", "deviations")}
    return own | {name: ("|u1", (size,)) for name, size in counts.items()} | {"rather_plots": ("|i1", (words,))}
