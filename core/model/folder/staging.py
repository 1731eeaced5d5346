"""Folders being filled and moved into place; each is held by its process, so what a killed one left can be told."""

import glob
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from ...tables.output.atomic import lock

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
        """Remove the folder, or what has taken its place."""
        shutil.rmtree(self.path, ignore_errors=True)
        if self._descriptor is not None:
            os.close(self._descriptor)
        self._descriptor = None


def hold(folder: Path) -> int | None:
    """A descriptor that keeps others from sweeping the folder until it is closed.

    None if someone else holds it, or on a system without ``fcntl``: there nothing is held, swept or put back.
    """
    try:
        descriptor = os.open(folder, os.O_RDONLY)
    except OSError:  # gone, or a system that opens no folders
        return None
    with suppress(OSError):
        if lock(descriptor) and os.stat(folder).st_ino == os.fstat(descriptor).st_ino:
            return descriptor
    os.close(descriptor)
    return None


@contextmanager
def turn(folder: Path, *, alone: bool) -> Iterator[None]:
    """Wait until nobody changes the model in ``folder``, and keep it so for the block.

    ``alone``: for whoever changes it; others may share their turn. The kernel ends the turn of a process that dies.
    Nobody waits on a system without ``fcntl``, or where the folder above can't be opened or locked.
    """
    descriptor = None
    with suppress(ImportError, OSError):
        import fcntl

        descriptor = os.open(folder.parent, os.O_RDONLY)
        fcntl.flock(descriptor, fcntl.LOCK_EX if alone else fcntl.LOCK_SH)
    try:
        yield
    finally:
        if descriptor is not None:
            os.close(descriptor)


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
    import ctypes

    try:
        rename = ctypes.CDLL(None, use_errno=True).renameat2
    except (AttributeError, OSError, TypeError):  # TypeError: Windows has no library without a name
        return False
    return bool(rename(_AT_FDCWD, os.fsencode(one), _AT_FDCWD, os.fsencode(other), _EXCHANGE) == 0)


def move_into_place(new: Path, folder: Path) -> None:
    """Let a folder take the place of another, which is gone then; nobody ever sees half of either.

    In one step where the system can; elsewhere :func:`put_back` mends what a process that died between two left.
    """
    if not folder.exists():
        os.replace(new, folder)
    elif not exchange(new, folder):
        _replace_in_two_steps(new, folder)


def _replace_in_two_steps(new: Path, folder: Path) -> None:
    old = folder.with_name(f".{folder.name}.replaced")
    kept = hold(folder)  # so that nobody puts it back meanwhile
    try:
        os.replace(folder, old)
        try:
            os.replace(new, folder)
        except OSError:
            os.replace(old, folder)
            raise
        shutil.rmtree(old, ignore_errors=True)
    finally:
        if kept is not None:
            os.close(kept)


def put_back(folder: Path) -> None:
    """The folder that a process killed between two renames had moved away; nothing where there is none."""
    old = folder.with_name(f".{folder.name}.replaced")
    kept = hold(old) if old.is_dir() else None
    if kept is None:
        return
    try:
        if folder.exists():
            shutil.rmtree(old, ignore_errors=True)
        else:
            os.replace(old, folder)
    finally:
        os.close(kept)
