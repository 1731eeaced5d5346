"""Plots as the model represents them, in as few numbers as a map of 50,000 of them has room for."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.errors import GenreLensError
from core.model import windows
from core.model.calibration import sigmoid
from core.model.classifier import GenreClassifier

FEWEST, MOST = 30, 50_000  # films on a map: fewer show no neighbourhoods, of more a sample is drawn
DIRECTIONS = 64  # numbers that are kept of each plot; they hold nine tenths of the variance
JUDGED = 2_000  # films that a map is judged by: all their distances are compared
CHUNK, SEED = 512, 0
SAME = 1e-5  # a variance below which plots don't differ
Floats = NDArray[np.float32]
Progress = Callable[[float], None]


class MapError(GenreLensError):
    """Films that no map can be drawn of."""


@dataclass(frozen=True, eq=False)
class Representation:
    """``positions`` [films]: of the films among the plots. ``directions`` [films, 64], float16: each plot's place on
    the main directions, the widest first. ``y_score`` [films, genres]: the model's probabilities.

    A plot's pooled vector, brought to length 1, less ``centre`` [dim], times ``axes`` [dim, 64] is its place.
    ``share``: of what tells the plots apart (their variance) on the first two directions. ``beyond``: films that the
    sample left out; ``unreadable``: plots that the model can't read.
    """

    positions: NDArray[np.intp]
    directions: NDArray[np.float16]
    centre: Floats
    axes: Floats
    y_score: Floats
    share: float
    beyond: int
    unreadable: int

    def place(self, pooled: NDArray[np.floating]) -> Floats:
        """Where plots lie on the main directions, [plots, 64], by their pooled vectors [plots, dim]."""
        return np.asarray((unit(pooled) - self.centre) @ self.axes, dtype=np.float32)


@dataclass(frozen=True, eq=False)
class Judges:
    """Films that a map is judged by: ``rows`` [judges] of the map, and their pooled vectors [judges, dim]."""

    rows: NDArray[np.intp]
    pooled: Floats


def unit(vectors: NDArray[np.floating]) -> Floats:
    """Vectors [plots, dim] of length 1, whose distances rank plots as the cosine does."""
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return (vectors / np.maximum(lengths, np.finfo(np.float32).tiny)).astype(np.float32)


def drawn(count: int, most: int) -> NDArray[np.intp]:
    """At most ``most`` of ``count`` positions, in order; the same ones each time."""
    return np.sort(np.random.default_rng(SEED).permutation(count)[:most]).astype(np.intp)


def read(
    classifier: GenreClassifier, plots: Sequence[str], progress: Progress = lambda share: None
) -> tuple[Representation, Judges]:
    """Read the plots, a sample of them where they are more than 50,000.

    ``progress`` is told the share that is read, and may end the reading by raising. Raises MapError for fewer than 30
    readable plots, and for plots between which the model sees no difference.
    """
    from sklearn.decomposition import PCA  # here, because a first prediction must not wait for it

    sample = drawn(len(plots), MOST)
    positions, pooled, y_score = _answers(classifier, plots, sample, progress)
    if len(positions) < FEWEST:
        raise MapError(
            f"A map shows neighbourhoods from {FEWEST} films on; here are {len(positions):,} whose plot the model can"
            " read. Choose a larger data set."
        )
    size = min(DIRECTIONS, *pooled.shape)
    found = PCA(size, svd_solver="covariance_eigh").fit(pooled)
    if found.explained_variance_.sum() < SAME:
        raise MapError("The model sees no difference between these plots, so there is nothing to draw. Look at them.")
    centre, axes = found.mean_.astype(np.float32), found.components_.T.astype(np.float32)
    directions = np.concatenate([(part - centre) @ axes for part in np.array_split(pooled, len(pooled) // CHUNK + 1)])
    rows = drawn(len(positions), JUDGED)
    films = Representation(
        positions,
        directions.astype(np.float16),
        centre,
        axes,
        y_score,
        share=float(found.explained_variance_ratio_[:2].sum()),
        beyond=len(plots) - len(sample),
        unreadable=len(sample) - len(positions),
    )
    return films, Judges(rows, pooled[rows])


def _answers(
    classifier: GenreClassifier, plots: Sequence[str], sample: NDArray[np.intp], progress: Progress
) -> tuple[NDArray[np.intp], Floats, Floats]:
    """Positions of the readable plots, their pooled vectors and probabilities, which the network tells at once."""
    readable: list[int] = []
    pooled: list[Floats] = []
    y_score: list[Floats] = []
    for start in range(0, len(sample), CHUNK):
        progress(start / len(sample))
        here = [int(place) for place in sample[start : start + CHUNK] if classifier.readable(plots[place])]
        if here:
            cut = [windows.encode(plots[place], classifier.vocabulary, classifier.max_tokens) for place in here]
            vectors, logits = classifier.run_cut(cut, ["pooled", "logits"])
            pooled.append(unit(vectors))
            y_score.append(sigmoid(classifier.calibration_.apply(logits)).astype(np.float32))
            readable += here
    if not readable:
        return np.empty(0, dtype=np.intp), np.empty((0, 0), dtype=np.float32), np.empty((0, 0), dtype=np.float32)
    return np.array(readable, dtype=np.intp), np.concatenate(pooled), np.concatenate(y_score)
