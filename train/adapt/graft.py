"""A head grafted onto a network: in its ONNX file, and in its weights so that Keras rebuilds the very same function.

ONNX keeps the source's graph whole and every output that it has. ``logits`` become pooled @ P + old logits @ L + b,
``word_logits`` old word_logits @ L and the words' own weights, by the square root of the plot's words. The sum of those
is in the logits too, so that each word's linear share stays exact.

The weights describe the same network with a wider dense layer: as relu(x) - relu(-x) = x, two more units a label carry
pooled @ P past the activation. A network without a dense layer takes P into its last layer.
"""

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from core.errors import ArtifactError
from core.model.network.presets import NetworkConfig
from train.adapt.head import Head

if TYPE_CHECKING:
    from onnx import NodeProto

Weights = dict[str, NDArray[np.float32]]
SOURCE = "source/"  # before the names of the outputs that the head replaces
HEAD = "head/"


def graft_onnx(network: bytes, head: Head) -> bytes:
    """The ONNX network with ``head`` in place of its last layer; the head reads raw log-odds.

    Raises ArtifactError for a network without the outputs that the head reads.
    """
    import onnx
    from onnx import numpy_helper

    model = onnx.load_model_from_string(network)
    graph = model.graph
    outputs = {output.name: output for output in graph.output}
    if not {"logits", "pooled"} <= outputs.keys():
        raise ArtifactError("The source's model.onnx has no outputs logits and pooled. Choose another source model.")
    level = sum(node.name.startswith(HEAD) and node.name.endswith("/add") for node in graph.node)
    replaced = [name for name in ("logits", "word_logits") if name in outputs]
    inside = {name: f"{SOURCE}{level}/{name}" for name in replaced}
    for node in graph.node:
        for names in (node.input, node.output):
            names[:] = [inside.get(name, name) for name in names]
    arrays = {"pooled": head.from_pooled, "logits": head.from_log_odds, "bias": head.bias}
    if "word_logits" in inside:
        learnt = np.flatnonzero(head.from_words.any(axis=1))
        arrays["from_words"] = np.vstack([np.zeros(len(head.bias)), head.from_words[learnt]])
        places = np.zeros(len(head.from_words), dtype=np.int32)
        places[learnt] = np.arange(1, len(learnt) + 1)
        constants = {
            "places": places,
            "padding": np.int32(0),
            "one": np.float32(1),
            "axis": np.array([1]),
            "last": np.array([2]),
        }
        for name, value in constants.items():
            graph.initializer.append(numpy_helper.from_array(np.asarray(value), f"{HEAD}{level}/{name}"))
    for name, array in arrays.items():
        graph.initializer.append(numpy_helper.from_array(array.astype(np.float32), f"{HEAD}{level}/{name}"))
    graph.node.extend(_head_nodes(inside, f"{HEAD}{level}/"))
    for name in replaced:
        dimensions = outputs[name].type.tensor_type.shape.dim
        dimensions[len(dimensions) - 1].dim_value = len(head.bias)
    onnx.checker.check_model(model)
    return bytes(model.SerializeToString())


def _head_nodes(inside: dict[str, str], prefix: str) -> "list[NodeProto]":
    from onnx import helper

    nodes = [
        helper.make_node("MatMul", ["pooled", f"{prefix}pooled"], [f"{prefix}a"], f"{prefix}from_pooled"),
        helper.make_node("MatMul", [inside["logits"], f"{prefix}logits"], [f"{prefix}b"], f"{prefix}from_logits"),
        helper.make_node("Add", [f"{prefix}a", f"{prefix}b"], [f"{prefix}ab"], f"{prefix}both"),
    ]
    if "word_logits" not in inside:
        return [*nodes, helper.make_node("Add", [f"{prefix}ab", f"{prefix}bias"], ["logits"], f"{prefix}add")]
    steps = [  # the words' weights by the square root of how many words there are; padding has the weight 0
        ("Equal", ["ids", "{}padding"], "{}none"),
        ("Not", ["{}none"], "{}there"),
        ("Cast", ["{}there"], "{}real"),
        ("ReduceSum", ["{}real", "{}axis"], "{}count"),
        ("Max", ["{}count", "{}one"], "{}words"),
        ("Sqrt", ["{}words"], "{}root"),
        ("Unsqueeze", ["{}root", "{}last"], "{}divisor"),
        ("Gather", ["{}places", "ids"], "{}place"),
        ("Gather", ["{}from_words", "{}place"], "{}weights"),
        ("Div", ["{}weights", "{}divisor"], "{}shares"),
        ("MatMul", [inside["word_logits"], "{}logits"], "{}old_shares"),
        ("Add", ["{}old_shares", "{}shares"], "word_logits"),
        ("ReduceSum", ["{}shares", "{}axis"], "{}sum"),
        ("Add", ["{}ab", "{}sum"], "{}abc"),
        ("Add", ["{}abc", "{}bias"], "logits"),
    ]
    for number, (kind, inputs, output) in enumerate(steps):
        options: dict[str, dict[str, Any]] = {
            "Cast": {"to": 1},
            "ReduceSum": {"keepdims": int(output == "{}count")},
            "Gather": {"axis": 0},
        }
        name = f"{prefix}add" if output == "logits" else f"{prefix}words/{number}"
        names = [text.replace("{}", prefix) for text in inputs]
        nodes.append(helper.make_node(kind, names, [output.replace("{}", prefix)], name, **options.get(kind, {})))
    return nodes


def graft_weights(weights: Weights, network: NetworkConfig, head: Head) -> tuple[Weights, NetworkConfig]:
    """The weights of the same function, and the config of the network that has them."""
    result: dict[str, NDArray[np.floating]] = dict(weights)
    kernel = weights["output/kernel"].astype(np.float64) @ head.from_log_odds
    bias = weights["output/bias"] @ head.from_log_odds
    if network.dense_units:
        past = np.hstack([head.from_pooled, -head.from_pooled])
        labels = len(head.bias)
        result["dense/kernel"] = np.hstack([weights["dense/kernel"], past])
        result["dense/bias"] = np.append(weights["dense/bias"], np.zeros(2 * labels))
        kernel = np.vstack([kernel, np.eye(labels), -np.eye(labels)])
        network = replace(network, dense_units=network.dense_units + 2 * labels)
    else:
        kernel = kernel + head.from_pooled
    result |= {"output/kernel": kernel, "output/bias": bias + head.bias}
    if network.bag_of_words:
        words = head.from_words / network.word_gain
        result["bag_of_words/weight"] = weights["bag_of_words/weight"] @ head.from_log_odds + words
    single = {name: np.ascontiguousarray(array, dtype=np.float32) for name, array in result.items()}
    return single, network
