"""Runs that look alive to everyone who asks, without a training."""

from pathlib import Path

from train.runs import lock
from train.runs.listeners.broadcast import Broadcast
from train.runs.listeners.progress_file import ProgressFile
from train.runs.listeners.status_file import StatusFile
from train.runs.process_id import ProcessId
from train.runs.run_folder import Run


def occupy(run: Run, pid: int) -> None:
    """Let a process own a run and the lock, as if it trained it."""
    process = ProcessId.of(pid)
    run.claim(process)
    with lock.mutex(run.models):
        lock.give(run.models, run.id, process)


def reporter(folder: Path) -> Broadcast:
    """What writes events into a run's folder, as its process would, without TensorFlow."""
    return Broadcast(folder, [ProgressFile(folder), StatusFile(folder)])
