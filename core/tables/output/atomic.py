"""Write a file whole: it appears under its name complete, or not at all, whatever stops the process or the machine.

A link stays a link, and its target is replaced. A pipe and a character device take the bytes as they come.
"""

import errno
import os
import secrets
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

SUFFIX = ".part"  # the end of a name that a file has while it is written


def is_stream(out: Path) -> bool:
    """Whether a place takes bytes as they come: a pipe or a character device.

    Raises OSError for what is neither that nor a file, such as a folder, a block device or a socket.
    """
    try:
        mode = out.stat().st_mode
    except FileNotFoundError:
        return False
    if not (stat.S_ISREG(mode) or stat.S_ISFIFO(mode) or stat.S_ISCHR(mode)):
        raise OSError(errno.EISDIR if stat.S_ISDIR(mode) else errno.EINVAL, "it is no file")
    return not stat.S_ISREG(mode)


@contextmanager
def staged(out: Path, *, sync: bool = True) -> Iterator[Path]:
    """An empty file beside ``out`` for the block to fill; it takes the place of ``out`` when the block ends well.

    It gets the mode of the file that it replaces. What a killed process left of an earlier one is removed. The block
    fills a stream itself, see :func:`is_stream`. ``sync=False`` leaves out the wait for the disk: right for what a
    power cut may cost, such as the state of a process that the power cut ends as well. Raises OSError.
    """
    if is_stream(out):
        yield out
        return
    out = Path(os.path.realpath(out))
    if out.is_symlink():
        raise OSError(errno.ELOOP, os.strerror(errno.ELOOP))
    _sweep(out)
    with _held_file(out) as staging:
        if out.is_file():
            os.chmod(staging, stat.S_IMODE(out.stat().st_mode))
        yield staging
        publish(staging, out, sync=sync)


@contextmanager
def _held_file(out: Path) -> Iterator[Path]:
    """A new file beside ``out`` that nobody sweeps away; after the block it is gone, even if a signal ends the process
    in the moment in which it is made.
    """
    staging, held = out.with_name(f".{out.name[:100]}-{secrets.token_hex(8)}{SUFFIX}"), []
    try:
        while True:
            held.append(os.open(staging, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o666))
            lock(held[-1])
            if os.fstat(held[-1]).st_nlink:  # nobody swept it before it was locked
                break
        yield staging
    finally:
        with suppress(OSError):
            staging.unlink()
        for descriptor in held:
            os.close(descriptor)


def lock(descriptor: int) -> bool:
    """Lock an open file or folder for this process; the kernel undoes it when the process dies, however it dies.

    False if another process holds it, on a file system that can't lock, and on a system without ``fcntl``.
    """
    try:
        import fcntl

        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (ImportError, OSError):
        return False
    return True


def _sweep(out: Path) -> None:
    """Remove what dead processes left beside ``out``."""
    start = f".{out.name[:100]}-"
    with suppress(OSError), os.scandir(out.parent) as files:
        for left in files:
            if left.name.startswith(start) and left.name.endswith(SUFFIX):
                _remove_unless_held(Path(left.path))


def _remove_unless_held(left: Path) -> None:
    with suppress(OSError):
        descriptor = os.open(left, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
        try:
            if lock(descriptor):
                left.unlink()
        finally:
            os.close(descriptor)


@contextmanager
def replacing(out: Path, *, sync: bool = True) -> Iterator[BinaryIO]:
    """:func:`staged` as an open binary file."""
    with staged(out, sync=sync) as staging, staging.open("wb") as stream:
        yield stream


def write_text(out: Path, text: str, *, sync: bool = True) -> None:
    """Replace a text file in one step: a reader sees the old text or the new. Raises OSError."""
    with replacing(out, sync=sync) as stream:
        stream.write(text.encode("utf-8"))


def publish(staging: Path, out: Path, *, sync: bool = True) -> None:
    """Let a complete file take the place of another, on the disk before it is seen. Raises OSError."""
    if sync:
        descriptor = os.open(staging, os.O_RDWR)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
    os.replace(staging, out)
    if sync and os.name == "posix":  # elsewhere a folder can't be opened
        _sync_folder(out.parent)


def _sync_folder(folder: Path) -> None:
    """Put the new name on the disk. The file is there already, so a file system that can't do this is no error."""
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
