"""Work that somebody may no longer wait for."""

from collections.abc import Callable


class Enough(Exception):
    """Nobody waits for this any more."""


def go_on_unless(stop: Callable[[], bool]) -> None:
    """Raise Enough once ``stop()`` answers yes."""
    if stop():
        raise Enough
