"""What other people's tools read: TensorBoard's event files, and history.csv with a row an epoch."""

import csv
import io
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from train.runs.run_folder import HISTORY, write_atomically

STEP = {"loss": "batch_loss", "words_per_second": "batch_words_per_second"}
EPOCH = {
    "train": {"loss": "epoch_loss", "words_per_second": "epoch_words_per_second", "memory_mb": "epoch_memory_mb"},
    "validation": {"val_loss": "epoch_loss", "val_micro_f1": "epoch_micro_f1", "val_map": "epoch_map"},
}


class EventFiles:
    """Writes a run's scalars for ``tensorboard --logdir models/runs``, under the names that Keras would give them.

    Loads TensorFlow at the first step, in the process that has it loaded already.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._writers: dict[str, Any] = {}
        self._history: list[dict[str, Any]] = _rows(folder / HISTORY)

    def write(self, event: str, values: Mapping[str, Any]) -> None:
        """Take in one progress event."""
        if event == "step":
            self._scalars("train", STEP, values, values["step"])
        elif event == "epoch":
            for part, names in EPOCH.items():
                self._scalars(part, names, values, values["epoch"])
                self._writers[part].flush()
            self._history = [row for row in self._history if int(row["epoch"]) < values["epoch"]] + [dict(values)]
            self._write_history()

    def _scalars(self, part: str, names: Mapping[str, str], values: Mapping[str, Any], step: int) -> None:
        import tensorflow as tf

        if part not in self._writers:
            self._writers[part] = tf.summary.create_file_writer(str(self.folder / "events" / part))
        with self._writers[part].as_default():
            for name, tag in names.items():
                tf.summary.scalar(tag, values[name], step=step)

    def _write_history(self) -> None:
        text = io.StringIO(newline="")
        table = csv.DictWriter(text, fieldnames=list(self._history[-1]), extrasaction="ignore", lineterminator="\n")
        table.writeheader()
        table.writerows(self._history)
        write_atomically(self.folder / HISTORY, text.getvalue())


def _rows(path: Path) -> list[dict[str, Any]]:
    try:
        with path.open(encoding="utf-8", newline="") as stream:
            return list(csv.DictReader(stream))
    except FileNotFoundError:
        return []
