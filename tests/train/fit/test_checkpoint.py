"""A checkpoint is whole or absent, whoever dies while it is written."""

import os
import random
import resource
import signal
import time

import numpy as np
import pytest

from tests.support.tiers import TIER
from train.fit import checkpoint
from train.fit.checkpoint import Checkpoint, State
from train.runs.events import Epoch
from train.runs.guards import RunError


def sample(epoch=1, size=50_000):
    arrays = [np.full(size, epoch, dtype=np.float32), np.array([epoch, 7], dtype=np.uint32)]
    history = [
        Epoch(e + 1, 10 * e + 10, loss=1.0, val_loss=1 / (e + 1), val_micro_f1=0.5, val_map=0.5) for e in range(epoch)
    ]
    return Checkpoint(epoch, 10 * epoch, epoch, 0.5, history, variables=arrays, optimizer=arrays[1:], best=arrays[:1])


def test_what_is_saved_comes_back(tmp_path):
    path = tmp_path / "checkpoint.npz"
    State(path, "films").save(sample(3))
    found = State(path, "films").load()
    assert (found.epoch, found.step, found.best_epoch, found.best_loss) == (3, 30, 3, 0.5)
    assert found.history == sample(3).history
    for group in checkpoint.GROUPS:
        for left, right in zip(getattr(found, group), getattr(sample(3), group), strict=True):
            assert left.dtype == right.dtype
            np.testing.assert_array_equal(left, right)


def test_other_films_a_missing_and_a_damaged_file_are_said(tmp_path):
    path = tmp_path / "checkpoint.npz"
    assert State(path, "films").load() is None
    assert State(None, "films").load() is None
    with pytest.raises(RunError, match="no checkpoint to make a model of"):
        State(path, "films", finish=True).load()
    State(path, "films").save(sample())
    with pytest.raises(RunError, match="The films have changed"):
        State(path, "others").load()
    State(path, "films", settings={"epochs": 3}).save(sample())
    with pytest.raises(RunError, match="epochs was 3 and is 9"):
        State(path, "films", settings={"epochs": 9}).load()
    whole = path.read_bytes()
    for damaged in (b"", whole[:1000], whole[:-30], b"PK" + os.urandom(500)):
        path.write_bytes(damaged)
        with pytest.raises(RunError, match="is damaged"):
            checkpoint.load(path)


def test_kills_while_saving_leave_the_old_file_or_the_new(tmp_path):
    path, rng = tmp_path / "checkpoint.npz", random.Random(3)
    sample(1).save(path)
    last = 1
    for _ in range(TIER.killed_saves):
        pid = os.fork()
        if pid == 0:
            epoch = last
            while True:
                epoch += 1
                sample(epoch % 90 + 1).save(path)
        time.sleep(rng.uniform(0.001, 0.03))
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        found = checkpoint.load(path)
        last = found.epoch
        assert (found.variables[0] == found.epoch).all()
        assert len(found.history) == found.epoch


def test_a_write_that_fails_keeps_the_old_file_and_leaves_no_litter(tmp_path):
    path = tmp_path / "checkpoint.npz"
    sample(1).save(path)
    pid = os.fork()
    if pid == 0:
        resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))
        try:
            sample(2).save(path)
        except OSError:
            os._exit(3)
        os._exit(0)
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 3
    assert checkpoint.load(path).epoch == 1
    assert list(tmp_path.iterdir()) == [path]
