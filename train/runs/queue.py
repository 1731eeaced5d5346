"""Whose turn it is to train: the queue, and the one way a training process begins."""

import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from train.runs import lock
from train.runs.events import PROGRESS
from train.runs.run_folder import LOG, PID, QUEUED, ROOT, Run, RunError, listed, readonly, write_atomically, writing


def queue(models: Path) -> list[Run]:
    """The runs that wait for their turn, first come first."""
    waiting = [run for run in listed(models) if run.queued]
    return sorted(waiting, key=lambda run: (_order(run).get("time", 0), run.id))


def _order(run: Run) -> dict[str, Any]:
    try:
        return dict(json.loads((run.folder / QUEUED).read_text(encoding="utf-8")))
    except (FileNotFoundError, ValueError):
        return {}


def enqueue(run: Run, *arguments: str) -> None:
    """Put a run at the end of the queue, also when the clock was set back; ``arguments`` are for its process.

    Raises RunError when that can't be written.
    """
    last = max((_order(other).get("time", 0) for other in queue(run.models)), default=0)
    with writing(run.folder):
        write_atomically(
            run.folder / QUEUED, json.dumps({"time": max(time.time(), last + 0.001), "arguments": arguments})
        )


def _spawn(run: Run, arguments: list[str]) -> subprocess.Popen[bytes]:
    """Begin the training process of a run, in a session of its own, so that it outlives whoever started it."""
    with (run.folder / LOG).open("ab") as log:
        return subprocess.Popen(
            [sys.executable, "-m", "train", "--run", str(run.folder.absolute()), *arguments],
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )


def _give_turn(run: Run) -> None:
    """Let a run train: the process that waits for it, or a new one. Raises OSError, and leaves the run in the queue."""
    waiting = run.pid
    begun = None if waiting else _spawn(run, _order(run).get("arguments", []))
    pid = waiting or (begun.pid if begun else 0)
    try:
        run.claim(pid)
        lock.give(run.models, run.id, pid)
        (run.folder / QUEUED).unlink()
    except OSError:
        if begun:
            begun.kill()
            begun.wait()
            (run.folder / PID).unlink(missing_ok=True)
        raise


def advance(models: Path) -> Run | None:
    """Start the first run of the queue if nobody trains; returns the run that was started. Raises RunError."""
    if readonly() or not any(models.glob(f"runs/*/{QUEUED}")) or lock.owner(models):
        return None
    with lock.mutex(models):
        waiting = queue(models)
        if not waiting or lock.owner(models):
            return None
        run = waiting[0]
        with writing(run.folder):
            _give_turn(run)
    return run


def is_mine(run: Run, waiting: bool = False) -> bool:
    """Called by the process that trains ``run``: whether it owns the lock by now; it stands in the queue until then.

    ``waiting``: it has asked before. Raises RunError when another process trains this run already, or when someone
    took it out of the queue.
    """
    with lock.mutex(run.models):
        owner = lock.owner(run.models)
        if owner and owner.pid == os.getpid():
            return True
        if owner and owner.run == run.id:
            raise RunError(f"Run {run.id} is already being trained by process {owner.pid}. Watch that one.")
        if waiting and not (run.folder / QUEUED).exists():
            raise RunError(f"Run {run.id} was taken out of the queue. Start it again when you want it.")
        if not waiting:
            run.claim(os.getpid())
            enqueue(run)
    started = advance(run.models)
    return started is not None and started.id == run.id


def leave(run: Run) -> None:
    """Take a run out of the queue; one that had never begun is removed. Raises RunError when it isn't queued."""
    with lock.mutex(run.models):
        if not run.queued:
            raise RunError(f"Run {run.id} is {run.state}, not queued. Stop it instead.")
        with writing(run.folder):
            (run.folder / QUEUED).unlink()
    if not (run.folder / PROGRESS).exists():
        remove(run)


def remove(run: Run) -> None:
    """Move a run's folder out of the list in one step, then delete it."""
    trash = run.models / f".trash-{run.id}-{time.time_ns()}"
    try:
        os.replace(run.folder, trash)
    except FileNotFoundError:
        return
    except OSError as error:
        raise RunError(f"{run.folder} can't be deleted ({error.strerror}). Change its rights.") from None
    for left in run.models.glob(".trash-*"):  # a process killed in the midst of this leaves some
        shutil.rmtree(left, ignore_errors=True)
