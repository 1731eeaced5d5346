"""The nearest words of a word, in GloVe's vectors and in those that training made of their start.

Both are looked for among the words of the model's vocabulary, by cosine, so that the two lists can be compared and each
word of them means something to the model.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..extras import CHECKOUT, needs
from ..text import UNKNOWN_ID, Vocabulary
from .folder.artifact import Artifact
from .network.presets import EMBEDDING
from .network.vectors import packaged_vectors


class Near(NamedTuple):
    """A word and its cosine similarity to the word that was asked about."""

    word: str
    similarity: float


@dataclass(frozen=True, eq=False)
class Vectors:
    """Unit vectors [words, dim] of a vocabulary's words; a word without one has zeros."""

    words: Sequence[str]
    unit: NDArray[np.float32]

    @classmethod
    def of(cls, vocabulary: Vocabulary, matrix: NDArray[np.float32]) -> "Vectors":
        """``matrix`` [words, dim]; padding and the unknown word get none, since they are no words."""
        matrix = matrix.astype(np.float32)
        matrix[: UNKNOWN_ID + 1] = 0
        length = np.linalg.norm(matrix, axis=1, keepdims=True)
        return cls(vocabulary.words, (matrix / np.where(length > 0, length, 1)).astype(np.float32))

    @cached_property
    def _rows(self) -> dict[str, int]:
        return {word: row for row, word in enumerate(self.words)}

    def nearest(self, word: str, count: int = 10) -> list[Near]:
        """The words nearest to one, nearest first, without itself; none for a word without a vector."""
        row = self._rows.get(word, UNKNOWN_ID)
        if not self.unit[row].any():
            return []
        similarity = self.unit @ self.unit[row]
        similarity[row] = -np.inf
        similarity[~self.unit.any(axis=1)] = -np.inf
        best = np.argsort(-similarity, kind="stable")[:count]
        return [Near(self.words[i], float(similarity[i])) for i in best if np.isfinite(similarity[i])]

    def similarity(self, one: str, other: str) -> float | None:
        """The cosine of two words; None where one has no vector."""
        rows = [self._rows.get(word, UNKNOWN_ID) for word in (one, other)]
        first, second = self.unit[rows]
        return float(first @ second) if first.any() and second.any() else None


def trained(model: Artifact) -> Vectors:
    """A model's own vectors, as training left them. Raises ArtifactError for a model without its weights."""
    return Vectors.of(model.vocabulary, model.weights()[EMBEDDING])


def glove(vocabulary: Vocabulary) -> Vectors:
    """The packaged GloVe vectors of the same words. Raises PackageError where they are not installed."""
    with needs("GloVe's vectors", CHECKOUT):
        return Vectors.of(vocabulary, packaged_vectors(vocabulary.words))
