"""What can refuse a change: a read-only installation, or a folder that can't be written."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from core.errors import GenreLensError

READONLY = "GENRELENS_READONLY"


class RunError(GenreLensError):
    """A run that can't be started, stopped, resumed or promoted; the message says why and what to do."""


def readonly() -> bool:
    """Whether this GenreLens is read-only: nothing may be trained, deleted or promoted."""
    return os.environ.get(READONLY, "") not in ("", "0")


def check_writable() -> None:
    """Raise RunError where this GenreLens is read-only."""
    if readonly():
        raise RunError(f"This GenreLens is read-only. Unset {READONLY}, or train on another machine.")


@contextmanager
def writing(place: Path) -> Iterator[None]:
    """Turn what goes wrong while files are written at ``place`` into a RunError that says what to do."""
    try:
        yield
    except OSError as error:
        raise RunError(f"{place} can't be written ({error.strerror}). Free space or change its rights.") from None
