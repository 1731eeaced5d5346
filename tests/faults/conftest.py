"""A disk that fails at the write call: the real files, with a fault at the n-th call that would take up space."""

import builtins
import errno
import io
import os
import stat
from contextlib import ExitStack, contextmanager
from pathlib import Path
from unittest import mock

import pytest

SPACE = ("mkdir", "create", "write", "sync")  # what goes on failing while the disk is full; a rename takes no space


class Fault:
    """Fails from the ``at``-th call on (``once``: at that call only); ``fired`` says at what."""

    def __init__(self, folder: Path, at: int, number: int = errno.ENOSPC, once: bool = False) -> None:
        self.folder, self.at, self.number, self.once = os.path.realpath(folder), at, number, once
        self.calls, self.fired = 0, ""

    def hit(self, kind: str) -> None:
        """Count a call; raises OSError when it is its turn."""
        self.calls += 1
        later = self.fired and not self.once and (kind in SPACE or self.number == errno.EROFS)
        if self.calls == self.at or later:
            self.fired = self.fired or kind
            raise OSError(self.number, os.strerror(self.number))

    def below(self, path) -> bool:
        """Whether a path, or the file of a descriptor, stands in the folder that fails."""
        try:
            name = os.readlink(f"/proc/self/fd/{path}") if isinstance(path, int) else os.fspath(path)
        except (OSError, TypeError):
            return False
        return os.path.realpath(os.fsdecode(name)).startswith(self.folder)


def files(fault: Fault):
    """``open`` with a raw file at the bottom whose writes may fail."""
    real = io.open

    class Raw(io.FileIO):
        def write(self, content):
            fault.hit("write")
            return super().write(content)

    def opened(file, mode="r", buffering=-1, encoding=None, errors=None, newline=None, closefd=True, opener=None):
        if not set(mode) & set("wax+") or not fault.below(file):
            return real(file, mode, buffering, encoding, errors, newline, closefd, opener)
        if not isinstance(file, int) and not os.path.exists(file):
            fault.hit("create")
        elif fault.number == errno.EROFS:
            fault.hit("write")
        raw = Raw(file, mode.replace("b", "").replace("t", ""), closefd, opener)
        if buffering == 0:
            return raw
        stream = io.BufferedRandom(raw) if "+" in mode else io.BufferedWriter(raw)
        return stream if "b" in mode else io.TextIOWrapper(stream, encoding, errors, newline)

    return opened


def guarded(fault: Fault, name: str, kind: str, wanted=lambda *arguments: True):
    """A function of os that may fail."""
    real = getattr(os, name)

    def call(*arguments, **options):
        if fault.below(arguments[0]) and wanted(*arguments):
            fault.hit(kind)
        return real(*arguments, **options)

    return call


@contextmanager
def _failing(folder: Path, at: int, **options):
    fault = Fault(folder, at, **options)
    opened = files(fault)
    calls = {
        "mkdir": guarded(fault, "mkdir", "mkdir", lambda path, *_: not os.path.exists(path)),
        "open": guarded(
            fault, "open", "create", lambda path, flags, *_: flags & os.O_CREAT and not os.path.exists(path)
        ),
        "write": guarded(fault, "write", "write"),
        "sendfile": guarded(fault, "sendfile", "write"),
        "fsync": guarded(fault, "fsync", "sync", lambda file: not stat.S_ISDIR(os.fstat(file).st_mode)),
        "replace": guarded(fault, "replace", "rename"),
    }
    if fault.number == errno.EROFS:
        calls |= {name: guarded(fault, name, "rename") for name in ("unlink", "rmdir", "chmod")}
    with ExitStack() as stack:
        for owner, name, call in [
            (io, "open", opened),
            (builtins, "open", opened),
            *((os, n, c) for n, c in calls.items()),
        ]:
            stack.enter_context(mock.patch.object(owner, name, call))
        yield fault


@pytest.fixture
def failing():
    """``with failing(folder, at=n):`` the disk of ``folder`` is full from the n-th call on."""
    return _failing
