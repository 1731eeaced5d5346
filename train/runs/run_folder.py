"""A run as a folder under ``models/runs``: which files it has, and what they say about its state."""

import json
import os
import re
import shutil
import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from core.model.folder import artifact
from core.tables.output import atomic
from core.tables.output.places import check_apart
from train import small_files
from train.config import ConfigError, TrainConfig
from train.runs import progress_reader, status
from train.runs.events import Done
from train.runs.guards import RunError, check_writable, writing
from train.runs.process_id import ProcessId
from train.runs.progress import Progress

ROOT = Path(__file__).resolve().parents[2]
MODELS = Path(os.environ.get("GENRELENS_MODELS", ROOT / "models"))
CONFIG, PID, LOG, MODEL, OUT, DATA = "config.json", "pid", "log.txt", "model", "out.txt", "data"
NAME = re.compile(r"\w[\w.-]{0,200}")  # of a run's folder
TRASH = ".trash-"  # the start of a name that a run has while it is removed
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
    def progress(self) -> Progress:
        """Everything it has written so far."""
        return progress_reader.read(self.folder)

    @property
    def status(self) -> status.Status:
        """Its latest phase, epoch and ending."""
        return status.read(self.folder)

    @property
    def out(self) -> Path:
        """The folder that its model goes to. Raises ConfigError when the file that names it can't be read."""
        try:
            return Path(small_files.text(self.folder / OUT).strip())
        except FileNotFoundError:
            return self.folder / MODEL
        except (OSError, ValueError) as error:
            raise ConfigError(f"{self.folder / OUT} can't be used ({error}). Write the folder of the model.") from None

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


def create(config: TrainConfig, models: Path = MODELS, out: Path | None = None, *, with_data: bool = False) -> Run:
    """Make the folder of a run that has not started; its model will go to ``out`` or into the folder itself.

    ``with_data``: copy the table that it is trained on into the folder, where it lives as long as the run.

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
            _write_settings(folder, config, out, with_data)
        return Run(folder)
    raise RunError(f"Too many runs were created in this second under {models}. Try again.")


def _write_settings(folder: Path, config: TrainConfig, out: Path | None, with_data: bool) -> None:
    """Write what the run will do, or remove its folder."""
    try:
        if with_data:
            (folder / DATA).mkdir()
            copy = folder / DATA / Path(config.data).name
            _copy(config.data, copy)
            config = replace(config, data=str(copy.absolute()))
        if out is not None:
            atomic.write_text(folder / OUT, str(out.absolute()))
        files = {name: path for name, path in config.files.items() if os.path.exists(path)}
        here = {name: os.path.abspath(path) for name, path in files.items()}  # it may be resumed from elsewhere
        atomic.write_text(folder / CONFIG, json.dumps(config.to_dict() | here, indent=1))
    except OSError:
        shutil.rmtree(folder, ignore_errors=True)
        raise


def _copy(table: str, copy: Path) -> None:
    """A copy that takes no room where the disk can give a file two names: nobody writes into a table."""
    try:
        os.link(table, copy)
    except OSError:
        shutil.copyfile(table, copy)


def listed(models: Path = MODELS) -> list[Run]:
    """All runs that can be read, newest first: one that can't must not hide the others, see :func:`damaged`."""
    return [run for run in _folders(models) if not problem(run)]


def damaged(models: Path = MODELS) -> dict[Run, str]:
    """The runs that this version can't read, newest first, and what is wrong with each."""
    reasons = ((run, problem(run)) for run in _folders(models))
    return {run: reason for run, reason in reasons if reason}


def _folders(models: Path) -> list[Run]:
    """The folders of runs, newest first, without those that are being removed."""
    paths = sorted(models.glob(f"runs/*/{CONFIG}"), reverse=True)
    return [Run(path.parent) for path in paths if not path.parent.name.startswith(TRASH)]


def problem(run: Run) -> str:
    """Why a run can't be read, as a sentence; empty when it can."""
    if not NAME.fullmatch(run.id):
        return "Its folder has a name that no run has. Rename it to letters, digits, dots, - and _."
    try:
        _ = run.config, run.model
    except ConfigError as error:
        return str(error)
    except OSError as error:
        return f"Its files can't be read ({error.strerror}). Change their rights."
    return ""


def remove(run: Run) -> None:
    """Move a run's folder out of the list in one step, then delete it. Raises RunError."""
    trash = run.folder.with_name(f"{TRASH}{run.id}-{time.time_ns()}")  # on the same disk, wherever ``runs`` leads to
    try:
        os.replace(run.folder, trash)
    except FileNotFoundError:
        return
    except OSError as error:
        raise RunError(f"{run.folder} can't be deleted ({error.strerror}). Change its rights.") from None
    for left in trash.parent.glob(f"{TRASH}*"):  # also those of a process that was killed while it deleted
        if left.is_symlink():
            left.unlink(missing_ok=True)
        shutil.rmtree(left, ignore_errors=True)
