"""The shipped network in PyTorch, small. Needs PyTorch, which the packages of make quality bring."""

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch")

from core.model.network.presets import GENRELENS, ORIGINAL, weight_shapes  # noqa: E402
from recipe import student  # noqa: E402
from recipe.networks.torch_network import Network  # noqa: E402
from train.config import TrainConfig  # noqa: E402
from train.examples.sides import Side  # noqa: E402
from train.examples.targets import of_labels  # noqa: E402
from train.examples.training_set import TrainingSet  # noqa: E402

ROOT = Path(__file__).parents[2]
SHAPE = replace(GENRELENS, lstm_units=5, lstm_layers=2, dense_units=7, word_gain=2.0)
WORDS, GENRES, FILMS = 50, 4, 120
RNG = np.random.default_rng(0)
EMBEDDING = RNG.normal(size=(WORDS, 6)).astype(np.float32)
IDS = [RNG.integers(2, WORDS, size=length).astype(np.int32) for length in RNG.integers(1, 20, size=FILMS)]


def trained(seed=3, epochs=6):
    """A network that learns which of four words a film has."""
    y_true = np.array([[word in ids for word in range(2, 2 + GENRES)] for ids in IDS], dtype=np.int8)
    config = TrainConfig(seed=seed, epochs=epochs, batch_size=8, learning_rate=0.02, network=SHAPE)
    examples = TrainingSet([""] * FILMS, IDS, of_labels(y_true))
    return student.fit(config, EMBEDDING, examples, Side(None, IDS, y_true))


KERAS = """
import sys
import numpy as np
from core.model.network.layers import build_network
from tests.recipe.test_student import EMBEDDING, GENRES, IDS, SHAPE
from core.text import pad
network = build_network(SHAPE, EMBEDDING, GENRES)
with np.load(sys.argv[1]) as weights:
    for weight in network.weights:
        weight.assign(weights[weight.path])
np.save(sys.argv[2], np.asarray(network(pad(IDS))["logits"]))
"""


def test_it_is_the_network_of_keras(tmp_path):
    """Keras runs in another process: it and PyTorch's optimizers break down in one."""
    network, _ = trained(epochs=1)
    weights = network.weights()
    assert {name: array.shape for name, array in weights.items()} == weight_shapes(SHAPE, WORDS, GENRES, 6)
    np.savez(tmp_path / "weights.npz", **weights)
    logits = tmp_path / "logits.npy"
    subprocess.run([sys.executable, "-c", KERAS, tmp_path / "weights.npz", logits], check=True, cwd=ROOT)
    np.testing.assert_allclose(student.scores(network, IDS), np.load(logits), atol=1e-5)


def test_it_learns_and_keeps_the_best_epoch():
    _, history = trained()
    losses = [epoch.val_loss for epoch in history.epochs]
    assert len(losses) == 6 and min(losses) < 0.85 * losses[0]
    assert history.best_epoch == 1 + int(np.argmin(losses))


def test_a_seed_gives_one_network():
    first, second, other = (student.scores(trained(seed, epochs=2)[0], IDS) for seed in (3, 3, 4))
    np.testing.assert_array_equal(first, second)
    assert not np.allclose(first, other)


def test_another_shape_is_refused():
    with pytest.raises(ValueError, match="Keras"):
        Network(ORIGINAL, EMBEDDING, GENRES)


def test_half_precision_is_exact_the_second_time():
    once = student.in_half(RNG.normal(size=1000).astype(np.float32))
    np.testing.assert_array_equal(student.in_half(once), once)
