"""Runs: start one as a process of its own, watch it, stop it, list them, make its model the active one.

Importing this loads no TensorFlow: the process that it starts does.
"""

import json
import os
import re
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import psutil

from core import artifact
from train import progress
from train.config import TrainConfig

ROOT = Path(__file__).resolve().parents[1]
MODELS = Path(os.environ.get("GENRELENS_MODELS", ROOT / "models"))
CONFIG, PID, LOG, MODEL = "config.json", "pid", "log.txt", "model"
ACTIVE = "active.txt"


class RunError(RuntimeError):
    """A run that can't be started, stopped or promoted; the message says why and what to do."""


@dataclass(frozen=True)
class Run:
    """A training run: its folder under ``models/runs``."""

    folder: Path

    @property
    def id(self) -> str:
        """The folder's name: when it began, and its preset."""
        return self.folder.name

    @property
    def config(self) -> TrainConfig:
        """What it was started with."""
        return TrainConfig.from_dict(json.loads((self.folder / CONFIG).read_text(encoding="utf-8")))

    @property
    def progress(self) -> progress.Progress:
        """What it has written so far."""
        return progress.read(self.folder)

    @property
    def model(self) -> Path | None:
        """Its model folder, once there is one."""
        folder = self.folder / MODEL
        return folder if (folder / artifact.LAYOUT.checksums).exists() else None

    @property
    def alive(self) -> bool:
        """Whether its process is running; a process id that was given to another program since doesn't count."""
        try:
            pid, started = (self.folder / PID).read_text().split()
            process = psutil.Process(int(pid))
            return process.status() != psutil.STATUS_ZOMBIE and abs(process.create_time() - float(started)) < 1
        except (FileNotFoundError, ValueError, psutil.Error):
            return False

    @property
    def state(self) -> str:
        """``running``, ``stopping``, ``done``, ``failed`` or ``interrupted``."""
        alive = self.alive  # before the progress is read: a run that ends in between has written its ending
        ending = self.progress.ending
        if ending:
            return str(ending["event"])
        if not alive:
            return "interrupted"
        return "stopping" if (self.folder / progress.STOP).exists() else "running"


def create(config: TrainConfig, models: Path = MODELS) -> Run:
    """Make the folder of a run that has not started."""
    stem = f"{time.strftime('%Y%m%d-%H%M%S')}-{config.preset}"
    for number in range(1, 100):
        folder = models / "runs" / (stem if number == 1 else f"{stem}-{number}")
        try:
            folder.mkdir(parents=True)
        except FileExistsError:
            continue
        except OSError as error:
            raise RunError(f"{folder} can't be written ({error.strerror}). Free space or change its rights.") from None
        (folder / CONFIG).write_text(json.dumps(config.to_dict(), indent=1), encoding="utf-8")
        return Run(folder)
    raise RunError(f"Too many runs began in this second under {models}. Try again.")


def claim(run: Run, pid: int) -> None:
    """Note which process trains the run."""
    started = psutil.Process(pid).create_time()
    (run.folder / PID).write_text(f"{pid} {started}")


def start(config: TrainConfig, models: Path = MODELS) -> Run:
    """Begin training in a process of its own, which outlives the caller. Raises RunError while another one trains."""
    busy = running(models)
    if busy:
        raise RunError(f"Training {busy.id} is still running. Stop it or wait until it is done.")
    run = create(config, models)
    with (run.folder / LOG).open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "train", "--run", str(run.folder)],
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    claim(run, process.pid)
    return run


def stop(run: Run) -> None:
    """Ask a run to end after its current step and to save the best weights so far."""
    (run.folder / progress.STOP).touch()


def listed(models: Path = MODELS) -> list[Run]:
    """All runs, newest first."""
    return [Run(path.parent) for path in sorted(models.glob(f"runs/*/{CONFIG}"), reverse=True)]


def running(models: Path = MODELS) -> Run | None:
    """The run that trains right now, if one does."""
    return next((run for run in listed(models) if run.alive and not run.progress.ending), None)


def active(models: Path = MODELS) -> Path:
    """The folder of the active model: the promoted one, or the default."""
    try:
        name = (models / ACTIVE).read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        return models / "default"
    promoted = models / name
    inside = promoted.resolve().is_relative_to(models.resolve())
    return promoted if inside and (promoted / artifact.LAYOUT.checksums).exists() else models / "default"


def activate(folder: Path, models: Path = MODELS) -> None:
    """Make a model folder under ``models`` the active one, for every session, in one step."""
    artifact.verify(folder)
    staging = models / f".{ACTIVE}.{os.getpid()}"
    staging.write_text(folder.resolve().relative_to(models.resolve()).as_posix() + "\n", encoding="utf-8")
    os.replace(staging, models / ACTIVE)


def promote(run_id: str, models: Path = MODELS) -> Path:
    """Make a finished run's model the active one. Raises RunError when there is no such run or it has no model."""
    if not re.fullmatch(r"[\w.-]+", run_id) or not (models / "runs" / run_id / CONFIG).exists():
        raise RunError(f"There is no run {run_id!r}. See the list of runs for their names.")
    folder = Run(models / "runs" / run_id).model
    if folder is None:
        raise RunError(f"Run {run_id} has no finished model. Let it finish, or stop it to keep its best weights.")
    activate(folder, models)
    return folder
