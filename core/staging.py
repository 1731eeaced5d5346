"""Folders being filled. Each is held by its process, so that what a killed process left can be told and removed."""

import ctypes
import fcntl
import glob
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_AT_FDCWD, _EXCHANGE = -100, 2  # of renameat2(2)


class Held:
    """A new folder in ``parent`` whose name begins with ``prefix``; nobody sweeps it away while this process lives.

    The kernel lets go of it when the process dies, however it dies. Raises OSError.
    """

    def __init__(self, parent: Path, prefix: str) -> None:
        sweep(parent, prefix)
        self.path = Path(tempfile.mkdtemp(prefix=prefix, dir=parent))
        self._descriptor = hold(self.path)  # None on the odd file system that can't lock: it works without

    def release(self) -> None:
        """Remove the folder, or what stands in its place by now."""
        shutil.rmtree(self.path, ignore_errors=True)
        if self._descriptor is not None:
            os.close(self._descriptor)
        self._descriptor = None


def hold(folder: Path) -> int | None:
    """A descriptor that keeps others from sweeping the folder until it is closed; None if someone else holds it."""
    try:
        descriptor = os.open(folder, os.O_RDONLY)
    except OSError:
        return None
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        if os.stat(folder).st_ino == os.fstat(descriptor).st_ino:
            return descriptor
    except OSError:
        pass
    os.close(descriptor)
    return None


def sweep(parent: Path, prefix: str) -> None:
    """Remove folders that a killed process left."""
    for left in parent.glob(f"{glob.escape(prefix)}*"):
        with _held(left) as free:
            if free:
                shutil.rmtree(left, ignore_errors=True)


@contextmanager
def _held(folder: Path) -> Iterator[bool]:
    descriptor = hold(folder)
    try:
        yield descriptor is not None
    finally:
        if descriptor is not None:
            os.close(descriptor)


def exchange(one: Path, other: Path) -> bool:
    """Let two folders change places in one step; False where the system can't."""
    rename = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    if rename is None:
        return False
    return bool(rename(_AT_FDCWD, os.fsencode(one), _AT_FDCWD, os.fsencode(other), _EXCHANGE) == 0)
