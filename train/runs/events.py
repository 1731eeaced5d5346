"""What a run writes while it lives, one JSON object a line, and how to read it back."""

import json
import os
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

PROGRESS, STATUS, STOP, RESERVE = "progress.jsonl", "status.json", "stop", "reserve"
ENDINGS = ("done", "failed")
RESERVED = 64 * 1024  # bytes set aside, so that a run on a full disk can still say that it is full


class ProgressWriter:
    """Appends events to a run's progress file, and keeps the latest of them in an atomic status file.

    Each line is flushed, so a reader never waits for the next one. Going on after an interruption, the clock goes on
    from where it stood.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.began = time.monotonic()  # the clock may be set while a run trains
        self.status = status(folder) | {"ending": None}
        self.offset = float(self.status.get("seconds", 0.0))
        mend(folder)
        with suppress(OSError):
            (folder / RESERVE).write_bytes(os.urandom(RESERVED))

    def write(self, event: str, **values: Any) -> None:
        """Append one event; ``seconds`` of training so far are added."""
        if event == "restored":  # the clock goes on from the end of that epoch
            self.offset, self.began = float(self.status.get("epoch_seconds", 0.0)), time.monotonic()
        line = {"event": event, "seconds": round(self.offset + time.monotonic() - self.began, 2), **values}
        append(self.folder, line)
        if event not in ("step", "note"):
            self._update(line)

    def end(self, event: str, **values: Any) -> None:
        """Write the ending, even on a full disk: the space set aside for it is freed first."""
        (self.folder / RESERVE).unlink(missing_ok=True)
        mend(self.folder)  # what didn't fit may have left half a line
        self.write(event, **values)

    def _update(self, line: dict[str, Any]) -> None:
        kind = line["event"]
        self.status["seconds"] = line["seconds"]
        if kind == "phase":
            self.status["phase"] = line["name"]
        elif kind in ENDINGS:
            self.status["ending"] = line
        elif kind == "epoch":
            self.status |= {"epoch": line["epoch"], "step": line["step"], "epoch_seconds": line["seconds"]}
        save_status(self.folder, self.status)

    @property
    def stop_requested(self) -> bool:
        """Whether someone asked the run to stop."""
        return (self.folder / STOP).exists()


def mend(folder: Path) -> None:
    """End the line that a killed process left half-written."""
    path = folder / PROGRESS
    if path.exists() and not path.read_bytes().endswith(b"\n"):
        with path.open("a", encoding="utf-8") as stream:
            stream.write("\n")


def append(folder: Path, line: dict[str, Any]) -> None:
    """Add one line to a run's progress."""
    with (folder / PROGRESS).open("a", encoding="utf-8") as stream:
        stream.write(json.dumps(line) + "\n")


def status(folder: Path) -> dict[str, Any]:
    """The status file of a run: seconds, phase, epoch, step, ending; empty before the run has begun."""
    try:
        return dict(json.loads((folder / STATUS).read_text(encoding="utf-8")))
    except (FileNotFoundError, NotADirectoryError, ValueError):
        return {}


def save_status(folder: Path, values: dict[str, Any]) -> None:
    """Replace the status file in one step."""
    staging = folder / f".{STATUS}"
    staging.write_text(json.dumps(values), encoding="utf-8")
    os.replace(staging, folder / STATUS)


@dataclass
class Progress:
    """A run's progress as read back: what has happened so far.

    ``steps``: step, loss (of that step alone), words_per_second, seconds. ``epochs``: epoch, step, loss (mean of its
    steps), val_loss, val_micro_f1, val_map, words_per_second, memory_mb, seconds. ``planned``: the seconds that its
    epochs should have taken, see :func:`train.estimate.planned`.
    """

    config: dict[str, Any] = field(default_factory=dict)
    steps: list[dict[str, Any]] = field(default_factory=list)
    epochs: list[dict[str, Any]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    phase: str = "starting"
    total_steps: int = 0
    planned: float = 0.0
    ending: dict[str, Any] | None = None
    seconds: float = 0.0
    began_at: int = 0

    @property
    def share(self) -> float:
        """Share of the steps that are done, 0 to 1."""
        return min(1.0, self.steps[-1]["step"] / self.total_steps) if self.steps and self.total_steps else 0.0

    @property
    def seconds_left(self) -> float | None:
        """Time left at the pace since the process began, or None before there is a pace."""
        recent = self.steps[self.began_at :]
        if len(recent) < 2 or not self.total_steps:
            return None
        first, last = recent[0], recent[-1]
        if last["step"] <= first["step"] or last["seconds"] < first["seconds"]:
            return None
        pace = (last["seconds"] - first["seconds"]) / (last["step"] - first["step"])
        return pace * (self.total_steps - last["step"])

    @property
    def words_per_second(self) -> float | None:
        """Speed of the last epoch, or of the last step before the first epoch has ended."""
        latest = self.epochs[-1:] or self.steps[-1:]
        return latest[0].get("words_per_second") if latest else None

    @property
    def memory_mb(self) -> float | None:
        """Memory of the training process at its last epoch, in MB."""
        return self.epochs[-1].get("memory_mb") if self.epochs else None

    @property
    def best_epoch(self) -> int | None:
        """The epoch of the lowest validation loss so far, which is the one that is kept."""
        return min(self.epochs, key=lambda epoch: epoch["val_loss"])["epoch"] if self.epochs else None

    def add(self, event: dict[str, Any]) -> None:
        """Take in one line."""
        kind = event.pop("event")
        self.seconds = event["seconds"]
        if kind == "step":
            self.steps.append(event)
        elif kind == "epoch":
            self.epochs.append(event)
        elif kind == "note" and event["text"] not in self.notes:
            self.notes.append(event["text"])
        elif kind == "phase":
            self.phase = event["name"]
            self.total_steps = event.get("total_steps", self.total_steps)
            self.planned = event.get("planned", self.planned)
        elif kind == "resumed":
            self.ending, self.phase = None, "starting"
        elif kind == "restored":  # what came after the checkpoint is trained again
            self.steps = [step for step in self.steps if step["step"] <= event["step"]]
            self.epochs = [epoch for epoch in self.epochs if epoch["epoch"] <= event["epoch"]]
            self.began_at = len(self.steps)
        elif kind in ENDINGS:
            self.ending = {"event": kind, **event}


def _events(path: Path) -> Iterator[dict[str, Any]]:
    try:
        lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
    except (FileNotFoundError, NotADirectoryError):
        return
    for line in lines:
        with suppress(ValueError):  # the last line may still be on its way, and a killed process leaves half of one
            yield json.loads(line)


def read(folder: Path) -> Progress:
    """Everything that a run has written so far; an empty Progress before its first line."""
    progress = Progress()
    for event in _events(folder / PROGRESS):
        progress.add(event)
    return progress
