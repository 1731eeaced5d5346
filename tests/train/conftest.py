"""Real trainings for the tests of the training room: a small table, a tiny network, processes of their own."""

import json
import subprocess
import sys
import threading
import time
from pathlib import Path

import pandas as pd
import psutil
import pytest

from core.model.network.presets import NetworkConfig
from data.sources import registry
from train.config import TrainConfig
from train.runs import run_folder
from train.runs.run_folder import Run

PATIENCE = 240  # seconds that a test waits for a process on a busy machine


class Trainer:
    """Starts training processes and waits for them."""

    def __init__(self) -> None:
        script = Path(__file__).resolve().parents[1] / "support" / "warm_trainer.py"
        self.process = subprocess.Popen(
            [sys.executable, str(script)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        assert self.process.stdout.readline() == "ready\n"
        self.lock = threading.Lock()

    def begin(self, run: Run, **order) -> psutil.Process:
        with self.lock:
            self.process.stdin.write(json.dumps({"run": str(run.folder), **order}) + "\n")
            self.process.stdin.flush()
            return psutil.Process(int(self.process.stdout.readline()))

    def train(self, run: Run, **order) -> Run:
        ended(self.begin(run, **order))
        return run


def ended(process: psutil.Process) -> None:
    """Wait until a process that isn't our child has gone."""
    _wait_until(lambda: not process.is_running())


def _wait_until(condition, pause: float = 0.01) -> None:
    limit = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < limit, "nothing happened"
        time.sleep(pause)


@pytest.fixture
def wait_until():
    """Wait until a condition holds; fails the test when it never does."""
    return _wait_until


@pytest.fixture(scope="session")
def trainer():
    """The process that forks trainings."""
    trainer = Trainer()
    yield trainer
    trainer.process.stdin.close()
    trainer.process.wait(30)


@pytest.fixture(scope="session")
def small_config(tmp_path_factory) -> TrainConfig:
    """Two hundred films, a handful of genres, a network that trains in a second."""
    table = registry.load("open_plots").frame.iloc[:240]
    path = tmp_path_factory.mktemp("table") / "films.csv"
    pd.DataFrame(table).to_csv(path, index=False)
    network = NetworkConfig(lstm_units=4, dense_units=0)
    return TrainConfig(data=str(path), epochs=3, batch_size=32, min_films=25, max_tokens=40, network=network)


@pytest.fixture(scope="session")
def finished(trainer, small_config, tmp_path_factory) -> list[Run]:
    """Two undisturbed runs of one seed, trained in two processes."""
    models = tmp_path_factory.mktemp("finished")
    return [trainer.train(run_folder.create(small_config, models)) for _ in range(2)]
