"""The process that trains a run: it waits for its turn, hears signals, trains, and notes how it ended."""

import errno
import os
import shutil
import signal
import sys
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from types import FrameType

from core.errors import GenreLensError
from train.runs import lock, queue
from train.runs.events import Done, Event, Failed, Listener, Step
from train.runs.guards import RunError
from train.runs.listeners.broadcast import Broadcast, records
from train.runs.run_folder import Run

FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
RESERVED = 64 * 1024  # bytes: enough for an ending
LOOK = 0.2  # seconds between two looks for a stop


class Signals:
    """Ctrl-C and SIGTERM ask for a stop that keeps the best weights; the second one ends the process at once."""

    def __init__(self) -> None:
        self.received = False

    def __enter__(self) -> "Signals":
        self._before = {number: signal.signal(number, self._receive) for number in (signal.SIGINT, signal.SIGTERM)}
        return self

    def __exit__(self, *error: object) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)

    def _receive(self, number: int, frame: FrameType | None) -> None:
        self.received = True
        signal.signal(number, signal.SIG_DFL)


class Stopped(GenreLensError):
    """Someone asked a run to stop before it had learnt anything."""


class Startup:
    """Until the first step there is nothing to keep: whatever the main thread does then, a stop ends it at once.

    A listener. Loading TensorFlow takes seconds in which nobody would ask ``stop``, so an alarm does.
    """

    def __init__(self, stop: Callable[[], bool]) -> None:
        self.stop, self.watches = stop, False
        self.stopped: Stopped | None = None  # what was raised: a library may put an error of its own in its place

    def __enter__(self) -> "Startup":
        self.watches = threading.current_thread() is threading.main_thread() and hasattr(signal, "setitimer")
        if self.watches:
            self._before = signal.signal(signal.SIGALRM, self._look)
            signal.siginterrupt(signal.SIGALRM, False)  # whatever waits for a file goes on waiting
            signal.setitimer(signal.ITIMER_REAL, LOOK, LOOK)
        return self

    def __call__(self, event: Event) -> None:
        """The first step ends it."""
        if isinstance(event, Step):
            self.stopped = None
            self._end()

    def __exit__(self, *error: object) -> None:
        self._end()

    def _end(self) -> None:
        if self.watches:
            self.watches = False
            signal.setitimer(signal.ITIMER_REAL, 0)
            signal.signal(signal.SIGALRM, self._before)

    def _look(self, number: int, frame: FrameType | None) -> None:
        if self.watches and self.stop():
            self.stopped = Stopped("It was stopped before it had learnt anything, so there is no model.")
            raise self.stopped


class Reserve:
    """Disk space set aside, so that a run on a full disk can still say that it is full."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "reserve"
        with suppress(OSError):
            self.path.write_bytes(os.urandom(RESERVED))

    def free(self) -> None:
        """Give the space back. Raises OSError."""
        self.path.unlink(missing_ok=True)


def _wait_for_turn(run: Run, stopped: Callable[[], bool]) -> None:
    """Return when this process may train. Raises RunError when it was stopped or taken out of the queue meanwhile."""
    waiting = False
    while not queue.is_my_turn(run, waiting):
        if not waiting:
            print(f"Another training is running; {run.id} waits in the queue.", file=sys.stderr)  # noqa: T201
        waiting = True
        if stopped():
            queue.leave(run)
            raise RunError(f"Run {run.id} left the queue before its turn.")
        time.sleep(0.3)


def _is_full(error: BaseException) -> bool:
    return (isinstance(error, OSError) and error.errno in FULL) or "No space left" in str(error)


def _is_bug(error: BaseException) -> bool:
    return not isinstance(error, GenreLensError | OSError | MemoryError) and not _is_full(error)


def _sentence(error: BaseException, run: Run) -> str:
    """What a user reads about an error that ended the training."""
    if isinstance(error, GenreLensError):
        return str(error)
    if isinstance(error, MemoryError):
        return "The memory is full. Lower batch_size, max_words or max_tokens, or close other programs."
    if _is_full(error):
        return f"The disk of {run.folder} is full. Free space and resume the run: its last checkpoint is kept."
    if isinstance(error, OSError):
        return f"The model can't be written ({error}). Free space or choose another folder."
    return f"Training broke down ({type(error).__name__}: {error}). The log has the details."


def train(
    run: Run,
    signals: Signals,
    finish: bool = False,
    listeners: Sequence[Listener] = (),
    stop: Callable[[], bool] = lambda: False,
) -> int:
    """Train a created run, or continue from its checkpoint; returns the exit code: 0 done, 2 a clear error.

    ``finish``: make a model of the checkpoint's best weights instead. ``listeners`` hear every event, beside the run's
    own files; ``stop()`` is asked after every step, beside the signals and the run's stop file. A bug is raised, after
    the run has noted it as its ending.
    """
    try:
        _wait_for_turn(run, lambda: signals.received)
    except (RunError, OSError) as error:
        return _refuse(error, run)
    try:
        _clear_staging(run)
        return _train(run, finish, listeners, lambda: run.stop_requested or signals.received or stop())
    except OSError as error:  # not even the ending could be written
        return _refuse(error, run)
    finally:
        with suppress(RunError, OSError):  # a lock whose owner is gone is no lock
            lock.release(run.models)
        with suppress(RunError):  # whoever looks next tries again
            queue.advance(run.models)


def _train(run: Run, finish: bool, listeners: Sequence[Listener], stop: Callable[[], bool]) -> int:
    reserve = Reserve(run.folder)
    begins = not (finish or run.checkpoint.exists())
    startup = Startup(stop if begins else lambda: False)
    report = Broadcast(run.folder, [startup, *listeners, *records(run.folder)])
    try:
        with startup:
            from train import job

            metrics = job.run(run.config, run.out, report, stop, run.checkpoint, finish)
    except Exception as raised:
        error = startup.stopped or raised
        reserve.free()
        report(Failed(_sentence(error, run), stopped=isinstance(error, Stopped)))
        if _is_bug(error):
            raise
        return 2
    reserve.free()
    report(Done(metrics, str(run.out), stopped=stop() or finish))
    return 0


def _refuse(error: Exception, run: Run) -> int:
    print(f"error: {_sentence(error, run)}", file=sys.stderr)  # noqa: T201
    return 2


def _clear_staging(run: Run) -> None:
    """Remove what a killed process of this run left half-written."""
    for path in run.folder.glob(".*"):
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)
