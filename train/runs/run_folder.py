"""A run as a folder under ``models/runs``: which files it has, and what they say about its state."""

import json
import os
import shutil
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from core.model import artifact
from core.tables import atomic
from core.tables.places import check_apart
from train.config import ConfigError, TrainConfig
from train.runs import progress, status
from train.runs.events import Done
from train.runs.guards import RunError, check_writable, writing
from train.runs.process_id import ProcessId

ROOT = Path(__file__).resolve().parents[2]
MODELS = Path(os.environ.get("GENRELENS_MODELS", ROOT / "models"))
CONFIG, PID, LOG, MODEL, OUT = "config.json", "pid", "log.txt", "model", "out.txt"
QUEUED, STOP, CHECKPOINT = "queued.json", "stop", "checkpoint.npz"
State = Literal["queued", "running", "stopping", "done", "failed", "interrupted"]


@dataclass(frozen=True)
class Run:
    """A training run: its folder under ``models/runs``."""

    folder: Path

    @property
    def id(self) -> str:
        """The folder's name: when it was created, and its preset."""
        return self.folder.name

    @property
    def models(self) -> Path:
        """The folder of all models, which holds ``runs``."""
        return self.folder.parent.parent

    @property
    def config(self) -> TrainConfig:
        """Its settings. Raises ConfigError when they can't be read."""
        return TrainConfig.read(self.folder / CONFIG)

    @property
    def progress(self) -> progress.Progress:
        """Everything it has written so far."""
        return progress.read(self.folder)

    @property
    def status(self) -> status.Status:
        """Its latest phase, epoch and ending."""
        return status.read(self.folder)

    @property
    def out(self) -> Path:
        """The folder that its model goes to."""
        try:
            return Path((self.folder / OUT).read_text(encoding="utf-8").strip())
        except FileNotFoundError:
            return self.folder / MODEL

    @property
    def model(self) -> Path | None:
        """Its model folder, once there is one."""
        return self.out if (self.out / artifact.LAYOUT.checksums).exists() else None

    @property
    def checkpoint(self) -> Path:
        """The file with the state after its last whole epoch, once there is one."""
        return self.folder / CHECKPOINT

    @property
    def process(self) -> ProcessId | None:
        """The process that trains it or waits for its turn, if that is running."""
        process = ProcessId.read(self.folder / PID)
        return process if process and process.alive else None

    def claim(self, process: ProcessId) -> None:
        """Note which process trains the run or waits to. Raises OSError."""
        process.write(self.folder / PID)

    @property
    def alive(self) -> bool:
        """Whether its process is running."""
        return self.process is not None

    @property
    def queued(self) -> bool:
        """Whether it waits for its turn; a process that waited and was killed waits no longer."""
        return (self.folder / QUEUED).exists() and (self.alive or not (self.folder / PID).exists())

    @property
    def stop_requested(self) -> bool:
        """Whether someone asked it to stop."""
        return (self.folder / STOP).exists()

    @property
    def state(self) -> State:
        """Where it is between the queue and its ending."""
        if self.queued:
            return "queued"
        alive = self.alive  # before the status is read: a run that ends in between has written its ending
        ending = self.status.ending
        if ending:
            return "done" if isinstance(ending, Done) else "failed"
        if not alive:
            return "interrupted"
        return "stopping" if self.stop_requested else "running"

    @property
    def resumable(self) -> bool:
        """Whether training can continue: it was killed, failed, or was stopped before its last epoch."""
        ending = self.status.ending
        stopped = isinstance(ending, Done) and ending.stopped
        return self.state in ("interrupted", "failed") or (self.state == "done" and stopped)


def create(config: TrainConfig, models: Path = MODELS, out: Path | None = None) -> Run:
    """Make the folder of a run that has not started; its model will go to ``out`` or into the folder itself.

    Raises RunError, TableError when a file that it reads lies in ``out`` and would be lost with what is there now.
    """
    check_writable()
    check_apart({"--out": [out]}, config.files.values())
    stem = f"{time.strftime('%Y%m%d-%H%M%S')}-{config.preset}"
    for number in range(1, 100):
        folder = models / "runs" / (stem if number == 1 else f"{stem}-{number}")
        with writing(folder):
            try:
                folder.mkdir(parents=True)
            except FileExistsError:
                continue
            _write_settings(folder, config, out)
        return Run(folder)
    raise RunError(f"Too many runs were created in this second under {models}. Try again.")


def _write_settings(folder: Path, config: TrainConfig, out: Path | None) -> None:
    """Write what the run will do, or remove its folder."""
    try:
        if out is not None:
            atomic.write_text(folder / OUT, str(out.absolute()))
        atomic.write_text(folder / CONFIG, json.dumps(config.to_dict(), indent=1))
    except OSError:
        shutil.rmtree(folder, ignore_errors=True)
        raise


def listed(models: Path = MODELS) -> list[Run]:
    """All runs, newest first, except those with settings that this version can't read: one must not hide the others."""
    runs = [Run(path.parent) for path in sorted(models.glob(f"runs/*/{CONFIG}"), reverse=True)]
    return [run for run in runs if _readable(run)]


def _readable(run: Run) -> bool:
    try:
        return bool(run.config)
    except ConfigError:
        return False


def remove(run: Run) -> None:
    """Move a run's folder out of the list in one step, then delete it. Raises RunError."""
    trash = run.models / f".trash-{run.id}-{time.time_ns()}"
    try:
        os.replace(run.folder, trash)
    except FileNotFoundError:
        return
    except OSError as error:
        raise RunError(f"{run.folder} can't be deleted ({error.strerror}). Change its rights.") from None
    for left in run.models.glob(".trash-*"):  # also those of a process that was killed while it deleted
        shutil.rmtree(left, ignore_errors=True)
