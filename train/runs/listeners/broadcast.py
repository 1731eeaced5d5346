"""Sends what a run reports to everyone who listens. A new kind of record is one file here and one line in RECORDS."""

import time
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

from train.runs import status
from train.runs.events import Event, Listener, Restored
from train.runs.listeners.history_csv import HistoryCsv
from train.runs.listeners.progress_file import ProgressFile
from train.runs.listeners.status_file import StatusFile
from train.runs.listeners.tensorboard import TensorBoard

RECORDS: tuple[Callable[[Path], Listener], ...] = (ProgressFile, StatusFile, HistoryCsv, TensorBoard)


class Broadcast:
    """Stamps each event with the seconds of training so far and calls every listener with it, in their order.

    The seconds count over all processes of a run; setting the system's clock does not affect them.
    """

    def __init__(self, folder: Path, listeners: Iterable[Listener]) -> None:
        self._listeners = list(listeners)
        self._status = status.read(folder)
        self._before, self._began = self._status.seconds, time.monotonic()

    def __call__(self, event: Event) -> None:
        """Send one event. Raises what a listener raises."""
        if isinstance(event, Restored):  # the clock continues from the end of that epoch
            self._before, self._began = self._status.epoch_seconds, time.monotonic()
        event = replace(event, seconds=round(self._before + time.monotonic() - self._began, 2))
        for listener in self._listeners:
            listener(event)


def records(folder: Path) -> list[Listener]:
    """The files that every run keeps in its folder."""
    return [record(folder) for record in RECORDS]
