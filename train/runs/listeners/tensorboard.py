"""Event files for ``tensorboard --logdir models/runs``, under the names that Keras would give the scalars."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from train.runs.events import Epoch, Event, Step, values

STEP = {"loss": "batch_loss", "words_per_second": "batch_words_per_second"}
EPOCH = {
    "train": {"loss": "epoch_loss", "words_per_second": "epoch_words_per_second", "memory_mb": "epoch_memory_mb"},
    "validation": {"val_loss": "epoch_loss", "val_micro_f1": "epoch_micro_f1", "val_map": "epoch_map"},
}


class TensorBoard:
    """Writes steps and epochs. Loads TensorFlow at the first step, in the process that has it loaded already."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "events"
        self._writers: dict[str, Any] = {}

    def __call__(self, event: Event) -> None:
        """Take in one event."""
        if isinstance(event, Step):
            self._scalars("train", STEP, values(event), event.step)
        elif isinstance(event, Epoch):
            for side, tags in EPOCH.items():
                self._scalars(side, tags, values(event), event.epoch)
                self._writers[side].flush()

    def _scalars(self, side: str, tags: Mapping[str, str], scalars: Mapping[str, Any], step: int) -> None:
        import tensorflow as tf

        if side not in self._writers:
            self._writers[side] = tf.summary.create_file_writer(str(self.folder / side))
        with self._writers[side].as_default():
            for name, tag in tags.items():
                tf.summary.scalar(tag, scalars[name], step=step)
