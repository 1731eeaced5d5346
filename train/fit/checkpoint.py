"""The whole state of a training after an epoch, in one file that is replaced in one step.

Batches and word dropout depend on seed, epoch and place alone, and the dropout layers' random states are among the
network's variables, so that training from a checkpoint ends where it would have ended without the interruption.
"""

import json
import zipfile
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.tables.output import atomic
from train.runs.events import Epoch, values
from train.runs.guards import RunError

Arrays = list[NDArray[Any]]
GROUPS = ("variables", "optimizer", "best")


@dataclass
class Checkpoint:
    """``variables``: weights and random states; ``optimizer``: its moments and step; ``best``: the weights to keep."""

    epoch: int
    step: int
    best_epoch: int
    best_loss: float
    history: list[Epoch]
    fingerprint: str = ""
    settings: dict[str, Any] = field(default_factory=dict)
    variables: Arrays = field(default_factory=list)
    optimizer: Arrays = field(default_factory=list)
    best: Arrays = field(default_factory=list)

    def save(self, path: Path) -> None:
        """Write the file whole: whoever kills this process leaves the old one or the new. Raises OSError."""
        plain = {f.name: getattr(self, f.name) for f in fields(self) if f.name not in GROUPS}
        plain["history"] = [values(epoch) for epoch in self.history]
        arrays = {f"{group}_{i}": array for group in GROUPS for i, array in enumerate(getattr(self, group))}
        arrays["plain"] = np.frombuffer(json.dumps(plain).encode(), dtype=np.uint8)
        with atomic.replacing(path) as stream:
            np.savez(stream, **arrays)


def load(path: Path) -> Checkpoint:
    """Read a checkpoint. Raises RunError when the file is damaged."""
    try:
        with np.load(path, allow_pickle=False) as arrays:
            plain = json.loads(arrays["plain"].tobytes())
            for group in GROUPS:
                count = sum(name.startswith(f"{group}_") for name in arrays.files)
                plain[group] = [arrays[f"{group}_{i}"] for i in range(count)]
        plain["history"] = [Epoch(**epoch) for epoch in plain["history"]]
        return Checkpoint(**plain)
    except (ValueError, KeyError, TypeError, EOFError, OSError, zipfile.BadZipFile) as error:
        raise RunError(f"{path} is damaged ({error}). Delete it to train the run from its start.") from None


@dataclass(frozen=True)
class State:
    """What a run continues from, and where it leaves its own checkpoints; neither without a ``path``.

    ``finish``: take the best weights of the checkpoint and don't train on. ``fingerprint``: of the films;
    ``settings``: of the run, by name.
    """

    path: Path | None
    fingerprint: str
    finish: bool = False
    settings: dict[str, Any] = field(default_factory=dict)

    def save(self, checkpoint: Checkpoint) -> None:
        """Keep the state after an epoch."""
        if self.path:
            checkpoint.fingerprint, checkpoint.settings = self.fingerprint, self.settings
            checkpoint.save(self.path)

    def load(self) -> Checkpoint | None:
        """The state to continue from. Raises RunError when it is of other films or settings, or when there is none to
        finish.
        """
        if not self.path or not self.path.exists():
            if self.finish:
                raise RunError("The run has no checkpoint to make a model of. Resume it, or start a new run.")
            return None
        checkpoint = load(self.path)
        if changed := self._changed(checkpoint.settings):
            raise RunError(
                f"The settings have changed since {self.path} was written ({changed}). Set them back, or start a new"
                " run."
            )
        if checkpoint.fingerprint != self.fingerprint:
            raise RunError(f"The films have changed since {self.path} was written. Start a new run.")
        return checkpoint

    def _changed(self, before: dict[str, Any]) -> str:
        """The settings that are not as they were: "epochs was 3 and is 9"."""
        now = json.loads(json.dumps(self.settings))
        names = [name for name in {**before, **now} if before.get(name) != now.get(name)]
        return ", ".join(f"{name} was {before.get(name)} and is {now.get(name)}" for name in names)
