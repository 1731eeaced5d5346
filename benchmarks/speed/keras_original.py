"""The original project's network and its way to feed it: every plot padded to 500 words."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

PADDED_TO = 500  # words of every plot, as the original project padded them
GLOVE = 100  # dimensions of the vectors that it used


def padded(sequences: Sequence[Any], length: int = PADDED_TO) -> NDArray[np.int32]:
    """Every plot cut or padded at the front to one length, as keras.preprocessing did it by default."""
    rows = np.zeros((len(sequences), length), dtype=np.int32)
    for row, sequence in zip(rows, sequences, strict=True):
        kept = sequence[-length:]
        row[length - len(kept) :] = kept
    return rows


def original_network(embedding: NDArray[np.float32], genres: int) -> Any:
    """The original project's network: frozen GloVe, two LSTM(64) with dropout .3, sigmoid outputs."""
    import keras
    from keras import layers

    ids = keras.Input((PADDED_TO,), dtype="int32")
    embedded = layers.Embedding(*embedding.shape, trainable=False, name="embedding")(ids)
    hidden = layers.Dropout(0.3)(layers.LSTM(64, return_sequences=True)(embedded))
    hidden = layers.Dropout(0.3)(layers.LSTM(64)(hidden))
    model = keras.Model(ids, layers.Dense(genres)(hidden))
    model.get_layer("embedding").set_weights([embedding])
    return model
