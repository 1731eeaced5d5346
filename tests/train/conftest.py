"""Real trainings for the tests of the training room: a small table, a tiny network, processes of their own."""

import pandas as pd
import pytest

from core.model.network.presets import NetworkConfig
from data.sources import registry
from tests.support import warm
from tests.support.tiers import TIER
from train.config import TrainConfig
from train.runs import run_folder
from train.runs.run_folder import Run


@pytest.fixture
def wait_until():
    """Wait until a condition holds; fails the test when it never does."""
    return warm.wait_until


@pytest.fixture(scope="session")
def small_config(tmp_path_factory) -> TrainConfig:
    """Two hundred films, a handful of genres, a network that trains in a second."""
    table = registry.load("open_plots").frame.iloc[:240]
    path = tmp_path_factory.mktemp("table") / "films.csv"
    pd.DataFrame(table).to_csv(path, index=False)
    network = NetworkConfig(lstm_units=4, dense_units=0, bidirectional=TIER.lstm_directions == 2)
    return TrainConfig(data=str(path), epochs=3, batch_size=32, min_films=25, max_tokens=40, network=network)


@pytest.fixture(scope="session")
def finished(trainer, small_config, tmp_path_factory) -> list[Run]:
    """Two undisturbed runs of one seed, trained in two processes."""
    models = tmp_path_factory.mktemp("finished")
    return [trainer.train(run_folder.create(small_config, models)) for _ in range(2)]
