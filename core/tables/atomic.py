"""Write a file whole: it appears under its name complete, or not at all, whatever stops the process or the machine."""

import os
import secrets
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

SUFFIX = ".part"  # the end of a name that a file has while it is written


@contextmanager
def staged(out: Path, *, sync: bool = True) -> Iterator[Path]:
    """An empty file beside ``out`` for the block to fill; it takes the place of ``out`` when the block ends well.

    It gets the mode of the file that it replaces. ``sync=False`` leaves out the wait for the disk: right for what a
    power cut may cost, such as the state of a process that the power cut ends as well. Raises OSError.
    """
    staging = out.with_name(f".{out.name[:100]}-{secrets.token_hex(4)}{SUFFIX}")
    os.close(os.open(staging, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o666))
    try:
        if out.is_file():
            os.chmod(staging, stat.S_IMODE(out.stat().st_mode))
        yield staging
        publish(staging, out, sync=sync)
    finally:
        staging.unlink(missing_ok=True)


def sweep(out: Path) -> None:
    """Remove what killed processes left beside ``out``; for files that one process writes, and no other meanwhile."""
    start = f".{out.name[:100]}-"
    for left in out.parent.iterdir():
        if left.name.startswith(start) and left.name.endswith(SUFFIX):
            left.unlink(missing_ok=True)


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
