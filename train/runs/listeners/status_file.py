"""status.json: where a run is, for whoever lists many runs."""

from dataclasses import replace
from pathlib import Path

from train.runs import status
from train.runs.events import Event, Note, Step


class StatusFile:
    """Keeps the status file up to date; steps and notes don't change it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.status = replace(status.read(folder), ending=None)

    def __call__(self, event: Event) -> None:
        """Replace the file. Raises OSError."""
        if not isinstance(event, Step | Note):
            self.status = self.status.after(event)
            status.save(self.folder, self.status)
