"""progress.jsonl: every event of a run, one JSON object a line."""

import os
from pathlib import Path

from train.runs.events import Done, Event, Failed, to_line
from train.runs.progress_reader import PROGRESS


class ProgressFile:
    """Appends each event; a line is flushed at once, so that a reader never waits for the next one."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / PROGRESS
        self._end_line()

    def __call__(self, event: Event) -> None:
        """Append one line. Raises OSError."""
        if isinstance(event, Done | Failed):
            self._end_line()  # the event before may not have fitted on the disk
        with self.path.open("a", encoding="utf-8") as stream:
            stream.write(to_line(event))

    def _end_line(self) -> None:
        """End the line that a killed process or a full disk left half-written."""
        with self.path.open("a+b") as stream:
            if stream.tell() and stream.seek(-1, os.SEEK_END) >= 0 and stream.read() != b"\n":
                stream.write(b"\n")
