"""The sanity check of Adebayo et al. (2018): randomise the weights, and the attributions must change."""

import copy
from typing import TYPE_CHECKING

import numpy as np

from ..model.session import Session

if TYPE_CHECKING:
    from ..model.classifier import GenreClassifier


def randomised(classifier: "GenreClassifier", seed: int = 0) -> "GenreClassifier":
    """The same network with every weight array shuffled within itself: sizes and spread stay, meaning goes.

    For the black-box methods: only the ONNX network is shuffled, not the folder's weights for Keras.
    """
    import onnx
    from onnx import numpy_helper

    rng = np.random.default_rng(seed)
    network = onnx.load_model_from_string(classifier.artifact.onnx())
    for weights in network.graph.initializer:
        values = numpy_helper.to_array(weights)
        if np.issubdtype(values.dtype, np.floating) and values.size > 1:  # in single or half precision
            shuffled = rng.permutation(values.ravel()).reshape(values.shape)
            weights.CopyFrom(numpy_helper.from_array(shuffled, weights.name))
    stranger = copy.copy(classifier)
    stranger._session = Session(network.SerializeToString())
    return stranger
