"""What is said of a run: how far it came, what it is worth, and how long it will still take."""

import numpy as np
import pytest

from tests.support.runs import reporter
from tests.support.warm import TRAIN
from train.config import TrainConfig
from train.fit.evaluation import evaluate, nothing_learnt
from train.runs import control, outcome, run_folder
from train.runs.events import Done, Epoch, Phase, Step
from train.runs.progress import Progress


@pytest.fixture
def run(tmp_path):
    return run_folder.create(TrainConfig(epochs=15), tmp_path)


def write(run, epochs, stopped):
    report = reporter(run.folder)
    report(Phase("training", total_steps=150))
    for epoch in range(1, epochs + 1):
        report(Epoch(epoch, 10 * epoch, loss=0.4, val_loss=abs(epoch - 5) + 0.1))
    report(Done({"micro_f1": 0.5}, "", stopped=stopped))


def test_a_stopped_run_says_how_far_it_came_and_which_epoch_was_best(run):
    write(run, 6, stopped=True)
    assert outcome.told(run) == "stopped at 6 of 15, best was 5"


@pytest.mark.parametrize(("epochs", "stopped"), [(15, True), (15, False), (9, False)])
def test_a_run_that_came_to_its_end_or_out_of_patience_is_done(run, epochs, stopped):
    write(run, epochs, stopped)
    assert outcome.told(run) == "done"


def probabilities(y_true, right):
    noise = np.random.default_rng(0).normal(size=y_true.shape)
    return (y_true - 0.5) * 6 * right + noise * (1 - right) + np.array([2.0, -2.0, -2.0])


@pytest.mark.parametrize(("right", "learnt"), [(0.0, False), (1.0, True)])
def test_a_network_that_only_ever_says_the_commonest_genre_is_told_so(right, learnt):
    draw = np.random.default_rng(7)
    y_true = (draw.random((400, 3)) < [0.6, 0.1, 0.1]).astype(np.int8)
    y_true[~y_true.any(axis=1), 0] = 1
    side = (y_true, probabilities(y_true, right))
    told = nothing_learnt(evaluate(side, side), ["Drama", "War", "Music"])
    assert told.startswith(outcome.NOTHING_LEARNT + " Drama") is not learnt
    assert (told == "") is learnt


@pytest.mark.parametrize("typo", [["--data", "opne_plots"], ["--score-where", "claen=1"], ["--glove", "glvoe.txt"]])
def test_a_typo_on_the_command_line_leaves_no_run_behind(trainer, tmp_path, typo):
    command = trainer.command(TRAIN, typo, tmp_path / "said", GENRELENS_MODELS=str(tmp_path))
    assert command.wait() == 2 and "error: " in command.said
    assert control.listed(tmp_path) == [] and not list(tmp_path.glob("runs/2*"))


def test_after_ten_steps_the_time_left_is_within_a_third():
    """One step in fifty compiles something, the second of all for long; validation takes a while after each epoch."""
    progress, now = Progress(), 0.0
    progress.add(Phase("training", total_steps=300))
    early = None
    for step in range(1, 301):
        now += 0.6 if step == 2 else 0.4 if step % 50 == 30 else 0.05
        progress.add(Step(step, 0.5, seconds=now))
        if step % 50 == 0:
            now += 0.3
            progress.add(Epoch(step // 50, step, 0.5, 0.5, seconds=now))
        if step == 10:
            early, then = progress.seconds_left, now
    assert early == pytest.approx(now - then, rel=0.3)
