"""One training at a time: a lock that names its owner's process. A lock whose owner is gone is no lock."""

import fcntl
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from core.tables.output import atomic
from train import small_files
from train.runs.events import of_their_kind
from train.runs.guards import writing
from train.runs.process_id import ProcessId

LOCK, MUTEX = "lock.json", ".mutex"


@dataclass(frozen=True)
class Owner:
    """Who trains: the run's id and the process."""

    run: str
    process: ProcessId


@contextmanager
def mutex(models: Path) -> Iterator[None]:
    """Hold off everyone else who would start, queue or end a training; the kernel frees it when its holder dies."""
    path = models / "runs" / MUTEX
    with writing(path.parent):
        path.parent.mkdir(parents=True, exist_ok=True)
        stream = path.open("a")
    with stream:
        fcntl.flock(stream, fcntl.LOCK_EX)
        yield


def owner(models: Path) -> Owner | None:
    """The run that trains now and its process, or None; a stale or damaged lock counts as none."""
    try:
        values = small_files.json_object(models / "runs" / LOCK)
        process = ProcessId(**of_their_kind(ProcessId, values))
        holder = Owner(run=of_their_kind(Owner, {"run": values["run"]})["run"], process=process)
    except (OSError, ValueError, TypeError, KeyError):
        return None
    return holder if holder.process.alive else None


def give(models: Path, run_id: str, process: ProcessId) -> None:
    """Make a process the owner. Call it under :func:`mutex`, when there is no owner. Raises OSError."""
    values = {"run": run_id, "pid": process.pid, "started": process.started}
    atomic.write_text(models / "runs" / LOCK, json.dumps(values), sync=False)  # a power cut ends its owner too


def release(models: Path) -> None:
    """Give up the lock if this process owns it."""
    with mutex(models):
        holder = owner(models)
        if holder and holder.process.is_this:
            (models / "runs" / LOCK).unlink(missing_ok=True)
