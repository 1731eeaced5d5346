"""A run's latest phase, epoch and ending in one small file: cheap to read for a whole list of runs."""

import json
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from core.tables import atomic
from train.runs.events import Done, Ending, Epoch, Event, Failed, Phase, Resumed, from_dict, to_dict

STATUS = "status.json"


@dataclass(frozen=True)
class Status:
    """Where a run is; ``epoch_seconds``: seconds of training at the end of its last epoch."""

    seconds: float = 0.0
    phase: str = "starting"
    epoch: int = 0
    step: int = 0
    epoch_seconds: float = 0.0
    ending: Ending | None = None

    def after(self, event: Event) -> "Status":
        """The status once an event has happened."""
        now = replace(self, seconds=event.seconds)
        match event:
            case Phase(name):
                return replace(now, phase=name)
            case Epoch():
                return replace(now, epoch=event.epoch, step=event.step, epoch_seconds=event.seconds)
            case Resumed():
                return replace(now, phase="starting", ending=None)
            case Done() | Failed():
                return replace(now, ending=event)
        return now


def read(folder: Path) -> Status:
    """The status of a run; that of one which has not begun where there is no file or a damaged one."""
    try:
        values = json.loads((folder / STATUS).read_text(encoding="utf-8"))
        return Status(**values | {"ending": from_dict(values["ending"]) if values.get("ending") else None})
    except (OSError, ValueError, TypeError, KeyError):
        return Status()


def save(folder: Path, status: Status) -> None:
    """Replace the status file in one step. Raises OSError."""
    ending = to_dict(status.ending) if status.ending else None
    text = json.dumps(asdict(status) | {"ending": ending})
    atomic.write_text(folder / STATUS, text, sync=False)  # progress.jsonl says all of it again
