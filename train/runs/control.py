"""All that a page or a command may do with runs: start one, watch, stop, resume, delete and promote it.

One training runs at a time; the others wait in the queue and are started by whichever process notices first that the
machine is free. Importing this loads no TensorFlow: the process that it starts does.
"""

import os
import shutil
from contextlib import suppress
from pathlib import Path

from train.compare import compare, curves, genre_differences, numeric_differences, setting_names
from train.config import TrainConfig
from train.estimate import estimate
from train.runs import lock
from train.runs.active import activate, active, below, promotions, roll_back
from train.runs.events import Resumed
from train.runs.guards import RunError, check_writable, readonly, writing
from train.runs.listeners.broadcast import Broadcast
from train.runs.listeners.progress_file import ProgressFile
from train.runs.listeners.status_file import StatusFile
from train.runs.queue import advance, enqueue, leave, queue
from train.runs.run_folder import CONFIG, MODELS, NAME, PID, STOP, Run, create, damaged, remove
from train.runs.run_folder import listed as _listed

__all__ = [
    "MODELS",
    "Run",
    "RunError",
    "activate",
    "active",
    "advance",
    "below",
    "check_writable",
    "compare",
    "create",
    "curves",
    "damaged",
    "delete",
    "dequeue",
    "estimate",
    "find",
    "finish",
    "genre_differences",
    "listed",
    "numeric_differences",
    "promote",
    "promotions",
    "queue",
    "readonly",
    "resume",
    "roll_back",
    "running",
    "setting_names",
    "start",
    "stop",
]


def find(run_id: str, models: Path = MODELS) -> Run:
    """A run by its id. Raises RunError when there is none."""
    if not NAME.fullmatch(run_id) or not os.path.exists(models / "runs" / run_id / CONFIG):
        raise RunError(f"There is no run {run_id[:80]!r}. See the list of runs for their names.")
    return Run(models / "runs" / run_id)


def listed(models: Path = MODELS) -> list[Run]:
    """All runs, newest first; starts the next one of the queue if nobody trains any more."""
    _look_after(models)
    return _listed(models)


def running(models: Path = MODELS) -> Run | None:
    """The run that trains right now, if one does."""
    _look_after(models)
    owner = lock.owner(models)
    return Run(models / "runs" / owner.run) if owner else None


def _look_after(models: Path) -> None:
    """Whoever looks starts the next run; where nothing can be written, they can still look."""
    with suppress(RunError):
        advance(models)


def start(config: TrainConfig, models: Path = MODELS, *, with_data: bool = False) -> Run:
    """Train in a process of its own, which outlives the caller; the run is ``queued`` while another one trains.

    ``with_data``: the run keeps a copy of its table, which is where it is for a while only. Raises RunError, and
    leaves no run behind, when it can't be started.
    """
    check_writable()
    run = create(config, models, with_data=with_data)
    try:
        enqueue(run)
        advance(models)
    except RunError:
        if not run.alive:  # or else somebody gave it its turn meanwhile
            shutil.rmtree(run.folder, ignore_errors=True)
            raise
    return run


def _restart(run: Run, *arguments: str) -> Run:
    with writing(run.folder):
        (run.folder / STOP).unlink(missing_ok=True)
        (run.folder / PID).unlink(missing_ok=True)
        Broadcast(run.folder, [StatusFile(run.folder), ProgressFile(run.folder)])(Resumed())
    enqueue(run, *arguments)
    advance(run.models)
    return run


def resume(run: Run) -> Run:
    """Continue from a run's last checkpoint, or from the start if it has none, in a process of its own or queued.

    Raises RunError when it is still alive or has nothing left to train.
    """
    check_writable()
    if not run.resumable:
        raise RunError(
            f"Run {run.id} is {run.state}; only a run that was interrupted, stopped or failed can be resumed."
        )
    return _restart(run)


def finish(run: Run) -> Run:
    """Make a model of the best weights of an interrupted run, without training on. Raises RunError if it has none."""
    check_writable()
    if not run.resumable or not run.checkpoint.exists():
        raise RunError(f"Run {run.id} has no checkpoint to make a model of. Resume it, or start a new run.")
    return _restart(run, "--finish")


def stop(run: Run) -> None:
    """Ask a run to end after its current step and to save the best weights so far; a queued one leaves the queue."""
    check_writable()
    if run.queued:
        dequeue(run)
    elif run.alive:
        with writing(run.folder):
            (run.folder / STOP).touch()


def dequeue(run: Run) -> None:
    """Take a run out of the queue; one that never began is removed. Raises RunError when it isn't queued."""
    check_writable()
    leave(run)


def delete(run: Run) -> None:
    """Remove a run and its model. Raises RunError while it trains or while its model is the active one."""
    check_writable()
    if run.queued:
        leave(run)
    with lock.mutex(run.models):
        if run.alive:
            raise RunError(f"Run {run.id} is still {run.state}. Stop it first.")
        if active(run.models).resolve().is_relative_to(run.folder.resolve()):
            raise RunError(f"Run {run.id} holds the active model. Make another model the active one first.")
        remove(run)


def promote(
    run_id: str, models: Path = MODELS, *, why: str = "", who: str = "", figures: str = "", override: str = ""
) -> Path:
    """Make a finished run's model the active one, see :func:`activate`.

    Raises RunError when there is no such run, it has no model, or that fails a plot that it must pass.
    """
    folder = find(run_id, models).model
    if folder is None:
        raise RunError(f"Run {run_id} has no finished model. Let it finish, or stop it to keep its best weights.")
    activate(folder, models, why=why, who=who, figures=figures, override=override)
    return folder
