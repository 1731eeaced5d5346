"""Answers that a long benchmark has already worked out, so that a run that was cut short goes on where it stopped."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

Row = dict[str, Any]


class Ledger:
    """Rows by (model, way, plot), in a file of JSON lines; ``plot`` is a fingerprint, so the file holds no text."""

    def __init__(self, path: Path) -> None:
        self.path, self.rows = path, {}
        if path.exists():
            for line in path.read_text().splitlines():
                row = json.loads(line)
                self.rows[row["model"], row["way"], row["plot"]] = row

    def get(self, model: str, way: str, plot: str, make: Callable[[], Row]) -> Row:
        """The answer; made and written down when it is missing."""
        key = (model, way, plot)
        if key not in self.rows:
            self.rows[key] = {"model": model, "way": way, "plot": plot, **make()}
            with self.path.open("a") as stream:
                stream.write(json.dumps(self.rows[key]) + "\n")
        return self.rows[key]
