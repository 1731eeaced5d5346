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

from ...model.artifact import Artifact
from ...model.network import rebuild
from ..target import Target


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
        """The calibrated score [alphas] of one genre along the path, and its gradients there, one for each start.

        ``line`` is the genre's (slope, intercept, 1 for probabilities or 0 for log-odds).
        """
        places = [alphas[:, None, None] * start for start in starts]
        with tf.GradientTape() as tape:
            tape.watch(places)
            logits = self.rest([tf.repeat(ids, tf.shape(alphas)[0], axis=0), *places], training=False)[:, genre]
            log_odds = line[0] * logits + line[1]
            scores = tf.where(line[2] > 0, tf.sigmoid(log_odds), log_odds)
        return scores, tape.gradient(scores, places)


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
    ids = tf.constant(classifier.vocabulary.ids(token.word for token in target.tokens)[None, :])
    starts = net.starts(ids)
    nodes, weights = np.polynomial.legendre.leggauss(steps)
    alphas = tf.constant(np.concatenate([[0.0], (nodes + 1) / 2]), dtype=tf.float32)
    weights = np.concatenate([[0.0], weights / 2])
    calibration, probability = classifier.calibration_, float(target.scale == "probability")
    values, base = [], []
    for genre, (slope, intercept) in enumerate(zip(calibration.slope, calibration.intercept, strict=True)):
        line = tf.constant([slope, intercept, probability], dtype=tf.float32)
        scores, slopes = net.slopes(ids, starts, alphas, tf.constant(genre), line)
        means = [np.tensordot(weights, slope.numpy(), axes=1) for slope in slopes]
        values.append(sum((mean * start.numpy()[0]).sum(axis=-1) for mean, start in zip(means, starts, strict=True)))
        base.append(float(scores[0]))
    target.evaluations += len(alphas) * len(base)
    return np.array(values, dtype=np.float64).T, np.array(base)
