"""Whose turn it is to train: the queue, and the one way a training process begins."""

import json
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from core.tables.output import atomic
from train import small_files
from train.runs import lock
from train.runs.events import LONGEST
from train.runs.guards import RunError, readonly, writing
from train.runs.process_id import ProcessId
from train.runs.progress_reader import PROGRESS
from train.runs.run_folder import LOG, PID, QUEUED, ROOT, Run, listed, remove

ARGUMENTS = ("--finish",)  # what a process may be started with, beside its run


def queue(models: Path) -> list[Run]:
    """The runs that wait for their turn, first come first."""
    waiting = [run for run in listed(models) if run.queued]
    return sorted(waiting, key=lambda run: (_ticket(run).get("time", 0), run.id))


def _ticket(run: Run) -> dict[str, Any]:
    """When a run was queued, and the arguments for its process."""
    try:
        values = small_files.json_object(run.folder / QUEUED)
    except (OSError, ValueError):
        return {}
    time_queued, arguments = values.get("time"), values.get("arguments")
    return {
        "time": time_queued if type(time_queued) is float and abs(time_queued) < LONGEST else 0.0,
        "arguments": [word for word in arguments if word in ARGUMENTS] if isinstance(arguments, list) else [],
    }


def enqueue(run: Run, *arguments: str) -> None:
    """Put a run at the end of the queue, also when the clock was set back; ``arguments`` are for its process.

    Raises RunError when that can't be written.
    """
    last = max((_ticket(other).get("time", 0) for other in queue(run.models)), default=0)
    ticket = {"time": max(time.time(), last + 0.001), "arguments": arguments}
    with writing(run.folder):
        atomic.write_text(run.folder / QUEUED, json.dumps(ticket))


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


def _give_turn(run: Run) -> None:
    """Let a run train: the process that waits for it, or a new one. Raises OSError, and leaves the run in the queue."""
    waiting = run.process
    started = None if waiting else _spawn(run, _ticket(run).get("arguments", []))
    try:
        process = waiting or ProcessId.of(started.pid if started else None)
        run.claim(process)
        lock.give(run.models, run.id, process)
        (run.folder / QUEUED).unlink()
    except OSError:
        if started:
            started.kill()
            started.wait()
            (run.folder / PID).unlink(missing_ok=True)
        raise


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


def is_my_turn(run: Run, waiting: bool = False) -> bool:
    """Whether this process, which is to train ``run``, owns the lock by now; until then the run is in the queue.

    ``waiting``: it has asked before. Raises RunError when another process trains this run already, or when someone
    took it out of the queue.
    """
    with lock.mutex(run.models):
        owner = lock.owner(run.models)
        if owner and owner.process.is_this:
            return True
        if owner and owner.run == run.id:
            raise RunError(f"Run {run.id} is already being trained by process {owner.process.pid}. Watch that one.")
        if waiting and not (run.folder / QUEUED).exists():
            raise RunError(f"Run {run.id} was taken out of the queue. Start it again when you want it.")
        if not waiting:
            run.claim(ProcessId.of())
            enqueue(run)
    started = advance(run.models)
    return started is not None and started.id == run.id


def leave(run: Run) -> None:
    """Take a run out of the queue; one that never began is removed. Raises RunError when it isn't queued."""
    with lock.mutex(run.models):
        if not run.queued:
            raise RunError(f"Run {run.id} is {run.state}, not queued. Stop it instead.")
        with writing(run.folder):
            (run.folder / QUEUED).unlink()
    if not (run.folder / PROGRESS).exists():
        remove(run)
