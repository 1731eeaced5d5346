"""Runs as folders, the lock and the queue, with real processes and no TensorFlow."""

import json
import shutil
import subprocess
import sys
import threading
import time

import pytest

from tests.support.runs import occupy, reporter
from train.config import TrainConfig
from train.runs import control, lock, queue, run_folder, status
from train.runs.events import Phase
from train.runs.process_id import ProcessId

MISSING = TrainConfig(data="no-such-table.csv")


@pytest.fixture
def sleeper():
    """A process that does nothing: it stands for a training that goes on."""
    process = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
    yield process
    process.kill()
    process.wait()


@pytest.fixture
def busy(tmp_path, sleeper):
    """A run that another process trains."""
    run = run_folder.create(TrainConfig(), tmp_path)
    occupy(run, sleeper.pid)
    return run


def until(condition, seconds=120):
    limit = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < limit, "nothing happened"
        time.sleep(0.05)


def test_a_second_start_waits_visibly_and_can_be_taken_out(tmp_path, busy):
    second, third = control.start(MISSING, tmp_path), control.start(MISSING, tmp_path)
    assert [run.state for run in control.listed(tmp_path)] == ["queued", "queued", "running"]
    assert control.running(tmp_path) == busy
    assert control.queue(tmp_path) == [second, third]
    control.dequeue(second)
    assert control.queue(tmp_path) == [third]
    control.stop(third)
    assert control.listed(tmp_path) == [busy]


def test_the_reader_starts_the_next_run_when_the_trainer_was_killed(tmp_path, real_trainings, busy, sleeper):
    waiting = control.start(MISSING, tmp_path)
    sleeper.kill()
    sleeper.wait()
    assert lock.owner(tmp_path) is None
    assert control.running(tmp_path) == waiting
    assert waiting.state == "running"
    assert busy.state == "interrupted"
    until(lambda: waiting.state == "failed")
    assert "There is no data set 'no-such-table.csv'" in waiting.progress.ending.message
    until(lambda: lock.owner(tmp_path) is None)


def test_whoever_finishes_starts_the_next(tmp_path, real_trainings):
    first, second = control.start(MISSING, tmp_path), control.start(MISSING, tmp_path)
    assert (first.state, second.state) == ("running", "queued")
    until(lambda: second.status.ending)  # reads files only: nobody but the first process can start the second
    assert first.state == second.state == "failed"


def test_many_starts_at_once_leave_one_trainer(tmp_path, real_trainings):
    threads = [threading.Thread(target=control.start, args=(MISSING, tmp_path)) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    began = [run for run in run_folder.listed(tmp_path) if not run.queued]
    assert len(run_folder.listed(tmp_path)) == 6
    assert len(began) == 1
    for run in control.queue(tmp_path):
        control.dequeue(run)
    until(lambda: began[0].state == "failed")


@pytest.mark.parametrize(
    "content", ["", "{", '{"run": "x"}', json.dumps({"run": "x", "pid": 2**22 + 1, "started": "0"})]
)
def test_a_damaged_or_stale_lock_is_no_lock(tmp_path, content):
    (tmp_path / "runs").mkdir()
    (tmp_path / "runs" / lock.LOCK).write_text(content)
    assert lock.owner(tmp_path) is None


def test_a_process_number_given_to_another_program_is_stale(tmp_path, sleeper):
    begun = ProcessId.of(sleeper.pid).started
    (tmp_path / "runs").mkdir()
    path = tmp_path / "runs" / lock.LOCK
    path.write_text(json.dumps({"run": "x", "pid": sleeper.pid, "started": begun}))
    assert lock.owner(tmp_path).run == "x"
    path.write_text(json.dumps({"run": "x", "pid": sleeper.pid, "started": begun[:-1]}))
    assert lock.owner(tmp_path) is None


def test_only_the_owner_releases(tmp_path, busy):
    lock.release(tmp_path)
    assert lock.owner(tmp_path).run == busy.id


def test_one_run_is_not_trained_twice(busy):
    with pytest.raises(control.RunError, match="already being trained"):
        queue.is_my_turn(busy)


def test_a_process_that_waits_and_is_killed_waits_no_longer(tmp_path, busy):
    run = run_folder.create(MISSING, tmp_path)
    waiter = subprocess.Popen(
        [sys.executable, "-m", "train", "--run", str(run.folder)], cwd=run_folder.ROOT, stderr=subprocess.DEVNULL
    )
    until(lambda: run.state == "queued")
    waiter.kill()
    waiter.wait()
    assert run.state == "interrupted"
    assert control.queue(tmp_path) == []


def test_delete_refuses_what_is_running_or_active(tmp_path, busy, sleeper, tiny_model):
    with pytest.raises(control.RunError, match="Stop it first"):
        control.delete(busy)
    sleeper.kill()
    sleeper.wait()
    shutil.copytree(tiny_model, busy.folder / "model")
    control.promote(busy.id, tmp_path)
    assert control.active(tmp_path) == busy.folder / "model"
    with pytest.raises(control.RunError, match="holds the active model"):
        control.delete(busy)
    other = run_folder.create(TrainConfig(), tmp_path)
    shutil.copytree(tiny_model, other.folder / "model")
    control.promote(other.id, tmp_path)
    control.delete(busy)
    assert run_folder.listed(tmp_path) == [other]
    assert not list(tmp_path.glob(".trash*"))


def test_promote_says_what_is_wrong(tmp_path):
    run = run_folder.create(TrainConfig(), tmp_path)
    with pytest.raises(control.RunError, match="has no finished model"):
        control.promote(run.id, tmp_path)
    for name in ("nothing", "../x", "", ".mutex"):
        with pytest.raises(control.RunError, match="There is no run"):
            control.promote(name, tmp_path)
    with pytest.raises(control.RunError, match="is outside"):
        control.activate(tmp_path.parent, tmp_path)


@pytest.mark.parametrize("content", ['{"epochs": 3, "no_longer_there": 1}', '{"network": {"gone": 1}}', "[1]", "{"])
def test_a_run_of_another_version_does_not_hide_the_others(tmp_path, content):
    other, run = (run_folder.create(TrainConfig(), tmp_path) for _ in range(2))
    (other.folder / run_folder.CONFIG).write_text(content)
    assert control.listed(tmp_path) == [run]
    assert list(control.compare(models=tmp_path)["run"]) == [run.id]
    control.delete(control.find(other.id, tmp_path))
    assert not other.folder.exists()


def test_resume_and_finish_refuse_what_has_nothing_left(tmp_path, busy):
    with pytest.raises(control.RunError, match="is running; only a run that"):
        control.resume(busy)
    with pytest.raises(control.RunError, match="no checkpoint"):
        control.finish(run_folder.create(TrainConfig(), tmp_path))


def test_read_only_refuses_every_change(tmp_path, monkeypatch):
    run = run_folder.create(TrainConfig(), tmp_path)
    monkeypatch.setenv("GENRELENS_READONLY", "1")
    for act in (control.stop, control.delete, control.resume, control.finish, control.dequeue):
        with pytest.raises(control.RunError, match="read-only"):
            act(run)
    with pytest.raises(control.RunError, match="read-only"):
        control.start(TrainConfig(), tmp_path)
    with pytest.raises(control.RunError, match="read-only"):
        control.activate(tmp_path, tmp_path)
    assert control.listed(tmp_path) == [run]


def test_an_unwritable_models_folder_is_one_sentence(tmp_path):
    blocked = tmp_path / "models"
    blocked.write_text("a file, not a folder")
    with pytest.raises(control.RunError, match="can't be written .*Free space or change its rights"):
        control.start(TrainConfig(), blocked)
    assert control.listed(blocked) == []


def test_status_is_never_half_written(tmp_path):
    report = reporter(tmp_path)
    stop = threading.Event()

    def write():
        number = 0
        while not stop.is_set():
            number += 1
            report(Phase("x" * (number % 4000 + 1)))

    thread = threading.Thread(target=write)
    thread.start()
    try:
        until(lambda: status.read(tmp_path).phase.startswith("x"))
        assert all(status.read(tmp_path).phase.startswith("x") for _ in range(2000))
    finally:
        stop.set()
        thread.join()
