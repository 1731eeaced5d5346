"""Fine-tuning on a small random network. Needs PyTorch, which the packages of make quality bring."""

import numpy as np
import pytest

torch = pytest.importorskip("torch")

from recipe.networks import batches, fine_tuning  # noqa: E402
from recipe.networks.fine_tuning import Examples, Settings  # noqa: E402
from recipe.networks.lower_layers import LowerLayers  # noqa: E402
from recipe.networks.mpnet import PAD, Shape, Tagger, relative_buckets  # noqa: E402
from train.examples.targets import Targets  # noqa: E402

SHAPE = Shape(width=16, heads=2, layers=3, feed_forward=32, tokens=50, positions=60)
SETTINGS = Settings(batch_size=8, warm_up=2, save_every=2)
FILMS, GENRES, LABELLERS = 40, 4, 3


@pytest.fixture
def texts():
    rng = np.random.default_rng(0)
    return batches.TokenIds([rng.integers(PAD + 1, 50, size=rng.integers(4, 40)) for _ in range(FILMS)])


@pytest.fixture
def examples():
    rng = np.random.default_rng(1)
    target, weight = rng.random((2, FILMS, GENRES), dtype=np.float32)
    rows = np.arange(FILMS)
    return Examples(Targets(target, weight), rng.integers(0, LABELLERS, FILMS), [rows, rows])


def tagger():
    torch.manual_seed(3)
    return Tagger(GENRES, LABELLERS, SHAPE)


def fit(folder, texts, examples, lower_layers):
    model = tagger()
    lower = LowerLayers(model, texts, lower_layers, folder / "states.npy")
    return fine_tuning.fine_tune(model, lower, examples, folder / "run", SETTINGS).state_dict()


class Interrupted(Exception):
    pass


@pytest.mark.parametrize("lower_layers", [0, 2])
def test_an_interrupted_fine_tuning_ends_with_the_same_weights(tmp_path, texts, examples, lower_layers, monkeypatch):
    whole = fit(tmp_path / "whole", texts, examples, lower_layers)
    step, taken = fine_tuning._step, []

    def five_steps(*arguments):
        if len(taken) == 5:
            raise Interrupted
        taken.append(step(*arguments))
        return taken[-1]

    monkeypatch.setattr(fine_tuning, "_step", five_steps)
    with pytest.raises(Interrupted):
        fit(tmp_path / "parts", texts, examples, lower_layers)
    monkeypatch.setattr(fine_tuning, "_step", step)
    resumed = fit(tmp_path / "parts", texts, examples, lower_layers)
    assert all(torch.equal(resumed[name], value) for name, value in whole.items())
    begin = tagger().state_dict()
    changed = {name for name, value in whole.items() if not torch.equal(begin[name], value)}
    trained = {f"encoder.layers.{n}.expand.weight" for n in range(lower_layers, SHAPE.layers)}
    assert trained | {"output.weight", "corrections.weight"} <= changed
    assert not any(name.startswith(f"encoder.layers.{n}.") for name in changed for n in range(lower_layers))
    assert ("encoder.tokens.weight" in changed) == (lower_layers == 0)
    assert "encoder.relative_bias.weight" not in changed


def test_states_from_disk_are_those_of_the_network(tmp_path, texts):
    model = tagger().eval()
    lower = LowerLayers(model, texts, 2, tmp_path / "states.npy")
    rows = np.array([3, 17, 5])
    ids = texts.batch(rows)
    with torch.no_grad():
        hidden = model.encoder.run_layers(lower(rows, ids), ids != PAD, begin=2)
        whole = model.encoder.run_layers(model.encoder.embed(ids), ids != PAD)
    real = ids != PAD
    torch.testing.assert_close(hidden[real], whole[real], atol=0.02, rtol=0)


def test_padding_and_the_order_of_texts_change_no_answer(texts):
    model = tagger()
    together = batches.apply(model, model, texts)
    alone = [batches.apply(model, model, batches.TokenIds([ids]))[0] for ids in texts.ids]
    np.testing.assert_allclose(together, np.array(alone), atol=0.01)
    assert np.ptp(together, axis=0).min() > 0.02, "texts differ by more than the tolerance"


def test_a_labellers_correction_leaves_the_answers_of_trusted_films_alone():
    model = tagger().eval()
    torch.nn.init.normal_(model.corrections.weight)
    pooled = torch.randn(3, SHAPE.width)
    trusted, others = (model.logits(pooled, torch.tensor(labeller)) for labeller in ([0, 0, 0], [0, 1, 2]))
    torch.testing.assert_close(trusted, model.output(pooled))
    assert [torch.equal(a, b) for a, b in zip(trusted, others, strict=True)] == [True, False, False]


def test_learning_rates_rise_fall_and_shrink_downwards():
    settings = Settings(rate=1.0, output_rate=5.0, decay=0.5, warm_up=10)
    rates = [settings.learning_rate(0, step, 100) for step in range(100)]
    assert rates.index(max(rates)) in (9, 10) and rates[-1] == pytest.approx(0.01)
    assert settings.learning_rate(2, 50, 100) == settings.learning_rate(0, 50, 100) / 4
    assert settings.learning_rate(-1, 50, 100) == pytest.approx(2.5)


def test_near_positions_have_buckets_of_their_own_and_far_ones_share():
    first = relative_buckets(200, torch.device("cpu"))[0].tolist()  # a token and those after it
    assert len(set(first[:8])) == 8 and len(set(first[150:])) == 1
    assert len(set(first)) == 16 and not set(first[1:]) & set(
        relative_buckets(200, torch.device("cpu"))[:, 0][1:].tolist()
    )
