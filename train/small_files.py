"""The small files of runs, as anyone may have left them: read only when they are files, and never without end."""

import json
import os
import stat
from pathlib import Path
from typing import Any, BinaryIO

LARGEST = 1_000_000  # bytes


def opened(path: Path) -> BinaryIO:
    """An ordinary file for reading. Raises OSError, also for a pipe, which would be waited for."""
    descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise OSError(f"{path.name} is no file")
    return os.fdopen(descriptor, "rb")


def text(path: Path) -> str:
    """A file in UTF-8. Raises OSError, or ValueError for one that is too large or something else."""
    with opened(path) as stream:
        content = stream.read(LARGEST + 1)
    if len(content) > LARGEST:
        raise ValueError(f"{path.name} is too large")
    decoded = content.decode("utf-8")
    if "\0" in decoded:
        raise ValueError(f"{path.name} is no text")
    return decoded


def json_object(path: Path) -> dict[str, Any]:
    """Names and values. Raises OSError, or ValueError for something else."""
    try:
        values = json.loads(text(path))
    except RecursionError as error:
        raise ValueError(str(error)) from None
    if not isinstance(values, dict):
        raise ValueError(f"{path.name} holds {type(values).__name__}, not names and values")
    return values
