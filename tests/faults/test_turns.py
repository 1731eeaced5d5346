"""Somebody saves thresholds while others open the model: they get the model before or after, never a mixture."""

import multiprocessing
import shutil

import numpy as np
import pytest

from core.model.classifier import GenreClassifier
from core.model.folder import artifact, saved_thresholds
from tests.support.tiers import TIER

LOADS = TIER.loads_while_saved


@pytest.fixture
def folder(tiny_model, tmp_path):
    shutil.copytree(tiny_model, tmp_path / "model")
    return tmp_path / "model"


def save(folder, value, stop, saved) -> None:
    """Save thresholds again and again, all of them the same but for the last digits."""
    genres = len(artifact.load(folder).genres)
    while not stop.is_set():
        value += 1e-6
        saved_thresholds.set_thresholds(folder, np.full(genres, value))
        saved.value += 1


def test_a_model_is_opened_whole_while_two_others_save(folder):
    context = multiprocessing.get_context("fork")
    stop = context.Event()
    counts = [context.Value("i", 0) for _ in range(2)]
    savers = [context.Process(target=save, args=(folder, 0.2 + 0.1 * n, stop, counts[n])) for n in range(2)]
    original = artifact.load(folder).thresholds
    for saver in savers:
        saver.start()
    try:
        for _ in range(LOADS):
            opened = GenreClassifier.load(folder)
            assert len(set(opened.thresholds_)) == 1 or np.array_equal(opened.thresholds_, original)
    finally:
        stop.set()
        for saver in savers:
            saver.join(60)
    assert [saver.exitcode for saver in savers] == [0, 0]
    assert min(count.value for count in counts) >= 2, "both saved, in turns"
    assert np.allclose(saved_thresholds.trained(artifact.load(folder)), original)
    assert [path.name for path in folder.parent.iterdir()] == ["model"]
