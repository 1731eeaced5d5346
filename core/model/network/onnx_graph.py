"""The network of :mod:`layers` as an ONNX graph, written from its settings and weights alone; needs the package onnx.

A converter would trace the network, simplify what it traced, and take two seconds of a processor for the same function
in four times as many nodes. That the two say the same is checked at every export, see :mod:`export`.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np
import onnx
from numpy.typing import DTypeLike, NDArray
from onnx import TensorProto, helper, numpy_helper

from .half_precision import where_exact
from .presets import EMBEDDING, NetworkConfig

OPSET, IR_VERSION = 15, 8  # of ONNX: old enough for every ONNX Runtime that GenreLens runs on
FAR = 1e4  # taken from what padding says, so that no maximum and no attention falls on it
DIRECTIONS = ("forward", "backward")
Weights = Mapping[str, NDArray[np.float32]]


def network_graph(config: NetworkConfig, weights: Weights) -> onnx.ModelProto:
    """``ids`` [plots, words] -> the outputs of :func:`layers.build_network`, by the same names.

    ``weights``: by the names of :func:`presets.weight_shapes`. Large arrays whose numbers half precision holds exactly
    are stored so, in half the space; a cast, which ONNX Runtime does once when it opens the file, undoes it.
    """
    network = _Network(config, weights)
    network.write()
    plots, words, width, genres = "plots", "words", network.width, len(weights["output/bias"])
    shapes: dict[str, list[str | int]] = {"logits": [plots, genres], "pooled": [plots, width]}
    if config.pooling:
        shapes |= {"pooled": [plots, 3 * width], "attention": [plots, words], "peaks": [plots, width]}
    if config.bag_of_words:
        shapes["word_logits"] = [plots, words, genres]
    kinds = {"peaks": TensorProto.INT32}
    ids = helper.make_tensor_value_info("ids", TensorProto.INT32, [plots, words])
    told = [
        helper.make_tensor_value_info(name, kinds.get(name, TensorProto.FLOAT), shapes[name]) for name in sorted(shapes)
    ]
    graph = helper.make_graph(network.nodes, "genrelens", [ids], told, network.arrays)
    opsets = [helper.make_opsetid("", OPSET)]
    return helper.make_model(graph, opset_imports=opsets, producer_name="genrelens", ir_version=IR_VERSION)


class _Graph:
    """Nodes and arrays so far. What a node makes bears the node's name."""

    def __init__(self) -> None:
        self.nodes: list[onnx.NodeProto] = []
        self.arrays: list[onnx.TensorProto] = []

    def node(self, name: str, kind: str, *inputs: str, **attributes: Any) -> str:
        """Add a node with one output; returns the output's name."""
        self.nodes.append(helper.make_node(kind, inputs, [name], name, **attributes))
        return name

    def constant(self, name: str, value: Any, kind: DTypeLike = np.float32) -> str:
        """Add a number, or some."""
        self.arrays.append(numpy_helper.from_array(np.asarray(value, dtype=kind), name))
        return name

    def weight(self, name: str, array: NDArray[np.float32]) -> str:
        """Add an array of weights, in half precision where that is exact."""
        stored = where_exact(np.ascontiguousarray(array))
        if stored.dtype == array.dtype:
            return self.constant(name, stored)
        return self.node(name, "Cast", self.constant(f"{name}_half", stored, stored.dtype), to=TensorProto.FLOAT)


class _Network(_Graph):
    """The network's parts, in the order and by the names of :func:`layers.build_network`."""

    def __init__(self, config: NetworkConfig, weights: Weights) -> None:
        super().__init__()
        self.config, self.weights = config, weights
        self.directions = DIRECTIONS[: 1 + config.bidirectional]
        self.width = config.lstm_units * len(self.directions)  # numbers that the LSTM says of a word

    def write(self) -> None:
        """Add everything between ``ids`` and ``logits``."""
        self._lengths()
        sequence = self.node("embedded", "Gather", self.weight("embedding", self.weights[EMBEDDING]), "ids")
        for layer in range(1, self.config.lstm_layers + 1):
            sequence = self._lstm(f"lstm_{layer}", sequence)
        if self.config.pooling:
            self._pooling(sequence)
        else:
            self._last_word(sequence)
        hidden = "pooled"
        if self.config.dense_units:
            hidden = self.node("hidden", "Relu", self._dense("dense", hidden))
        logits = self._dense("output", hidden)
        if self.config.bag_of_words:
            logits = self.node("both_paths", "Add", logits, self._bag_of_words())
        self.node("logits", "Identity", logits)

    def _lengths(self) -> None:
        """``real`` [plots, words, 1]: 1 for a word, 0 for padding. ``lengths`` [plots]: words, at least one."""
        self.constant("along_words", [1], np.int64)
        self.constant("last_axis", [2], np.int64)
        padding = self.node("is_padding", "Equal", "ids", self.constant("padding", 0, np.int32))
        word = self.node("is_word", "Not", padding)
        flags = self.node("flags", "Cast", word, to=TensorProto.INT32)
        counted = self.node("counted", "ReduceSum", flags, "along_words", keepdims=0)
        self.node("lengths", "Max", counted, self.constant("one", 1, np.int32))
        self.node("real", "Cast", self.node("is_word_column", "Unsqueeze", word, "last_axis"), to=TensorProto.FLOAT)

    def _lstm(self, name: str, sequence: str) -> str:
        """[plots, words, dim] -> [plots, words, width]. The operator itself reads each plot backwards within its own
        length, and says zero of padding.
        """
        cells = [f"{name}_{direction}/lstm_cell" for direction in self.directions]
        kernel = np.stack([_gates(self.weights[f"{cell}/kernel"]).T for cell in cells])
        recurrent = np.stack([_gates(self.weights[f"{cell}/recurrent_kernel"]).T for cell in cells])
        biases = [_gates(self.weights[f"{cell}/bias"]) for cell in cells]
        bias = np.stack([np.append(array, np.zeros_like(array)) for array in biases])  # ONNX has a second one
        arrays = [
            self.weight(f"{name}/{part}", array) for part, array in zip("WRB", (kernel, recurrent, bias), strict=True)
        ]
        words_first = self.node(f"{name}/words_first", "Transpose", sequence, perm=[1, 0, 2])
        direction = "bidirectional" if self.config.bidirectional else "forward"
        settings = {"hidden_size": self.config.lstm_units, "direction": direction}
        read = self.node(f"{name}/read", "LSTM", words_first, *arrays, "lengths", **settings)
        plots_first = self.node(f"{name}/plots_first", "Transpose", read, perm=[2, 0, 1, 3])
        return self.node(name, "Reshape", plots_first, self.constant(f"{name}/shape", [0, 0, self.width], np.int64))

    def _pooling(self, sequence: str) -> None:
        """``pooled`` [plots, 3 * width]: max, mean and attention over the words; ``attention`` and ``peaks``."""
        absent = self.node("pooling/absent", "Sub", self.constant("all", 1), "real")
        far = self.node("pooling/far", "Mul", absent, self.constant("pooling/far_off", FAR))
        words = self.node("pooling/words_alone", "Sub", sequence, far)
        highest = self.node("pooling/highest", "ReduceMax", words, axes=[1], keepdims=0)
        self.node(
            "peaks", "Cast", self.node("pooling/places", "ArgMax", words, axis=1, keepdims=0), to=TensorProto.INT32
        )
        present = self.node("pooling/present", "Mul", sequence, "real")
        total = self.node("pooling/total", "ReduceSum", present, "along_words", keepdims=0)
        count = self.node("pooling/count", "ReduceSum", "real", "along_words", keepdims=0)
        mean = self.node("pooling/mean", "Div", total, self.node("pooling/at_least_one", "Max", count, "all"))
        asked = self.node("pooling/asked", "MatMul", sequence, self.weight("query", self.weights["pooling/query"]))
        shares = self.node("pooling/shares", "Softmax", self.node("pooling/asked_of_words", "Sub", asked, far), axis=1)
        parts = self.node("pooling/parts", "Mul", sequence, shares)
        weighed = self.node("pooling/weighed", "ReduceSum", parts, "along_words", keepdims=0)
        self.node("pooled", "Concat", highest, mean, weighed, axis=1)
        self.node("attention", "Squeeze", shares, "last_axis")

    def _last_word(self, sequence: str) -> None:
        """``pooled`` [plots, width]: what the LSTM says at the last word."""
        last = self.node("last", "Unsqueeze", self.node("before_last", "Sub", "lengths", "one"), "along_words")
        places = self.node("last_places", "Cast", last, to=TensorProto.INT64)
        self.node("pooled", "GatherND", sequence, places, batch_dims=1)

    def _dense(self, name: str, inputs: str) -> str:
        kernel = self.weight(f"{name}/kernel", self.weights[f"{name}/kernel"])
        product = self.node(f"{name}/product", "MatMul", inputs, kernel)
        return self.node(f"{name}/sum", "Add", product, self.weight(f"{name}/bias", self.weights[f"{name}/bias"]))

    def _bag_of_words(self) -> str:
        """``word_logits`` [plots, words, genres]; returns their sum [plots, genres]."""
        table = self.weight("bag_of_words/weight", self.weights["bag_of_words/weight"])
        own = self.node("bag_of_words/own", "Mul", self.node("bag_of_words/rows", "Gather", table, "ids"), "real")
        number = self.node("bag_of_words/number", "Cast", "lengths", to=TensorProto.FLOAT)
        gain = self.constant("bag_of_words/gain", self.config.word_gain)
        scale = self.node("bag_of_words/scale", "Div", gain, self.node("bag_of_words/root", "Sqrt", number))
        axes = self.constant("bag_of_words/axes", [1, 2], np.int64)
        self.node("word_logits", "Mul", own, self.node("bag_of_words/scales", "Unsqueeze", scale, axes))
        return self.node("bag_of_words", "ReduceSum", "word_logits", "along_words", keepdims=0)


def _gates(array: NDArray[np.float32]) -> NDArray[np.float32]:
    """Keras's order of an LSTM's gates along the last axis (input, forget, cell, output) as that of ONNX (input,
    output, forget, cell).
    """
    entry, forget, cell, exit_ = np.split(array, 4, axis=-1)
    return np.concatenate([entry, exit_, forget, cell], axis=-1)
