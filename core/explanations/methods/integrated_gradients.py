"""Integrated gradients at the word embeddings (Sundararajan et al. 2017). Imports TensorFlow; import it late.

The path runs from a text of the same length whose embeddings and bag-of-words contributions are all zero to the text
itself. The ids travel along it unchanged, so that the network's masks and lengths stay those of the text.
"""

from functools import lru_cache
from pathlib import Path

import keras
import numpy as np
import tensorflow as tf
from numpy.typing import NDArray

from ...model import windows
from ...model.folder.artifact import Artifact
from ...model.network.layers import rebuild
from ...text import pad
from ..target import Target

MOST_ROWS = 64  # windows at once: points of the path times windows of the plot


class _Network:
    """The saved network, cut at ``starts``: the embeddings and, where there is one, the bag-of-words path."""

    def __init__(self, artifact: Artifact) -> None:
        model = rebuild(artifact)
        starts = [model.get_layer("embedding").output]
        if "word_logits" in model.output:
            starts.append(model.output["word_logits"])
        self.starts = keras.Model(model.input, starts)
        self.rest = keras.Model([model.input, *starts], model.output["logits"])
        self.slopes = tf.function(self._slopes, reduce_retracing=True)

    def _slopes(
        self, ids: tf.Tensor, starts: list[tf.Tensor], alphas: tf.Tensor, genre: tf.Tensor, line: tf.Tensor
    ) -> tuple[tf.Tensor, list[tf.Tensor]]:
        """The calibrated score [alphas] of one genre along the path, and its gradients there [alphas, windows, words,
        dim], one for each start. ``ids`` are [windows, words].

        ``line`` is the genre's (slope, intercept, 1 for probabilities or 0 for log-odds).
        """
        count = tf.shape(alphas)[0]
        places = [alphas[:, None, None, None] * start for start in starts]
        with tf.GradientTape() as tape:
            tape.watch(places)
            rows = [tf.reshape(place, tf.concat([[-1], tf.shape(place)[2:]], 0)) for place in places]
            logits = self.rest([tf.tile(ids, [count, 1]), *rows], training=False)[:, genre]
            by_window = tf.reshape(logits, [count, -1])
            shares = tf.nn.softmax(windows.EMPHASIS * by_window, axis=1)
            log_odds = line[0] * tf.reduce_sum(shares * by_window, axis=1) + line[1]
            scores = tf.where(line[2] > 0, tf.sigmoid(log_odds), log_odds)
        return scores, tape.gradient(scores, places)

    def integrals(
        self, ids: tf.Tensor, starts: list[tf.Tensor], genre: int, line: tf.Tensor, steps: int
    ) -> tuple[float, list[NDArray[np.float64]]]:
        """The score at the path's begin, and the mean gradient along it [windows, words, dim] for each start."""
        nodes, weights = np.polynomial.legendre.leggauss(steps)
        alphas, weights = np.concatenate([[0.0], (nodes + 1) / 2]), np.concatenate([[0.0], weights / 2])
        parts = np.array_split(np.arange(len(alphas)), -(-len(alphas) * len(ids) // MOST_ROWS))
        found = [
            self.slopes(ids, starts, tf.constant(alphas[part], tf.float32), tf.constant(genre), line) for part in parts
        ]
        sums = [
            [np.tensordot(weights[part], slope.numpy(), axes=1) for slope in slopes]
            for part, (_, slopes) in zip(parts, found, strict=True)
        ]
        return float(found[0][0][0]), [np.sum(one, axis=0) for one in zip(*sums, strict=True)]


@lru_cache(maxsize=2)
def _network(folder: Path, version: str) -> _Network:
    return _Network(Artifact(folder, version))


def attribute(target: Target, steps: int = 32) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Integrated gradients [words, genres] and the score of the zero embeddings [genres].

    The integral is a Gauss-Legendre sum over ``steps`` points; what it misses of f(text) - f(baseline) is the
    explanation's gap. Raises ValueError unless the target is a GenreClassifier, ArtifactError without the weights.
    """
    classifier = target.classifier
    if classifier is None:
        raise ValueError("integrated_gradients looks inside a GenreClassifier; use a black-box method here.")
    net = _network(classifier.artifact.folder, classifier.version)
    cut = windows.encode(target.text, classifier.vocabulary, classifier.max_tokens)
    ids = tf.constant(pad(cut))
    starts = net.starts(ids)
    calibration, probability = classifier.calibration_, float(target.scale == "probability")
    values, base = [], []
    for genre, (slope, intercept) in enumerate(zip(calibration.slope, calibration.intercept, strict=True)):
        line = tf.constant([slope, intercept, probability], dtype=tf.float32)
        without_any, means = net.integrals(ids, starts, genre, line, steps)
        by_word = sum((mean * start.numpy()).sum(axis=-1) for mean, start in zip(means, starts, strict=True))
        values.append(np.concatenate([row[: len(words)] for row, words in zip(by_word, cut, strict=True)]))
        base.append(without_any)
    target.evaluations += (steps + 1) * len(base)
    return np.array(values, dtype=np.float64).T, np.array(base)
