"""Clocks that are set, folders that are missing or can't be written, and two apps on one folder of models."""

import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from core.model.folder import artifact
from tests.support.runs import occupy, reporter
from train import estimate
from train.config import TrainConfig
from train.runs import control, lock, progress_reader, queue, run_folder
from train.runs.events import Done, Epoch, Phase, Step
from train.runs.listeners.progress_file import ProgressFile
from train.runs.progress import Progress

ROOT = Path(__file__).resolve().parents[2]
MISSING = TrainConfig(data="no-such-table.csv")


@pytest.fixture
def training(tmp_path):
    """A run that another process, which only sleeps, trains."""
    process = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
    run = run_folder.create(TrainConfig(), tmp_path)
    occupy(run, process.pid)
    yield run
    process.kill()
    process.wait()


def move_clock(monkeypatch, seconds):
    """The system's time, and with it the time at which it says it was booted, jumps."""
    system = sys.modules[psutil.Process(1)._proc.__module__]
    now, boot = time.time, system.boot_time
    monkeypatch.setattr(time, "time", lambda: now() + seconds)
    monkeypatch.setattr(system, "boot_time", lambda: boot() + seconds)


@pytest.mark.parametrize("seconds", [-7200, 7200])
def test_a_clock_that_is_set_makes_no_training_look_dead(training, tmp_path, monkeypatch, seconds):
    began = psutil.Process(training.process.pid).create_time()
    move_clock(monkeypatch, seconds)
    assert abs(psutil.Process(training.process.pid).create_time() - began) > 7000, "the clock did move"
    assert lock.owner(tmp_path).run == training.id
    assert training.state == "running"
    second = control.start(MISSING, tmp_path)
    assert second.state == "queued"


def test_first_come_first_served_when_the_clock_goes_back(training, tmp_path, monkeypatch):
    waiting = []
    for seconds in (0, -3600, -3600):
        move_clock(monkeypatch, seconds)
        waiting.append(control.start(MISSING, tmp_path))
    assert queue.queue(tmp_path) == waiting


def test_seconds_of_a_run_never_go_back(tmp_path, monkeypatch):
    report = reporter(tmp_path)
    report(Phase("training", total_steps=100))
    for step in range(1, 6):
        move_clock(monkeypatch, -3600)
        report(Step(step, 1.0, 1))
        time.sleep(0.02)
    found = progress_reader.read(tmp_path)
    seconds = [step.seconds for step in found.steps]
    assert seconds == sorted(seconds) and 0 <= seconds[-1] < 60
    assert 0 <= found.seconds_left < 600


def test_steps_that_seem_to_run_backwards_give_no_time_left_and_no_correction(tmp_path, monkeypatch):
    backwards = Progress(total_steps=10, steps=[Step(1, 1.0, seconds=50.0), Step(2, 1.0, seconds=3.0)])
    assert backwards.seconds_left is None
    run = run_folder.create(TrainConfig(), tmp_path)
    write = ProgressFile(run.folder)
    write(Phase("training", 1, planned=60.0, seconds=1.0))
    write(Step(1, 1.0, seconds=900.0))
    write(Epoch(1, 1, loss=1.0, val_loss=1.0, seconds=20.0))
    write(Done({}, seconds=21.0))
    assert estimate.estimate(TrainConfig(), tmp_path) == estimate.estimate(TrainConfig(), tmp_path / "nothing")


def test_a_models_folder_that_is_not_there(tmp_path):
    models = tmp_path / "none" / "models"
    assert control.listed(models) == [] and control.running(models) is None and control.queue(models) == []
    assert control.active(models) == models / "default"
    assert artifact.listed(models) == []
    with pytest.raises(artifact.ArtifactError, match="There is no model folder"):
        artifact.load(control.active(models))
    assert not models.exists(), "looking leaves no trace"


def test_a_folder_mounted_to_be_read_only_can_be_looked_at(tmp_path):
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=1m", "none", str(disk)]
    if subprocess.run(mount, capture_output=True).returncode:
        pytest.skip("mounting is not allowed here")
    try:
        run = run_folder.create(MISSING, disk)
        queue.enqueue(run)
        subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
        assert control.listed(disk) == [run] and run.state == "queued"
        assert control.running(disk) is None
        for act in (control.stop, control.delete, control.dequeue):
            with pytest.raises(control.RunError, match="Read-only file system"):
                act(run)
        with pytest.raises(control.RunError, match="Read-only file system"):
            control.start(MISSING, disk)
    finally:
        subprocess.run(["umount", str(disk)], check=True)


APP = """
import sys, time
from pathlib import Path
from train.runs import control
from train.config import TrainConfig
models = Path(sys.argv[1])
(models / sys.argv[2]).touch()
while len(list(models.glob("ready-*"))) < 2: time.sleep(0.001)
print(control.start(TrainConfig(data="no-such-table.csv"), models).state)
"""


def test_two_apps_start_a_training_at_the_same_moment(tmp_path):
    apps = [
        subprocess.Popen(
            [sys.executable, "-c", APP, str(tmp_path), f"ready-{number}"], cwd=ROOT, stdout=subprocess.PIPE, text=True
        )
        for number in range(2)
    ]
    states = sorted(app.communicate(timeout=240)[0].strip() for app in apps)
    assert states == ["queued", "running"], "one trains, the other waits"
    limit = time.monotonic() + 240
    while {run.state for run in control.listed(tmp_path)} != {"failed"}:
        assert time.monotonic() < limit
        time.sleep(0.1)
    assert len(control.listed(tmp_path)) == 2
