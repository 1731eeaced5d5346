"""history.csv: a row an epoch, for other people's tools."""

import csv
import io
from pathlib import Path
from typing import Any

from core.tables.output import atomic
from train.runs.events import Epoch, Event, values

HISTORY = "history.csv"


class HistoryCsv:
    """Writes the table again after every epoch; epochs that are trained again replace their row."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / HISTORY
        self._rows = _read(self.path)

    def __call__(self, event: Event) -> None:
        """Take in one event. Raises OSError."""
        if isinstance(event, Epoch):
            self._rows = [row for row in self._rows if int(row["epoch"]) < event.epoch] + [values(event)]
            self._write()

    def _write(self) -> None:
        text = io.StringIO(newline="")
        table = csv.DictWriter(text, fieldnames=list(self._rows[-1]), extrasaction="ignore", lineterminator="\n")
        table.writeheader()
        table.writerows(self._rows)
        atomic.write_text(self.path, text.getvalue())


def _read(path: Path) -> list[dict[str, Any]]:
    try:
        with path.open(encoding="utf-8", newline="") as stream:
            rows = list(csv.DictReader(stream))
        return rows if all(row["epoch"].isdecimal() for row in rows) else []
    except (OSError, ValueError, KeyError, AttributeError, csv.Error):  # none, or damaged: progress.jsonl has it all
        return []
