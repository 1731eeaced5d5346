"""A run's latest phase, epoch and ending in one small file: cheap to read for a whole list of runs."""

import json
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from core.tables.output import atomic
from train import small_files
from train.runs import progress_reader
from train.runs.events import Done, Ending, Epoch, Event, Failed, Phase, Resumed, from_dict, of_their_kind, to_dict
from train.runs.progress import Progress

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
    """The status of a run: that of one which has not begun without a file, that of its progress with a damaged one."""
    try:
        values = small_files.json_object(folder / STATUS)
        ending = from_dict(values.pop("ending")) if values.get("ending") else values.pop("ending", None)
        if not isinstance(ending, Ending | None):
            raise TypeError("the ending is another event")
        return Status(**of_their_kind(Status, values), ending=ending)
    except FileNotFoundError:
        return Status()
    except (OSError, ValueError, TypeError, KeyError):
        return _of_progress(progress_reader.read(folder))


def _of_progress(read: Progress) -> Status:
    """The same from all that a run has written."""
    status = Status(seconds=read.seconds, phase=read.phase, ending=read.ending)
    if not read.epochs:
        return status
    last = read.epochs[-1]
    return replace(status, epoch=last.epoch, step=last.step, epoch_seconds=last.seconds)


def save(folder: Path, status: Status) -> None:
    """Replace the status file in one step. Raises OSError."""
    ending = to_dict(status.ending) if status.ending else None
    text = json.dumps(asdict(status) | {"ending": ending})
    atomic.write_text(folder / STATUS, text, sync=False)  # progress.jsonl says all of it again
