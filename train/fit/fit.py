"""Fits a network to its training set until the epochs or the patience run out."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from core.model import windows
from core.model.session import Session
from core.text import Vocabulary, batches_by_length, pad
from train import estimate
from train.config import TrainConfig
from train.examples.sides import Side
from train.examples.training_set import TrainingSet
from train.fit.checkpoint import State
from train.runs.events import Epoch, Listener, Phase, values

if TYPE_CHECKING:
    import keras


BATCH = 64  # films that the finished network scores at once


@dataclass(frozen=True)
class History:
    """The epochs of a training, the one whose weights were kept, and whether it was stopped before its end."""

    epochs: list[Epoch]
    best_epoch: int
    stopped: bool

    def frame(self) -> pd.DataFrame:
        """One row an epoch: epoch, step, loss, val_loss, val_micro_f1, val_map, words_per_second, memory_mb."""
        return pd.DataFrame([values(epoch) for epoch in self.epochs])


def fit(
    config: TrainConfig,
    embedding: NDArray[np.float32],
    training_set: TrainingSet,
    validation: Side,
    report: Listener,
    stop: Callable[[], bool],
    state: State,
) -> "tuple[keras.Model, History]":
    """Build the network, train it from its checkpoint or its start, and return it with its best weights."""
    import keras
    import tensorflow as tf

    from core.model.network.layers import build_network, cross_entropy, trainable
    from train.examples.batches import Batches
    from train.fit.callback import TrainingMonitor

    keras.backend.clear_session()
    keras.utils.set_random_seed(config.seed)
    tf.config.experimental.enable_op_determinism()
    model = build_network(config.network, embedding, training_set.targets.target.shape[1])
    logits = trainable(model)
    batches = Batches(training_set.sequences, training_set.targets, config.batch_size, config.word_dropout, config.seed)
    steps = len(batches) * config.epochs
    logits.compile(optimizer=_optimizer(logits, config.learning_rate, steps), loss=cross_entropy)
    monitor = TrainingMonitor(validation, batches, config.patience, report, stop, state.save)
    checkpoint = state.load()
    if checkpoint:
        monitor.restore(checkpoint, logits)
    planned = estimate.planned(config, estimate.size(training_set.plots, config.max_tokens))
    report(Phase("training", steps, planned))
    if not (state.finish or monitor.out_of_patience):
        logits.fit(
            batches.dataset(),
            epochs=config.epochs,
            initial_epoch=monitor.epoch,
            verbose=0,
            shuffle=False,
            callbacks=[monitor],
        )
    monitor.keep_best(logits)
    return model, History(monitor.epochs, monitor.best_epoch, monitor.stopped)


def _optimizer(logits: "keras.Model", learning_rate: float, steps: int) -> "keras.optimizers.Optimizer":
    """Adam, its rate falling along a cosine to a tenth."""
    import keras

    schedule = keras.optimizers.schedules.CosineDecay(learning_rate, steps, alpha=0.1)
    optimizer = keras.optimizers.Adam(schedule, clipnorm=1.0)
    optimizer.build(logits.trainable_variables)  # or else the first step makes its variables and is traced again
    return optimizer


def log_odds(network: Session, plots: Iterable[str], vocabulary: Vocabulary, size: int) -> NDArray[np.float64]:
    """The network's own log-odds [films, genres], before calibration; plots of more than ``size`` words in windows."""
    cut = [windows.encode(plot, vocabulary, size) for plot in plots]
    read = [ids for parts in cut for ids in parts]
    batches = batches_by_length([len(ids) for ids in read], BATCH)
    answers = [network.run(["logits"], {"ids": pad([read[i] for i in batch])})[0] for batch in batches]
    raw = np.concatenate(answers)[np.argsort(np.concatenate(batches))]
    return np.asarray(windows.combine_each(raw, [len(parts) for parts in cut]))
