"""Writes a network as ONNX, which is what answers. Needs the packages of training; import it late."""

import contextlib
import io
import logging
import warnings
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import onnx
from onnx import helper, numpy_helper

from ..calibration import sigmoid
from .half_precision import where_exact

if TYPE_CHECKING:
    import keras


def export_onnx(model: "keras.Model", path: Path, tolerance: float = 1e-5) -> float:
    """Write the network as ONNX and return the largest disagreement with Keras over the probabilities.

    The check runs both on random ids of several lengths. Raises RuntimeError when they differ by more than
    ``tolerance``.
    """
    import onnxruntime

    rng = np.random.default_rng(0)
    words = model.get_layer("embedding").input_dim
    ids = rng.integers(1, words, size=(8, 40)).astype(np.int32)
    for row, length in enumerate((1, 2, 3, 5, 8, 13, 21, 40)):
        ids[row, length:] = 0
    theirs = sigmoid(np.asarray(model(ids)["logits"]))
    logging.getLogger("tf2onnx").setLevel(logging.ERROR)
    with warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()):
        warnings.simplefilter("ignore")
        model.export(path, format="onnx", verbose=False)
    onnx.save(in_half_precision(onnx.load(path)), path)
    session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
    ours = sigmoid(session.run(["logits"], {session.get_inputs()[0].name: ids})[0])
    gap = float(np.abs(ours - theirs).max())
    if not gap <= tolerance:
        raise RuntimeError(f"The ONNX export disagrees with Keras by {gap:.1e}, more than {tolerance:.0e}; not saved.")
    return gap


def in_half_precision(network: onnx.ModelProto) -> onnx.ModelProto:
    """The same network with every large array whose numbers half precision holds exactly stored so, in half the space.

    A cast, which ONNX Runtime does once when it opens the file, makes single precision of them: no answer changes.
    """
    graph, casts = network.graph, []
    for array in graph.initializer:
        half = where_exact(numpy_helper.to_array(array))
        if half.dtype != np.float16:
            continue
        stored = f"{array.name}_half"
        casts.append(helper.make_node("Cast", [stored], [array.name], to=onnx.TensorProto.FLOAT))
        array.CopyFrom(numpy_helper.from_array(half, stored))
    nodes = [*casts, *graph.node]
    del graph.node[:]
    graph.node.extend(nodes)
    return network
