"""A folder of models with two runs of the tiny model; the second gives every film Horror and none Drama."""

import os
import shutil

import numpy as np
import pytest

from core.model.folder import artifact
from core.model.folder.saved_thresholds import set_thresholds
from train.config import TrainConfig
from train.runs import run_folder

NIGHT = "A ghost haunts an old house at night and murders the family one by one."


@pytest.fixture(scope="session")
def two_models(tiny_model, tmp_path_factory):
    """The folders of both models."""
    first, second = (tmp_path_factory.mktemp("models") / name for name in ("first", "second"))
    for folder in (first, second):
        shutil.copytree(tiny_model, folder)
    model = artifact.load(second)
    values = model.thresholds.copy()
    values[[model.genres.index("Horror"), model.genres.index("Drama")]] = 0, 1
    set_thresholds(second, values)
    assert np.isfinite(values).all()
    return first, second


@pytest.fixture
def models(two_models, tmp_path):
    """The folder of models; its default is the first model, and so is the first run's."""
    os.symlink(two_models[0], tmp_path / "default")
    for folder in two_models:
        run = run_folder.create(TrainConfig(), tmp_path)
        shutil.copytree(folder, run.out)
    return tmp_path


@pytest.fixture
def runs(models):
    """The two runs, the oldest first."""
    return sorted(run_folder.listed(models), key=lambda run: (len(run.id), run.id))
