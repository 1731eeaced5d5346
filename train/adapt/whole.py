"""The whole network goes on learning labels of one's own, from where the new head has brought it.

It begins as the source's weights with the head grafted onto them, so that its first answers are the head's, and learns
from the labels and a third from what the head itself says of films that it has not seen: the labels alone make it too
sure of itself. Calibration and thresholds come from a fifth of the films that a first such network has not learnt from.
"""

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from core.model.calibration import sigmoid
from core.model.classifier import GenreClassifier
from core.model.network.presets import EMBEDDING, NetworkConfig
from core.model.session import Session
from core.text import encode
from train.adapt import graft, head
from train.adapt.head import Head, Readings, Start
from train.adapt.labels import LabelledFilms
from train.examples.targets import Targets
from train.fit.fit import log_odds
from train.runs.events import Listener, Phase, Step

if TYPE_CHECKING:
    import keras

FROM = 3_000  # films from which on this is better than the head alone: measured with 1,000, 2,000 and 3,530
EPOCHS, BATCH_SIZE, RATE = 5, 64, 3e-3
WORD_DROPOUT = 0.2
SHARE_OF_HEAD = 0.3  # in what is learnt; the rest is the labels'


@dataclass(frozen=True)
class Tuned:
    """A network that has learnt: its ``config``, its ``weights``, and it as ``onnx``, which differs from Keras by at
    most ``gap`` in a probability.
    """

    config: NetworkConfig
    weights: graft.Weights
    onnx: bytes
    gap: float

    def log_odds(self, source: GenreClassifier, plots: list[str]) -> NDArray[np.float64]:
        """Its log-odds [films, labels] before calibration; it knows the words of the ``source``."""
        return log_odds(Session(self.onnx), plots, source.vocabulary, source.max_tokens)


def raw(learnt: Head, source: GenreClassifier) -> Head:
    """The same head, which reads the log-odds as the source's network gives them, before calibration."""
    slope, intercept = source.calibration_.slope, source.calibration_.intercept
    return Head(
        learnt.from_pooled,
        learnt.from_log_odds * slope[:, None],
        learnt.from_words,
        learnt.bias + intercept @ learnt.from_log_odds,
    )


def tune(
    source: GenreClassifier,
    films: LabelledFilms,
    read: Readings,
    start: Start,
    seed: int,
    report: Listener,
) -> Tuned:
    """The network that has learnt from these ``films``, which the source has ``read``.

    Deterministic under ``seed`` on the same machine with the same number of threads. Raises ArtifactError when the
    source has no weights.
    """
    import keras
    import tensorflow as tf

    from core.model.network.layers import cross_entropy, trainable
    from train.examples.batches import Batches

    y_true = films.y_true
    of_head = sigmoid(head.out_of_fold(read, y_true, start, films.folds(head.FOLDS, seed)))
    target = (SHARE_OF_HEAD * of_head + (1 - SHARE_OF_HEAD) * y_true).astype(np.float32)
    keras.backend.clear_session()
    keras.utils.set_random_seed(seed)
    tf.config.experimental.enable_op_determinism()
    network, config = grafted(source, head.fit(read, y_true, start))
    logits = trainable(network)
    sequences = encode(films.frame["plot"].tolist(), source.vocabulary, source.max_tokens)
    batches = Batches(sequences, Targets(target, np.ones_like(target)), BATCH_SIZE, WORD_DROPOUT, seed)
    steps = EPOCHS * len(batches)
    report(Phase("learning with the whole network", steps))
    schedule = keras.optimizers.schedules.CosineDecay(RATE, steps, alpha=0.1)
    optimizer = keras.optimizers.Adam(schedule, clipnorm=1.0)
    optimizer.build(logits.trainable_variables)  # or else the first step makes its variables and is traced again
    logits.compile(optimizer=optimizer, loss=cross_entropy)
    logits.fit(batches.dataset(), epochs=EPOCHS, verbose=0, shuffle=False, callbacks=[_steps(batches, report)])
    return exported(network, config)


def exported(network: "keras.Model", config: NetworkConfig) -> Tuned:
    """A network as it is saved, and as it answers."""
    from core.model.network.export import export_onnx
    from core.model.network.layers import weights_of

    return Tuned(config, weights_of(network), *export_onnx(network, config))


def grafted(source: GenreClassifier, learnt: Head) -> "tuple[keras.Model, NetworkConfig]":
    """The source's network with the head on it, which answers as the head does."""
    from core.model.network.layers import build_network

    artifact = source.artifact
    weights, config = graft.graft_weights(artifact.weights(), artifact.network, raw(learnt, source))
    network = build_network(config, weights[EMBEDDING], len(learnt.bias))
    for weight in network.weights:
        weight.assign(weights[weight.path])
    return network, config


def _steps(batches: Any, report: Listener) -> "keras.callbacks.Callback":
    """Arranges the batches of each epoch and reports every step."""
    import keras

    class Steps(keras.callbacks.Callback):
        done = 0

        def on_epoch_begin(self, epoch: int, logs: dict[str, Any] | None = None) -> None:
            batches.go_to(epoch)

        def on_train_batch_begin(self, batch: int, logs: dict[str, Any] | None = None) -> None:
            self.model.reset_metrics()
            self.began = time.perf_counter()

        def on_train_batch_end(self, batch: int, logs: dict[str, Any] | None = None) -> None:
            self.done += 1
            speed = batches.words[batch] / (time.perf_counter() - self.began)
            report(Step(self.done, float((logs or {})["loss"]), round(speed)))

    return Steps()
