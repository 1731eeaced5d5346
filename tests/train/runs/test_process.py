"""How a training process ends: a clear error is one sentence, a bug is a traceback and a sentence that says so."""

import errno
import signal
import time

import pytest

from core.errors import TableError
from train import job
from train.config import TrainConfig
from train.runs import control, lock, outcome, process, run_folder
from train.runs.events import Step
from train.runs.process_id import ProcessId


@pytest.fixture
def ending(tmp_path, monkeypatch):
    """Train a run whose job does what it is told; returns the exit code and the ending's message."""

    def end(act):
        run = run_folder.create(TrainConfig(), tmp_path)
        monkeypatch.setattr(job, "run", lambda *arguments: act())
        try:
            with process.Signals() as signals:
                return process.train(run, signals), run
        finally:
            assert lock.owner(tmp_path) is None
            assert not (run.folder / "reserve").exists()

    return end


def raises(error):
    def act():
        raise error

    return act


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (TableError("No column 'plot'. Add one."), "No column 'plot'. Add one."),
        (MemoryError(), "The memory is full. Lower batch_size, max_words or max_tokens"),
        (OSError(errno.ENOSPC, "No space left on device"), "is full. Free space and resume the run"),
        (RuntimeError("; No space left on device"), "is full. Free space and resume the run"),
        (PermissionError(errno.EACCES, "Permission denied"), "The model can't be written"),
    ],
)
def test_what_the_user_can_mend_is_a_sentence(ending, error, sentence):
    code, run = ending(raises(error))
    assert code == 2
    assert sentence in run.status.ending.message
    assert run.state == "failed" and run.resumable


@pytest.mark.parametrize(
    "error", [RuntimeError("shapes differ"), ValueError("shapes differ"), KeyError("shapes differ")]
)
def test_a_bug_is_raised_and_noted(ending, error, tmp_path):
    with pytest.raises(type(error)):
        ending(raises(error))
    (run,) = run_folder.listed(tmp_path)
    assert run.status.ending.message.startswith(f"Training broke down ({type(error).__name__}: ")
    assert run.status.ending.message.endswith("The log has the details.")


def test_a_good_end_has_the_metrics(ending):
    code, run = ending(lambda: {"micro_f1": 0.5})
    assert (code, run.state, run.status.ending.metrics) == (0, "done", {"micro_f1": 0.5})


def asked_to_stop_in(run):
    """A part of the start that asks nobody, such as loading TensorFlow."""
    control.stop(run)
    began = time.monotonic()
    while time.monotonic() < began + 30:
        sum(range(1000))


def asked_to_stop_in_a_library(run):
    """One that puts an error of its own in the place of whatever is raised in it."""
    try:
        asked_to_stop_in(run)
    except process.Stopped as error:
        raise RuntimeError("Exception encountered when calling a layer") from error


@pytest.mark.parametrize("start", [asked_to_stop_in, asked_to_stop_in_a_library])
def test_a_stop_at_the_start_ends_it_at_once_without_a_model(tmp_path, monkeypatch, start):
    run = run_folder.create(TrainConfig(), tmp_path)
    run.claim(ProcessId.of())
    monkeypatch.setattr(job, "run", lambda *arguments: start(run))
    began = time.monotonic()
    with process.Signals() as signals:
        assert process.train(run, signals) == 2
    assert time.monotonic() - began < 15, "or else after 30"
    assert run.status.ending.stopped and run.model is None and lock.owner(tmp_path) is None
    assert outcome.told(run) == "stopped at the start"
    assert signal.getitimer(signal.ITIMER_REAL) == (0, 0)


def test_once_there_is_something_to_keep_nothing_is_broken_off(tmp_path):
    with process.Startup(lambda: True) as startup:
        startup(Step(1, 0.5))
        time.sleep(3 * process.LOOK)
    with process.Startup(lambda: False):
        time.sleep(3 * process.LOOK)
    with pytest.raises(process.Stopped), process.Startup(lambda: True):
        time.sleep(30)
