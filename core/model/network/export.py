"""Writes a network as ONNX, which is what answers. Needs the packages of training; import it late."""

from typing import TYPE_CHECKING

import numpy as np

from ..calibration import sigmoid
from ..session import Session
from .onnx_graph import network_graph
from .presets import NetworkConfig

if TYPE_CHECKING:
    import keras


def export_onnx(model: "keras.Model", config: NetworkConfig, tolerance: float = 1e-5) -> tuple[bytes, float]:
    """The network as ONNX, and its largest disagreement with Keras over the probabilities.

    The check runs both on random ids of several lengths. Raises RuntimeError when they differ by more than
    ``tolerance``.
    """
    from .layers import weights_of

    rng = np.random.default_rng(0)
    words = model.get_layer("embedding").input_dim
    ids = rng.integers(1, words, size=(8, 40)).astype(np.int32)
    for row, length in enumerate((1, 2, 3, 5, 8, 13, 21, 40)):
        ids[row, length:] = 0
    theirs = sigmoid(np.asarray(model(ids)["logits"]))
    content = bytes(network_graph(config, weights_of(model)).SerializeToString())
    ours = sigmoid(Session(content).run(["logits"], {"ids": ids})[0])
    gap = float(np.abs(ours - theirs).max())
    if not gap <= tolerance:
        raise RuntimeError(f"The ONNX export disagrees with Keras by {gap:.1e}, more than {tolerance:.0e}; not saved.")
    return content, gap
