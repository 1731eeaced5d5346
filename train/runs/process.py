"""The process that trains a run: its turn, its signals, what it writes while it lives, and how it ends."""

import errno
import shutil
import signal
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from types import FrameType
from typing import Any

from core.errors import GenreLensError
from train.runs import lock, queue
from train.runs.event_files import EventFiles
from train.runs.events import ProgressWriter
from train.runs.run_folder import Run, RunError
from train.runs.terminal import Bar

FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
Observer = Callable[[str, dict[str, Any]], None]


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


def _wait_for_turn(run: Run, stopped: Callable[[], bool]) -> None:
    """Return when this process may train. Raises RunError when it was stopped or taken out of the queue meanwhile."""
    waiting = False
    while not queue.is_mine(run, waiting):
        if not waiting:
            print(f"Another training is running; {run.id} waits in the queue.", file=sys.stderr)  # noqa: T201
        waiting = True
        if stopped():
            queue.leave(run)
            raise RunError(f"Run {run.id} left the queue before its turn.")
        time.sleep(0.3)


def _is_full(error: BaseException) -> bool:
    return (isinstance(error, OSError) and error.errno in FULL) or "No space left" in str(error)


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
    run: Run, signals: Signals, finish: bool = False, observe: Observer | None = None, quiet: bool = False
) -> int:
    """Train a created run, or go on from its checkpoint; returns the exit code: 0 done, 2 a clear error.

    ``finish``: make a model of the checkpoint's best weights instead. ``observe(event, values)`` hears everything and
    may stop the run by raising StopIteration.
    """
    try:
        _wait_for_turn(run, lambda: signals.received)
    except (RunError, OSError) as error:
        print(f"error: {_sentence(error, run)}", file=sys.stderr)  # noqa: T201
        return 2
    try:
        _clear_staging(run)
        return _train(run, signals, finish, observe, Bar(quiet))
    except OSError as error:  # not even the ending could be written down
        print(f"error: {_sentence(error, run)}", file=sys.stderr)  # noqa: T201
        return 2
    finally:
        with suppress(RunError, OSError):  # a lock whose owner is gone is no lock
            lock.release(run.models)
        with suppress(RunError):  # whoever looks next tries again
            queue.advance(run.models)


def _train(run: Run, signals: Signals, finish: bool, observe: Observer | None, bar: Bar) -> int:
    writer, files = ProgressWriter(run.folder), EventFiles(run.folder)
    cut: list[bool] = []

    def report(event: str, **values: Any) -> None:
        bar.show(event, values)
        writer.write(event, **values)
        files.write(event, values)
        try:
            if observe:
                observe(event, values)
        except StopIteration:
            cut.append(True)

    def stop() -> bool:
        return writer.stop_requested or signals.received or bool(cut)

    def end(event: str, **values: Any) -> None:
        bar.show(event, values)
        writer.end(event, **values)

    try:
        from train import job

        tested = job.run(run.config, run.out, report, stop, run.checkpoint, finish)
    except Exception as error:
        end("failed", message=_sentence(error, run))
        if not isinstance(error, (GenreLensError, OSError, MemoryError)) and not _is_full(error):
            raise
        return 2
    end("done", metrics=tested, model=str(run.out), stopped=stop() or finish)
    return 0


def _clear_staging(run: Run) -> None:
    """Remove what a killed process of this run left half-written."""
    for path in run.folder.glob(".*"):
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)
