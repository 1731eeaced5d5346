"""Similar films: the nearest plots in the model's own pooled representation."""

import sys
from collections import Counter
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from .classifier import GenreClassifier


class Neighbour(NamedTuple):
    """Position of a plot in the table that the index was made from, and its cosine similarity."""

    position: int
    similarity: float


class Neighbours:
    """An index over plots. Texts without a word the model knows are not in it. ``progress`` is told the share of them
    that is read, 0 to 1.

    ``pooled`` [plots, dim]: what the network says of each plot before its last layers, float32.
    """

    def __init__(
        self,
        classifier: "GenreClassifier",
        texts: Sequence[str],
        progress: Callable[[float], None] = lambda share: None,
    ) -> None:
        from sklearn.neighbors import NearestNeighbors  # here, because a first prediction must not wait for it

        self._classifier = classifier
        self._texts = [text if classifier.readable(text) else "" for text in texts]
        self.positions = np.array([i for i, text in enumerate(self._texts) if text], dtype=np.intp)
        readable = [self._texts[i] for i in self.positions]
        self.pooled: NDArray[np.float32] = classifier.run(readable, "pooled", progress=progress)
        self._index = NearestNeighbors(metric="cosine", algorithm="brute")
        if len(self.positions):
            self._index.fit(self.pooled)

    @property
    def nbytes(self) -> int:
        """Bytes that the index takes."""
        return self.pooled.nbytes + sum(map(sys.getsizeof, self._texts))

    def nearest(
        self, text: str, count: int = 10, weight: float = 0.0, others: NDArray[np.floating] | None = None
    ) -> list[Neighbour]:
        """The ``count`` nearest plots, nearest first; the same text itself is left out.

        ``others`` [texts]: similarities of another kind, such as those of posters, which count by ``weight`` and the
        plots' by the rest. Raises PlotError for a text that the model can't read.
        """
        self._classifier.tokens(text)
        if not len(self.positions):
            return []
        pooled = self._classifier.run([text], "pooled")
        if others is not None:
            return self._weighed(text, pooled, count, weight, others)
        size = min(len(self.positions), count + 5)
        distances, rows = self._index.kneighbors(pooled, n_neighbors=size)
        found = [
            Neighbour(int(self.positions[row]), float(1 - distance))
            for row, distance in zip(rows[0], distances[0], strict=True)
            if self._texts[self.positions[row]] != text
        ]
        return found[:count]

    def _weighed(
        self, text: str, pooled: NDArray[np.float32], count: int, weight: float, others: NDArray[np.floating]
    ) -> list[Neighbour]:
        from sklearn.metrics.pairwise import cosine_similarity

        plots = cosine_similarity(pooled, self.pooled)[0]
        both = (1 - weight) * plots + weight * others[self.positions]
        order = np.argsort(-both, kind="stable")
        found = (Neighbour(int(self.positions[row]), float(both[row])) for row in order)
        return [neighbour for neighbour in found if self._texts[neighbour.position] != text][:count]


def genre_shares(neighbours: Sequence[Neighbour], genres: Sequence[Sequence[str]]) -> dict[str, float]:
    """Genre -> share of the neighbours that have it, most frequent first; ``genres``: of every plot of the table."""
    counts = Counter(genre for neighbour in neighbours for genre in set(genres[neighbour.position]))
    return {genre: n / len(neighbours) for genre, n in sorted(counts.items(), key=lambda item: (-item[1], item[0]))}
