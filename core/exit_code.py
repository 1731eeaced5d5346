"""How every command line ends: what a user can mend is one sentence, a bug is a traceback."""

import os
import sys
from collections.abc import Callable

from .errors import GenreLensError, printable

READER_GONE, USER_ERROR, INTERRUPTED = 1, 2, 130


def exit_code(command: Callable[[], int | None]) -> int:
    """Run a command and return its exit code; None counts as 0.

    2 after a GenreLensError, which is printed as one line; 130 after Ctrl-C; 1 when the reader of the output, such as
    ``head``, has gone. Any other exception is a bug and passes through.
    """
    try:
        code = command() or 0
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # or Python complains while it shuts down
        return READER_GONE
    except KeyboardInterrupt:
        sys.stderr.write("\nStopped. Nothing was left half-written.\n")
        return INTERRUPTED
    except GenreLensError as error:
        sys.stderr.write(f"error: {printable(error)}\n")
        return USER_ERROR
    return code
