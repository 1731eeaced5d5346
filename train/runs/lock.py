"""One training at a time: a lock that names its owner's process. A lock whose owner is gone is no lock."""

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from train.runs.run_folder import alive, birth, write_atomically, writing

LOCK, MUTEX = "lock.json", ".mutex"


@dataclass(frozen=True)
class Owner:
    """Who trains: the run's id and the process, told from later owners of its number by when it began."""

    run: str
    pid: int
    started: str


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
    """The run that trains now and its process, or None; a stale lock counts as none."""
    try:
        found = Owner(**json.loads((models / "runs" / LOCK).read_text(encoding="utf-8")))
    except (FileNotFoundError, NotADirectoryError, ValueError, TypeError):
        return None
    return found if alive(found.pid, found.started) else None


def give(models: Path, run_id: str, pid: int) -> None:
    """Make a process the owner. Call it under :func:`mutex`, when there is no owner."""
    holder = {"run": run_id, "pid": pid, "started": birth(pid)}
    write_atomically(models / "runs" / LOCK, json.dumps(holder))


def release(models: Path) -> None:
    """Give up the lock if this process owns it."""
    with mutex(models):
        found = owner(models)
        if found and found.pid == os.getpid():
            (models / "runs" / LOCK).unlink(missing_ok=True)
