"""What a page writes into temporary folders, where the disk may be full."""

from collections.abc import Iterator
from contextlib import contextmanager

from core.errors import TableError


@contextmanager
def room_for(what: str) -> Iterator[None]:
    """Turn the OSError of a full disk into a TableError that says what can't be written."""
    try:
        yield
    except OSError as error:
        reason = error.strerror or error
        raise TableError(
            f"{what} can't be written to a temporary folder ({reason}). Free space and try again."
        ) from None
