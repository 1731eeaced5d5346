"""How every command line ends: what a user can mend is one sentence, a bug is a traceback."""

import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

from .errors import GenreLensError, printable

READER_GONE, USER_ERROR, SIGNALLED = 1, 2, 128


class Ended(KeyboardInterrupt):
    """A signal that asks the process to end; what it was writing is cleaned up, as after Ctrl-C."""

    number = int(signal.SIGINT)


def exit_code(command: Callable[[], int | None]) -> int:
    """Run a command and return its exit code; None counts as 0.

    2 after a GenreLensError, which is printed as one line; 128 plus the signal after Ctrl-C, SIGTERM and SIGHUP; 1
    when the reader of the output, such as ``head``, has gone. Any other exception is a bug and passes through.
    """
    try:
        with _hearing():
            try:
                code = command() or 0
            finally:  # --help ends by SystemExit
                sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # or Python complains while it shuts down
        return READER_GONE
    except KeyboardInterrupt as error:
        sys.stderr.write("\nStopped. Nothing was left half-written.\n")
        return SIGNALLED + getattr(error, "number", int(signal.SIGINT))
    except GenreLensError as error:
        sys.stderr.write(f"error: {printable(error)}\n")
        return USER_ERROR
    return code


@contextmanager
def _hearing() -> Iterator[None]:
    """Let SIGTERM and SIGHUP unwind the command, unless someone has another use for them, such as nohup."""
    names = ("SIGTERM", "SIGHUP") if threading.current_thread() is threading.main_thread() else ()
    numbers = [getattr(signal, name) for name in names if hasattr(signal, name)]
    heard = [number for number in numbers if signal.getsignal(number) == signal.SIG_DFL]
    for number in heard:
        signal.signal(number, _end)
    try:
        yield
    finally:
        for number in heard:
            signal.signal(number, signal.SIG_DFL)


def _end(number: int, frame: FrameType | None) -> None:
    error = Ended()
    error.number = number
    raise error
