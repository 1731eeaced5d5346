"""A run as a folder under ``models/runs``: which files it has, and what they say about its state."""

import json
import os
import shutil
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil

from core.errors import GenreLensError
from core.model import artifact
from train.config import ConfigError, TrainConfig
from train.runs import events

ROOT = Path(__file__).resolve().parents[2]
MODELS = Path(os.environ.get("GENRELENS_MODELS", ROOT / "models"))
CONFIG, PID, LOG, MODEL, OUT = "config.json", "pid", "log.txt", "model", "out.txt"
QUEUED, CHECKPOINT, HISTORY = "queued.json", "checkpoint.npz", "history.csv"
READONLY = "GENRELENS_READONLY"
BOOT = Path("/proc/sys/kernel/random/boot_id")


class RunError(GenreLensError):
    """A run that can't be started, stopped, resumed or promoted; the message says why and what to do."""


def readonly() -> bool:
    """Whether this GenreLens only shows: nothing may be trained, deleted or promoted."""
    return os.environ.get(READONLY, "") not in ("", "0")


def check_writable() -> None:
    """Raise RunError where this GenreLens only shows."""
    if readonly():
        raise RunError(f"This GenreLens is read-only. Unset {READONLY}, or train on another machine.")


def birth(pid: int) -> str:
    """When process ``pid`` began, in a form that stays the same whatever happens to the clock.

    On Linux the boot and the ticks since then; elsewhere the time that the system noted once. Raises psutil.Error or
    OSError when there is no such process.
    """
    if not BOOT.exists():
        return f"{psutil.Process(pid).create_time():.0f}"
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
    return f"{BOOT.read_text().strip()}:{fields[19]}"  # field 22 of proc(5); the name before it may hold blanks


def alive(pid: int, started: str) -> bool:
    """Whether process ``pid`` born at ``started`` runs; an id given to another program since doesn't count."""
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE and birth(pid) == started
    except (psutil.Error, OSError, ValueError):
        return False


@contextmanager
def writing(place: Path) -> Iterator[None]:
    """Turn what goes wrong while files are written at ``place`` into a RunError that says what to do."""
    try:
        yield
    except OSError as error:
        raise RunError(f"{place} can't be written ({error.strerror}). Free space or change its rights.") from None


def write_atomically(path: Path, text: str) -> None:
    """Replace a small text file in one step: a reader sees the old text or the new, never half of it."""
    staging = path.with_name(f".{path.name}.{os.getpid()}.{threading.get_ident()}")
    try:
        staging.write_text(text, encoding="utf-8")
        os.replace(staging, path)
    finally:
        staging.unlink(missing_ok=True)


@dataclass(frozen=True)
class Run:
    """A training run: its folder under ``models/runs``."""

    folder: Path

    @property
    def id(self) -> str:
        """The folder's name: when it began, and its preset."""
        return self.folder.name

    @property
    def models(self) -> Path:
        """The folder of all models, which holds ``runs``."""
        return self.folder.parent.parent

    @property
    def config(self) -> TrainConfig:
        """What it was started with."""
        return TrainConfig.read(self.folder / CONFIG)

    @property
    def progress(self) -> events.Progress:
        """Everything it has written so far."""
        return events.read(self.folder)

    @property
    def status(self) -> dict[str, Any]:
        """Its latest phase, epoch and ending, in one small file: cheap to read for a whole list of runs."""
        return events.status(self.folder)

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
        """Where the state after its last whole epoch stands, once there is one."""
        return self.folder / CHECKPOINT

    @property
    def pid(self) -> int | None:
        """The process that trains it or waits for its turn, if that is running."""
        try:
            pid, started = (self.folder / PID).read_text().split()
            return int(pid) if alive(int(pid), started) else None
        except (FileNotFoundError, ValueError):
            return None

    @property
    def alive(self) -> bool:
        """Whether its process is running."""
        return self.pid is not None

    @property
    def queued(self) -> bool:
        """Whether it waits for its turn; a process that waited and was killed waits no longer."""
        return (self.folder / QUEUED).exists() and (self.alive or not (self.folder / PID).exists())

    @property
    def state(self) -> str:
        """``queued``, ``running``, ``stopping``, ``done``, ``failed`` or ``interrupted``."""
        if self.queued:
            return "queued"
        alive = self.alive  # before the status is read: a run that ends in between has written its ending
        ending = self.status.get("ending")
        if ending:
            return str(ending["event"])
        if not alive:
            return "interrupted"
        return "stopping" if (self.folder / events.STOP).exists() else "running"

    @property
    def resumable(self) -> bool:
        """Whether training can go on: it was killed, failed, or was stopped before its last epoch."""
        ending = self.status.get("ending") or {}
        return self.state in ("interrupted", "failed") or (self.state == "done" and bool(ending.get("stopped")))

    def claim(self, pid: int) -> None:
        """Note which process trains the run or waits to."""
        write_atomically(self.folder / PID, f"{pid} {birth(pid)}")


def create(config: TrainConfig, models: Path = MODELS, out: Path | None = None) -> Run:
    """Make the folder of a run that has not started; its model will go to ``out`` or into the folder itself."""
    check_writable()
    stem = f"{time.strftime('%Y%m%d-%H%M%S')}-{config.preset}"
    for number in range(1, 100):
        folder = models / "runs" / (stem if number == 1 else f"{stem}-{number}")
        with writing(folder):
            try:
                folder.mkdir(parents=True)
            except FileExistsError:
                continue
            _describe(folder, config, out)
        return Run(folder)
    raise RunError(f"Too many runs began in this second under {models}. Try again.")


def _describe(folder: Path, config: TrainConfig, out: Path | None) -> None:
    """Write what the run will do, or remove its folder."""
    try:
        if out is not None:
            write_atomically(folder / OUT, str(out.absolute()))
        write_atomically(folder / CONFIG, json.dumps(config.to_dict(), indent=1))
    except OSError:
        shutil.rmtree(folder, ignore_errors=True)
        raise


def listed(models: Path = MODELS) -> list[Run]:
    """All runs, newest first, but those with settings that this version doesn't know: one must not hide the others."""
    found = [Run(path.parent) for path in sorted(models.glob(f"runs/*/{CONFIG}"), reverse=True)]
    return [run for run in found if _readable(run)]


def _readable(run: Run) -> bool:
    try:
        return bool(run.config)
    except (
        ConfigError,
        ValueError,
        TypeError,
        AttributeError,
        OSError,
    ):  # settings of another version, or a damaged file
        return False
