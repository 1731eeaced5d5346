"""What the tests share. One tiny real model is trained once per session; nothing about the model is mocked."""

import os
import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import settings

from core.model.classifier import GenreClassifier

ROOT = Path(__file__).resolve().parents[1]
MODELS = Path(tempfile.mkdtemp(prefix="genrelens-models-"))
(MODELS / "default").symlink_to(ROOT / "models" / "default")
os.environ["GENRELENS_MODELS"] = str(MODELS)  # before anything of train is imported: no test touches the real runs
settings.register_profile("steady", deadline=None, derandomize=True)  # two cores, shared: no time limit per example
settings.load_profile("steady")
TINY = {"epochs": 4, "batch_size": 16, "min_films": 20, "max_tokens": 80}


def pytest_sessionfinish() -> None:
    """Remove the models folder of the tests."""
    shutil.rmtree(MODELS, ignore_errors=True)


@pytest.fixture(scope="session")
def tiny_model(tmp_path_factory) -> Path:
    """The folder of a small network trained for a few epochs on the embedded films, in this process."""
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    from core.model.presets import NetworkConfig
    from train import job
    from train.config import TrainConfig

    out = tmp_path_factory.mktemp("tiny") / "model"
    network = NetworkConfig(lstm_units=16, dense_units=16)
    config = TrainConfig(**TINY, network=network)
    job.run(config, out, report=lambda event, **values: None, stop=lambda: False)
    return out


@pytest.fixture(scope="session")
def tiny(tiny_model) -> GenreClassifier:
    """The tiny model, opened."""
    return GenreClassifier.load(tiny_model)


@pytest.fixture(scope="session")
def shipped() -> GenreClassifier:
    """The model in models/default."""
    return GenreClassifier.load(ROOT / "models" / "default")
