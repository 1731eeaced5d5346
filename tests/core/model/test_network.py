"""The network of a config has the weights that are expected of it, by name and shape, and comes back from them."""

from dataclasses import replace

import numpy as np
import onnxruntime
import pytest
import safetensors.numpy

from core.errors import ArtifactError
from core.model.folder import artifact, writer
from core.model.folder.layout import LAYOUT
from core.model.network.presets import GENRELENS, MOST_LAYERS, ORIGINAL, read_network, weight_shapes
from core.text import pad

SMALL = replace(GENRELENS, lstm_units=3, dense_units=4)
NETWORKS = {
    "genrelens": SMALL,
    "original": replace(ORIGINAL, lstm_units=3),
    "two layers both ways": replace(SMALL, lstm_layers=2, pooling=False),
    "no dense layer, no bag": replace(SMALL, dense_units=0, bag_of_words=False),
    "one way with pooling": replace(SMALL, bidirectional=False, lstm_layers=3),
}


@pytest.mark.parametrize("network", NETWORKS.values(), ids=NETWORKS)
def test_the_expected_weights_are_those_of_the_built_network(network):
    from core.model.network.layers import build_network, weights_of

    embedding = np.ones((11, 5), dtype=np.float32)
    for _ in range(2):  # the names do not depend on what was built before
        built = weights_of(build_network(network, embedding, 6))
        assert {name: array.shape for name, array in built.items()} == weight_shapes(network, 11, 6, 5)


@pytest.mark.parametrize("network", NETWORKS.values(), ids=NETWORKS)
def test_onnx_says_what_keras_says_in_every_output(network):
    import onnx

    from core.model.network.export import export_onnx
    from core.model.network.layers import build_network

    rng = np.random.default_rng(0)
    keras = build_network(network, rng.normal(size=(50, 5)).astype(np.float32), 6)
    for weight in keras.weights:  # large, so that wrong gates or a wrong end are seen
        weight.assign(rng.normal(size=weight.shape))
    content, gap = export_onnx(keras, network)
    onnx.checker.check_model(onnx.load_model_from_string(content), full_check=True)
    session = onnxruntime.InferenceSession(content, providers=["CPUExecutionProvider"])
    ids = pad([rng.integers(1, 50, size=length).astype(np.int32) for length in (12, 3, 1, 7)])
    expected, names = keras(ids), [output.name for output in session.get_outputs()]
    assert sorted(names) == sorted(expected) and gap < 1e-5
    for name, told in zip(names, session.run(None, {"ids": ids}), strict=True):
        np.testing.assert_allclose(told, expected[name], atol=2e-5, err_msg=name)


def test_a_network_that_onnx_does_not_repeat_is_not_saved(monkeypatch):
    from core.model.network import export, onnx_graph
    from core.model.network.layers import build_network

    monkeypatch.setattr(onnx_graph, "_gates", lambda array: array)  # Keras's order, which is not that of ONNX
    with pytest.raises(RuntimeError, match="disagrees with Keras"):
        export.export_onnx(build_network(SMALL, np.ones((11, 5), dtype=np.float32), 6), SMALL)


def test_a_rebuilt_network_has_the_saved_weights(tiny):
    from core.model.network.layers import rebuild, weights_of

    saved = tiny.artifact.weights()
    rebuilt = weights_of(rebuild(tiny.artifact))
    assert rebuilt.keys() == saved.keys()
    assert all(np.array_equal(rebuilt[name], saved[name]) for name in saved)


@pytest.mark.parametrize(
    "values",
    [
        {"lstm_units": 0},
        {"lstm_units": "128"},
        {"lstm_layers": MOST_LAYERS + 1},
        {"lstm_layers": 10**12},
        {"dropout": 1},
        {"bag_dropout": float("nan")},
        {"pooling": 1},
        {"attention_heads": 8},
    ],
)
def test_a_config_that_describes_no_network(values):
    with pytest.raises(ValueError, match=next(iter(values))):
        read_network(values)


def test_a_huge_network_is_refused_before_it_is_built(tiny_model, tmp_path, monkeypatch):
    """Its weights would have to be in the file; they are counted, and no memory is taken for them."""
    from core.model.network import layers as network

    monkeypatch.setattr(network, "build_network", lambda *arguments: pytest.fail("it is being built"))
    with writer.writing(tmp_path / "model") as new:
        new.copy(tiny_model)
        config = artifact.load(tiny_model).config
        new.config(config | {"network": config["network"] | {"lstm_units": 10**12}})
    with pytest.raises(ArtifactError, match=f"{LAYOUT.weights} holds other weights"):
        network.rebuild(artifact.load(tmp_path / "model"))


def test_attention_and_peaks_say_what_pooling_did(tiny):
    """In ONNX: weights that sum to one over the words alone, and the words whose outputs the maxima are."""
    ids = pad([np.array([3, 4, 5, 6], dtype=np.int32), np.array([7], dtype=np.int32)])
    session = onnxruntime.InferenceSession(tiny.artifact.onnx(), providers=["CPUExecutionProvider"])
    attention, peaks = session.run(["attention", "peaks"], {"ids": ids})
    np.testing.assert_allclose(attention.sum(axis=1), 1, atol=1e-6)
    assert (attention[1, 1:] < 1e-6).all() and attention.shape == ids.shape
    assert peaks.shape[1] == 2 * tiny.artifact.network.lstm_units
    assert (peaks[1] == 0).all() and set(peaks[0].tolist()) > {0, 3}


def test_half_precision_where_it_is_exact(tmp_path):
    from core.model.network.export import export_onnx
    from core.model.network.layers import build_network, weights_of

    rng = np.random.default_rng(0)
    single = rng.normal(size=(400, 5)).astype(np.float32)
    logits, sizes, ids = [], [], rng.integers(1, 400, size=(2, 9)).astype(np.int32)
    for embedding in (single, single.astype(np.float16).astype(np.float32)):
        network = build_network(SMALL, embedding, 6)
        onnx, _ = export_onnx(network, SMALL)
        session = onnxruntime.InferenceSession(onnx, providers=["CPUExecutionProvider"])
        logits.append(session.run(["logits"], {"ids": ids})[0] - np.asarray(network(ids)["logits"]))
        new = writer.Writer(tmp_path)
        new.weights(weights_of(network)), new.onnx(onnx)
        stored = safetensors.numpy.load_file(tmp_path / LAYOUT.weights)
        assert np.array_equal(stored["embedding/embeddings"].astype(np.float32), embedding)
        sizes.append([(tmp_path / name).stat().st_size for name in ("model.onnx", LAYOUT.weights)])
    assert np.abs(logits).max() < 1e-5
    assert (np.subtract(*sizes) >= single.nbytes / 2 - 500).all()
