"""A model folder of format 1 becomes one of format 2 that answers and explains the same."""

import shutil

import numpy as np
import pytest

from core.errors import ArtifactError
from core.model.folder import artifact, writer
from core.model.folder.layout import LAYOUT
from recipe import convert


@pytest.fixture
def old(tiny_model, tmp_path):
    """A folder as it was written before: the weights in Keras's own archive."""
    from core.model.network.layers import rebuild

    folder = shutil.copytree(tiny_model, tmp_path / "model")
    rebuild(artifact.load(folder)).save(folder / convert.BEFORE)
    (folder / LAYOUT.weights).unlink()
    card = (folder / LAYOUT.card).read_text(encoding="utf-8")
    (folder / LAYOUT.card).write_text(card.replace('"format_version": 2', '"format_version": 1'), encoding="utf-8")
    writer.write_checksums(folder)
    return folder


def test_the_weights_are_the_same_and_all_other_files_too(old, tiny_model):
    convert.convert(old)
    before, after = artifact.load(tiny_model).weights(), artifact.load(old).weights()
    assert before.keys() == after.keys()
    assert all(np.array_equal(before[name], after[name]) for name in before)
    for name in {*LAYOUT.hashed()} - {LAYOUT.weights}:
        assert (old / name).read_bytes() == (tiny_model / name).read_bytes()
    assert not (old / convert.BEFORE).exists()


def test_a_network_that_is_not_the_models_is_refused(old, tiny_model):
    from core.model.network.layers import rebuild

    other = rebuild(artifact.load(tiny_model))
    other.get_layer("output").bias.assign_add(np.ones(other.get_layer("output").bias.shape))
    other.save(old / convert.BEFORE)
    with pytest.raises(ArtifactError, match=convert.BEFORE):
        convert.convert(old)


def test_there_is_nothing_to_convert(tiny_model, old):
    (old / convert.BEFORE).unlink()
    for folder in (tiny_model, old):
        with pytest.raises(ArtifactError, match="nothing to convert"):
            convert.convert(folder)
