"""EfficientNet-Lite as ONNX, from weights alone."""

import numpy as np
import onnxruntime
import pytest

from recipe.networks import backbone

CHANNELS, KERNELS = (4, 6, 8, 10, 12, 14, 16), (3, 3, 5, 3, 5, 5, 3)


def norm(weights, name, size, rng):
    weights[f"{name}.weight"], weights[f"{name}.bias"] = rng.uniform(0.5, 1.5, size), rng.normal(0, 0.1, size)
    weights[f"{name}.running_mean"], weights[f"{name}.running_var"] = (
        rng.normal(0, 0.1, size),
        rng.uniform(0.5, 2, size),
    )


@pytest.fixture(scope="module")
def weights():
    """A network of seven stages with one block each, and two in the third."""
    rng, result = np.random.default_rng(0), {}
    result["_conv_stem.weight"] = rng.normal(0, 0.3, (4, 3, 3, 3))
    norm(result, "_bn0", 4, rng)
    width, number = 4, 0
    for stage, (channels, kernel) in enumerate(zip(CHANNELS, KERNELS, strict=True)):
        for _ in range(2 if stage == 2 else 1):
            block, inner = f"_blocks.{number}", width if number == 0 else 2 * width
            if number:
                result[f"{block}._expand_conv.weight"] = rng.normal(0, 0.3, (inner, width, 1, 1))
                norm(result, f"{block}._bn0", inner, rng)
            result[f"{block}._depthwise_conv.weight"] = rng.normal(0, 0.3, (inner, 1, kernel, kernel))
            norm(result, f"{block}._bn1", inner, rng)
            result[f"{block}._project_conv.weight"] = rng.normal(0, 0.3, (channels, inner, 1, 1))
            norm(result, f"{block}._bn2", channels, rng)
            width, number = channels, number + 1
    result["_conv_head.weight"] = rng.normal(0, 0.3, (20, width, 1, 1))
    norm(result, "_bn1", 20, rng)
    return result


def run(weights, outputs, pixels):
    model = backbone.onnx_model(weights, outputs).SerializeToString()
    return onnxruntime.InferenceSession(model, providers=["CPUExecutionProvider"]).run(None, {"pixels": pixels})


def test_each_stage_begins_with_its_stride(weights):
    assert backbone.strides(weights) == [1, 2, 2, 1, 2, 1, 2, 1]
    with pytest.raises(ValueError, match="stages"):
        backbone.strides({name: array for name, array in weights.items() if "_blocks.7" not in name})


def test_the_stages_that_are_read_come_out_shallow_to_deep(weights):
    pixels = np.random.default_rng(1).integers(0, 256, (2, 384, 256, 3), dtype=np.uint8)
    shapes = [answer.shape for answer in run(weights, backbone.outputs(weights), pixels)]
    assert shapes == [(2, 12, 24, 16), (2, 14, 12, 8), (2, 16, 12, 8), (2, 20, 12, 8)]


def test_the_first_convolution_is_what_its_weights_say(weights):
    pixels = np.random.default_rng(1).integers(0, 256, (1, 6, 6, 3), dtype=np.uint8)
    (found,) = run(weights, {"map": "_conv_stem.relu6"}, pixels)
    image = np.pad((pixels[0].astype(float) - 127) / 128, ((0, 1), (0, 1), (0, 0)))
    scale = weights["_bn0.weight"] / np.sqrt(weights["_bn0.running_var"] + backbone.EPSILON)
    for row, column in ((0, 0), (1, 2), (2, 2)):
        patch = image[2 * row : 2 * row + 3, 2 * column : 2 * column + 3].transpose(2, 0, 1)
        raw = (weights["_conv_stem.weight"] * patch).sum(axis=(1, 2, 3))
        expected = np.clip((raw - weights["_bn0.running_mean"]) * scale + weights["_bn0.bias"], 0, 6)
        assert np.allclose(found[0, :, row, column], expected, atol=5e-3)  # half precision


def test_constants_take_half_the_space(weights):
    stored = backbone.onnx_model(weights, backbone.outputs(weights)).graph.initializer
    large = [tensor for tensor in stored if np.prod(tensor.dims) > 1]
    assert large and all(tensor.data_type == backbone.TensorProto.FLOAT16 for tensor in large)
