"""Reads a run's progress back from its file, which grows while it is read and may have a million steps."""

import os
import threading
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

from train import small_files
from train.runs.events import from_line
from train.runs.progress import MOST_EPOCHS, Progress

PROGRESS = "progress.jsonl"
MOST_STEPS = 4_096  # kept of a run: more than a chart can show
MOST_FILES = 32  # followed at once
LONGEST_LINE = 1 << 16  # bytes
_STEP = b'{"event": "step"'  # how the line of a step begins
_EPOCH = b'{"event": "epoch"'
_MARK = 200  # bytes before the place read so far, which tell a file from another


def read(folder: Path) -> Progress:
    """What a run has written so far, with at most 4,096 of its steps; an empty Progress before its first line.

    A file that has grown since it was read last is read from there on.
    """
    path = folder / PROGRESS
    with _lock:
        follower = _followers[path] = _followers.pop(path, _Follower())  # the latest is the last
        while len(_followers) > MOST_FILES:
            _followers.pop(next(iter(_followers)))
        try:
            with small_files.opened(path) as stream:
                if not follower.goes_on(stream):
                    follower = _followers[path] = _Follower(os.fstat(stream.fileno()).st_ino)
                follower.catch_up(stream)
        except OSError:
            return Progress()
        return follower.copy()


class _Follower:
    """A progress file as far as it has been read. Of its steps every n-th is kept, where n is a power of two."""

    def __init__(self, inode: int = 0) -> None:
        self.inode, self.place, self.before = inode, 0, b""
        self.progress = Progress()
        self.steps, self.every = 0, 1
        self.latest = b""  # the line of the latest step, unless it is kept, or of an epoch after the last one kept

    def goes_on(self, stream: BinaryIO) -> bool:
        """Whether a file is the one that was read, and holds what it held."""
        if os.fstat(stream.fileno()).st_ino != self.inode:
            return False
        stream.seek(self.place - len(self.before))
        return stream.read(len(self.before)) == self.before

    def catch_up(self, stream: BinaryIO) -> None:
        """Read every whole line that has come since."""
        stream.seek(self.place)
        while line := stream.readline(LONGEST_LINE):
            if not line.endswith(b"\n") and len(line) < LONGEST_LINE:
                return  # a line that is being written
            self.place += len(line)
            self.before = (self.before + line)[-_MARK:]
            self._take(line)

    def _take(self, line: bytes) -> None:
        if line.startswith(_EPOCH) and len(self.progress.epochs) >= MOST_EPOCHS:  # it tells the time and nothing else
            if not self.latest.startswith(_EPOCH):
                self._keep_latest()
            self.latest = line
            return
        if not line.startswith(_STEP):
            self._keep_latest()
            self._add(self.progress, line)
            return
        self.steps, self.latest = self.steps + 1, line
        if self.steps % self.every == 0:
            self._keep_latest()

    def _keep_latest(self) -> None:
        self._add(self.progress, self.latest)
        self.latest = b""
        if len(self.progress.steps) > MOST_STEPS:
            self.progress.steps = self.progress.steps[::2]
            self.progress.first_step //= 2
            self.every *= 2

    @staticmethod
    def _add(progress: Progress, line: bytes) -> None:
        if line and (event := from_line(line.decode("utf-8", "replace"))):
            progress.add(event)

    def copy(self) -> Progress:
        """What is known by now, the latest step among it."""
        known = self.progress
        copy = replace(known, steps=list(known.steps), epochs=list(known.epochs), notes=list(known.notes))
        self._add(copy, self.latest)
        return copy


_followers: dict[Path, _Follower] = {}
_lock = threading.Lock()
