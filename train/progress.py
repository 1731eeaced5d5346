"""What a run writes while it lives, one JSON object a line, and how to read it back."""

import json
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

PROGRESS = "progress.jsonl"
STOP = "stop"
ENDINGS = ("done", "failed")


class ProgressWriter:
    """Appends events to a run's progress file; each line is flushed, so a reader never waits for the next one."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.started = time.time()

    def write(self, event: str, **values: Any) -> None:
        """Append one event; ``seconds`` since the start is added."""
        line = {"event": event, "seconds": round(time.time() - self.started, 2), **values}
        with (self.folder / PROGRESS).open("a", encoding="utf-8") as stream:
            stream.write(json.dumps(line) + "\n")

    @property
    def stop_requested(self) -> bool:
        """Whether someone asked the run to stop."""
        return (self.folder / STOP).exists()


@dataclass
class Progress:
    """A run's progress as read back: what has happened so far."""

    config: dict[str, Any] = field(default_factory=dict)
    steps: list[dict[str, Any]] = field(default_factory=list)
    epochs: list[dict[str, Any]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    phase: str = "starting"
    total_steps: int = 0
    ending: dict[str, Any] | None = None
    seconds: float = 0.0

    @property
    def share(self) -> float:
        """Share of the steps that are done, 0 to 1."""
        return min(1.0, self.steps[-1]["step"] / self.total_steps) if self.steps and self.total_steps else 0.0

    @property
    def seconds_left(self) -> float | None:
        """Time left at the pace so far, or None before there is a pace."""
        if not self.steps or not self.total_steps:
            return None
        first, last = self.steps[0], self.steps[-1]
        done = last["step"] - first["step"]
        if done <= 0:
            return None
        return (last["seconds"] - first["seconds"]) / done * (self.total_steps - last["step"])


def _events(path: Path) -> Iterator[dict[str, Any]]:
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        return
    for line in lines:
        try:
            yield json.loads(line)
        except ValueError:  # the last line may still be on its way
            return


def read(folder: Path) -> Progress:
    """Everything that a run has written so far; an empty Progress before its first line."""
    progress = Progress()
    for event in _events(folder / PROGRESS):
        kind = event.pop("event")
        progress.seconds = event["seconds"]
        if kind == "step":
            progress.steps.append(event)
        elif kind == "epoch":
            progress.epochs.append(event)
        elif kind == "note":
            progress.notes.append(event["text"])
        elif kind == "phase":
            progress.phase = event["name"]
            progress.total_steps = event.get("total_steps", progress.total_steps)
        elif kind in ENDINGS:
            progress.ending = {"event": kind, **event}
    return progress
