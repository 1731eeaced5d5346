"""The network: GloVe -> LSTM -> pooling -> dense, plus a linear bag-of-words path. Imports Keras; import it late.

Padding comes at the end only, so no layer needs Keras's mask: the forward LSTM has finished before it meets padding,
the backward LSTM reads the plot reversed *within its own length*, and the poolings look at the ids. Without masks the
export has ONNX's own ``LSTM`` operator, several times as fast for one plot as the loop that a masked LSTM becomes.
"""

from typing import TYPE_CHECKING

import keras
import numpy as np
import tensorflow as tf
from keras import layers, ops
from numpy.typing import NDArray

from .presets import EMBEDDING, NetworkConfig

if TYPE_CHECKING:
    from ..folder.artifact import Artifact


class SequenceLength(layers.Layer):
    """ids [batch, time] -> number of words [batch]."""

    def call(self, ids: tf.Tensor) -> tf.Tensor:
        return ops.maximum(ops.sum(ops.cast(ops.not_equal(ids, 0), "int32"), axis=1), 1)

    def compute_output_spec(self, ids: keras.KerasTensor) -> keras.KerasTensor:
        return keras.KerasTensor(ids.shape[:1], "int32")


class Reverse(layers.Layer):
    """Reverse each sequence [batch, time, dim] within its own length.

    Not by ``tf.reverse_sequence``: between two LSTMs the ONNX export takes that for a reversal of the whole sequence.
    """

    def call(self, sequence: tf.Tensor, lengths: tf.Tensor) -> tf.Tensor:
        place = tf.range(tf.shape(sequence)[1])[None, :]
        mirrored = lengths[:, None] - 1 - place
        return tf.gather(sequence, tf.where(mirrored >= 0, mirrored, place), axis=1, batch_dims=1)

    def compute_output_shape(self, sequence_shape: tuple, lengths_shape: tuple) -> tuple:
        return sequence_shape


class LastWord(layers.Layer):
    """The output [batch, dim] at the last word of each sequence [batch, time, dim]."""

    def call(self, sequence: tf.Tensor, lengths: tf.Tensor) -> tf.Tensor:
        return tf.gather(sequence, lengths - 1, axis=1, batch_dims=1)

    def compute_output_shape(self, sequence_shape: tuple, lengths_shape: tuple) -> tuple:
        return (sequence_shape[0], sequence_shape[2])


class Pooling(layers.Layer):
    """Max, mean and attention over the words of [batch, time, dim]; padding is left out.

    Three outputs: ``pooled`` [batch, 3 * dim], the ``attention`` weights [batch, time], which sum to 1, and ``peaks``
    [batch, dim], the place of the word that each maximum came from.
    """

    def build(self, sequence_shape: tuple, ids_shape: tuple) -> None:
        self.query = self.add_weight(shape=(sequence_shape[-1], 1), initializer="glorot_uniform", name="query")

    def call(self, sequence: tf.Tensor, ids: tf.Tensor) -> tuple[tf.Tensor, tf.Tensor, tf.Tensor]:
        real = ops.cast(ops.not_equal(ids, 0), sequence.dtype)[:, :, None]
        words = sequence - 1e4 * (1 - real)
        mean = ops.sum(sequence * real, axis=1) / ops.maximum(ops.sum(real, axis=1), 1)
        weights = ops.softmax(ops.matmul(sequence, self.query) - 1e4 * (1 - real), axis=1)
        pooled = ops.concatenate([ops.max(words, axis=1), mean, ops.sum(sequence * weights, axis=1)], axis=-1)
        return pooled, weights[:, :, 0], tf.argmax(words, axis=1, output_type="int32")  # ops.argmax has no ONNX

    def compute_output_spec(self, sequence: keras.KerasTensor, ids: keras.KerasTensor) -> tuple[keras.KerasTensor, ...]:
        batch, time, dim = sequence.shape
        shapes = ((batch, 3 * dim), sequence.dtype), ((batch, time), sequence.dtype), ((batch, dim), "int32")
        return tuple(keras.KerasTensor(shape, dtype) for shape, dtype in shapes)


class BagOfWords(layers.Layer):
    """ids [batch, time] -> each word's own share of the logits [batch, time, genres]: gain * weight / sqrt(words).

    Adam moves every weight by about its rate a step, so the gain says how fast this path learns beside the LSTM.
    """

    def __init__(self, words: int, genres: int, gain: float = 1.0, **kwargs: object) -> None:
        super().__init__(**kwargs)
        self.words, self.genres, self.gain = words, genres, gain

    def build(self, ids_shape: tuple, lengths_shape: tuple) -> None:
        self.weight = self.add_weight(shape=(self.words, self.genres), initializer="zeros", name="weight")

    def call(self, ids: tf.Tensor, lengths: tf.Tensor) -> tf.Tensor:
        real = ops.cast(ops.not_equal(ids, 0), self.weight.dtype)[:, :, None]
        scale = self.gain * ops.rsqrt(ops.cast(lengths, self.weight.dtype))[:, None, None]
        return ops.take(self.weight, ids, axis=0) * real * scale

    def compute_output_shape(self, ids_shape: tuple, lengths_shape: tuple) -> tuple:
        return (*ids_shape, self.genres)


def _lstm_stack(config: NetworkConfig, sequence: keras.KerasTensor, lengths: keras.KerasTensor) -> keras.KerasTensor:
    for name in (f"lstm_{layer}" for layer in range(1, config.lstm_layers + 1)):
        forward = layers.LSTM(config.lstm_units, return_sequences=True, name=f"{name}_forward")(sequence)
        if not config.bidirectional:
            sequence = forward
            continue
        mirrored = Reverse(name=f"{name}_mirrored")(sequence, lengths)
        backward = layers.LSTM(config.lstm_units, return_sequences=True, name=f"{name}_backward")(mirrored)
        sequence = layers.Concatenate(name=name)([forward, Reverse(name=f"{name}_back")(backward, lengths)])
    return sequence


def build_network(config: NetworkConfig, embedding: NDArray[np.float32], genres: int) -> keras.Model:
    """Ids [batch, time] (0 = padding, at the end) -> a dict of ``logits`` [batch, genres], ``pooled`` [batch, dim];
    with a bag-of-words path ``word_logits`` [batch, time, genres], which are part of the logits; and with pooling the
    ``attention`` and ``peaks`` of :class:`Pooling`.

    Every layer has a name of its own, so that the names of the weights do not depend on what was built before;
    :func:`presets.weight_shapes` lists them.
    """
    ids = keras.Input((None,), dtype="int32", name="ids")
    lengths = SequenceLength(name="lengths")(ids)
    vocabulary, dim = embedding.shape
    embedded = layers.Embedding(
        vocabulary,
        dim,
        embeddings_initializer=keras.initializers.Constant(0.0),
        trainable=config.train_embeddings,
        name="embedding",
    )(ids)
    dropped = layers.SpatialDropout1D(config.dropout, name="embedding_dropout")(embedded)
    sequence = _lstm_stack(config, dropped, lengths)
    outputs = {}
    if config.pooling:
        outputs["pooled"], outputs["attention"], outputs["peaks"] = Pooling(name="pooling")(sequence, ids)
    else:
        outputs["pooled"] = LastWord(name="last")(sequence, lengths)
    hidden = layers.Dropout(config.dropout, name="pooled_dropout")(outputs["pooled"])
    if config.dense_units:
        hidden = layers.Dense(config.dense_units, activation="relu", name="dense")(hidden)
        hidden = layers.Dropout(config.dropout, name="dense_dropout")(hidden)
    logits = layers.Dense(genres, name="output")(hidden)
    if config.bag_of_words:
        outputs["word_logits"] = BagOfWords(vocabulary, genres, config.word_gain, name="bag_of_words")(ids, lengths)
        dropout = layers.Dropout(config.bag_dropout, noise_shape=(None, None, 1), name="bag_dropout")
        logits = layers.Add(name="both_paths")([logits, ops.sum(dropout(outputs["word_logits"]), axis=1)])
    outputs["logits"] = layers.Identity(name="logits")(logits)
    model = keras.Model(ids, outputs, name="genrelens")
    model.get_layer("embedding").set_weights([embedding])
    return model


def weights_of(model: keras.Model) -> dict[str, NDArray[np.float32]]:
    """Name -> array of every weight."""
    return {weight.path: np.asarray(weight) for weight in model.weights}


def rebuild(artifact: "Artifact") -> keras.Model:
    """The network of a model folder with its weights. Raises ArtifactError, before it builds any, unless they fit."""
    weights = artifact.weights()
    model = build_network(artifact.network, weights[EMBEDDING], len(artifact.genres))
    for weight in model.weights:
        weight.assign(weights[weight.path])
    return model


def cross_entropy(target: tf.Tensor, logits: tf.Tensor) -> tf.Tensor:
    """Binary cross-entropy [batch, genres] of logits and targets between 0 and 1, a value for each genre.

    Keras multiplies it by the sample weights of the same shape, so that a weight of 0 leaves a film's genre out, and
    takes the mean.
    """
    return ops.binary_crossentropy(target, logits, from_logits=True)


def trainable(model: keras.Model) -> keras.Model:
    """The same network with the logits as its only output, which is what the loss sees."""
    return keras.Model(model.input, model.output["logits"])
