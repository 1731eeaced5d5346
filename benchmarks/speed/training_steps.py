"""What one step of a training costs, beside its matrix multiplications alone."""

from collections.abc import Callable
from typing import Any

import numpy as np

from benchmarks.timing import repeated
from train.config import TrainConfig
from train.examples.sides import Side


def milliseconds(act: Callable[[], object], repeats: int) -> float:
    """The median, after a first run that is not counted."""
    act()
    return float(1000 * np.median(repeated(act, repeats)))


def multiplications(config: TrainConfig, dimensions: int, films: int, words: int) -> Callable[[], float]:
    """As many multiply-adds as a step on a batch [films, words] takes, as products of matrices of the LSTM's size."""
    import tensorflow as tf

    from train.estimate import operations

    units = config.network.lstm_units
    left = tf.random.normal((films, dimensions + units))
    right = tf.random.normal((dimensions + units, 4 * units))
    count = round(3 * operations(config.network, dimensions) * words / (4 * units * (dimensions + units)))

    @tf.function
    def multiply() -> Any:
        total = tf.constant(0.0)
        for _ in tf.range(count):
            total += tf.matmul(left, right)[0, 0]
        return total

    return lambda: float(multiply())


def step_cost(embedding: np.ndarray, train: Side, config: TrainConfig, repeats: int) -> dict[str, float]:
    """Milliseconds of a step on the median batch, of its forward pass, and of its matrix multiplications alone."""
    import keras

    from core.model.network.layers import build_network, trainable
    from train.examples import targets
    from train.examples.batches import Batches

    batches = Batches(train.sequences, targets.of_labels(train.y_true), config.batch_size, config.word_dropout)
    model = trainable(build_network(config.network, embedding, train.y_true.shape[1]))
    model.compile(keras.optimizers.Adam(1e-3, clipnorm=1.0), keras.losses.BinaryCrossentropy(from_logits=True))
    model.optimizer.build(model.trainable_variables)  # or else the first step makes its variables and is traced again
    ids, y_true, _ = batches[int(np.argsort(batches.words)[len(batches) // 2])]
    films, words = ids.shape
    return {
        "batch": films,
        "longest": words,
        "step": milliseconds(lambda: model.train_on_batch(ids, y_true), repeats),
        "forward": milliseconds(lambda: model.predict_on_batch(ids), repeats),
        "matmul": milliseconds(multiplications(config, embedding.shape[1], films, words), repeats),
    }
