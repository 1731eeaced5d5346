"""Networks made to take all memory or all time: for benchmarks.load.doors and the tests."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from benchmarks.load.bombs import Inputs
from benchmarks.start import SHIPPED

if TYPE_CHECKING:
    from onnx import GraphProto, NodeProto, TensorProto


def _before_the_answer(graph: "GraphProto", nodes: "list[NodeProto]", initializers: "list[TensorProto]") -> None:
    """The logits pass through ``nodes``, which make ``added`` [] of ``mean`` [], before they are the answer."""
    from onnx import helper

    for node in graph.node:
        node.output[:] = ["plain" if name == "logits" else name for name in node.output]
        node.input[:] = ["plain" if name == "logits" else name for name in node.input]
    graph.initializer.extend(initializers)
    mean = helper.make_node("ReduceMean", ["plain"], ["mean"], keepdims=0)
    graph.node.extend([mean, *nodes, helper.make_node("Add", ["plain", "added"], ["logits"])])


def all_memory(graph: "GraphProto") -> None:
    """One number is repeated 600 million times, and the largest is added."""
    from onnx import helper, numpy_helper

    times = numpy_helper.from_array(np.array([600_000_000]), "times")
    repeated = helper.make_node("Expand", ["mean", "times"], ["repeated"])
    _before_the_answer(graph, [repeated, helper.make_node("ReduceMax", ["repeated"], ["added"], keepdims=0)], [times])


def all_time(graph: "GraphProto") -> None:
    """A number is passed on in a loop that takes days."""
    from onnx import TensorProto, helper, numpy_helper

    count, go_on, number = (
        helper.make_tensor_value_info(name, kind, [])
        for name, kind in (("count", TensorProto.INT64), ("on", TensorProto.BOOL), ("number", TensorProto.FLOAT))
    )
    same = [helper.make_node("Identity", [name], [f"{name}_again"]) for name in ("on", "number")]
    again = [
        helper.make_tensor_value_info(f"{name}_again", kind, [])
        for name, kind in (("on", TensorProto.BOOL), ("number", TensorProto.FLOAT))
    ]
    body = helper.make_graph(same, "round", [count, go_on, number], again)
    rounds = numpy_helper.from_array(np.array(10**15), "rounds")
    yes = numpy_helper.from_array(np.array(True), "yes")
    _before_the_answer(
        graph, [helper.make_node("Loop", ["rounds", "yes", "mean"], ["added"], body=body)], [rounds, yes]
    )


def networks() -> Inputs:
    """A model folder for each of them."""

    def changed(change: "Callable[[GraphProto], None]") -> Callable[[Path], object]:
        def write(model: Path) -> None:
            import onnx

            from core.model.folder import writer

            shutil.copytree(SHIPPED, model)
            network = onnx.load(model / "model.onnx")
            change(network.graph)
            onnx.save(network, model / "model.onnx")
            writer.write_checksums(model)

        return write

    return {change.__name__: changed(change) for change in (all_memory, all_time)}
