"""A trainer that is killed at any moment leaves nothing half-written, and the run goes on as if it had not been."""

import random
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from core.model.classifier import GenreClassifier
from core.model.folder import artifact, seal
from tests.support.tiers import TIER
from train.fit import checkpoint
from train.runs import lock, run_folder

KILLS, CHAINS = TIER.killed_trainings, 2  # the chains use a core each
SAVING = "saving the model"


def whole(run):
    """Whatever the killed process left is either absent or whole; the run says what it is."""
    assert run.state in ("interrupted", "done")
    assert lock.owner(run.models) is None
    assert run.progress is not None
    if run.checkpoint.exists():
        assert checkpoint.load(run.checkpoint).epoch >= 1
    for sums in run.folder.rglob(artifact.LAYOUT.checksums):
        if sums.parent == run.model:
            seal.verify(sums.parent)


def kill_somewhere(trainer, run, rng, wait_until, typical):
    """Kill a training at a random moment; every second time while it exports and saves."""
    process = trainer.begin(run)
    if rng.random() < 0.5:
        wait_until(lambda: run.status.phase == SAVING or not process.is_running())
        delay = rng.uniform(0, typical["saving"])
    else:
        delay = rng.uniform(0, typical["training"])
    end = time.monotonic() + delay
    while time.monotonic() < end and process.is_running():
        time.sleep(0.01)
    if not process.is_running():
        return False
    process.kill()
    wait_until(lambda: not process.is_running())
    return True


def chain(trainer, config, models, wait_until, typical, seed):
    """Kill and resume until there were enough kills; returns the runs, which may still have something to train."""
    rng, kills, runs = random.Random(seed), 0, [run_folder.create(config, models)]
    while kills < KILLS // CHAINS:
        kills += kill_somewhere(trainer, runs[-1], rng, wait_until, typical)
        whole(runs[-1])
        if runs[-1].state == "done" and kills < KILLS // CHAINS:
            runs.append(run_folder.create(config, models))
    return runs


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_kills_at_random_moments(trainer, finished, small_config, tmp_path, wait_until):
    undisturbed = finished[0].progress
    training = undisturbed.epochs[-1].seconds
    typical = {"training": training, "saving": undisturbed.seconds - training}
    with ThreadPoolExecutor(CHAINS) as pool:
        chains = [
            pool.submit(chain, trainer, small_config, tmp_path / str(n), wait_until, typical, n) for n in range(CHAINS)
        ]
        killed = [run for future in chains for run in future.result()]
    for run in killed:
        if run.state != "done":
            trainer.train(run)
        assert run.state == "done"
        ending, expected = run.progress.ending.metrics, undisturbed.ending.metrics
        assert ending["micro_f1"] == pytest.approx(expected["micro_f1"], abs=0.005)
        assert ending == pytest.approx(expected, abs=1e-6)
        assert [epoch.val_loss for epoch in run.progress.epochs] == [e.val_loss for e in undisturbed.epochs]
        GenreClassifier.load(run.model).predict(["A detective hunts a killer."])
