"""What a run reports while it lives: one class per kind of event, and its line in progress.jsonl."""

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass, field, fields
from functools import cache
from typing import Any

from core.model.network.settings import LARGEST

CLOCKS, LONGEST = ("seconds", "planned", "epoch_seconds"), 1e10  # the fields that are seconds, and their most


@dataclass(frozen=True)
class Event:
    """Something that happened in a run; ``seconds`` of training so far are filled in when it is broadcast."""

    seconds: float = field(default=0.0, kw_only=True)


Listener = Callable[[Event], None]


@dataclass(frozen=True)
class Phase(Event):
    """The next part of the job begins. Training says how many steps it has and how many seconds were planned."""

    name: str
    total_steps: int = 0
    planned: float = 0.0


@dataclass(frozen=True)
class Step(Event):
    """A training step has ended; ``loss`` is that of this batch alone."""

    step: int
    loss: float
    words_per_second: float = 0.0


@dataclass(frozen=True)
class Epoch(Event):
    """An epoch has ended; ``loss`` is the mean over its steps, the rest was measured on validation after it."""

    epoch: int
    step: int
    loss: float
    val_loss: float
    val_micro_f1: float = float("nan")
    val_map: float = float("nan")
    words_per_second: float = 0.0
    memory_mb: float = 0.0


@dataclass(frozen=True)
class Note(Event):
    """Something that the user should know, such as the genres that were left out."""

    text: str


@dataclass(frozen=True)
class Resumed(Event):
    """Someone asked an interrupted run to continue."""


@dataclass(frozen=True)
class Restored(Event):
    """Training continues from the checkpoint of this epoch; whatever came after it is trained again."""

    epoch: int
    step: int


@dataclass(frozen=True)
class Done(Event):
    """The model is saved in the folder ``model``; ``stopped`` before the last epoch, it can still be resumed."""

    metrics: dict[str, float]
    model: str = ""
    stopped: bool = False


@dataclass(frozen=True)
class Failed(Event):
    """The run ended without a model; ``message`` is one sentence for the user. ``stopped``: because it was asked to."""

    message: str = ""
    stopped: bool = False


Ending = Done | Failed
KINDS: dict[str, type[Event]] = {
    kind.__name__.lower(): kind for kind in (Phase, Step, Epoch, Note, Resumed, Restored, Done, Failed)
}


def values(event: Event) -> dict[str, Any]:
    """The event's own fields, without the seconds."""
    return {name: value for name, value in asdict(event).items() if name != "seconds"}


def to_dict(event: Event) -> dict[str, Any]:
    """Plain values for JSON; ``event`` names the kind."""
    return {"event": type(event).__name__.lower(), **asdict(event)}


def from_dict(line: dict[str, Any]) -> Event:
    """The event of :func:`to_dict`; fields that this version doesn't know are left out.

    Raises KeyError for another kind, TypeError when a field is missing or holds something else.
    """
    kind = KINDS[line["event"]]
    return kind(**of_their_kind(kind, line))


def of_their_kind(kind: Any, values: dict[str, Any]) -> dict[str, Any]:
    """The values of a dataclass's fields, other names left out. Raises TypeError for one that is of another kind."""
    known = {name: values[name] for name in _kinds(kind) if name in values}
    for name, value in known.items():
        if not _is(_kinds(kind)[name], value) or (name in CLOCKS and not abs(value) < LONGEST):
            raise TypeError(f"{name} is {str(value)[:40]!r}")
    return known


@cache
def _kinds(kind: Any) -> dict[str, Any]:
    """What each field of a dataclass holds."""
    return {setting.name: setting.type for setting in fields(kind)}


def _is(expected: Any, value: Any) -> bool:
    """Whether a value from JSON fits a field: a whole number counts as any number, and a switch as none."""
    if expected == dict[str, float]:
        return isinstance(value, dict) and all(_is(float, number) for number in value.values())
    if type(value) is int:
        return expected in (int, float) and abs(value) < LARGEST
    return type(value) is expected


def to_line(event: Event) -> str:
    """The event as one line of JSON, newline included."""
    return json.dumps(to_dict(event)) + "\n"


def from_line(line: str) -> Event | None:
    """The event of a line; None for half a line, which a killed process leaves, and for what isn't an event."""
    try:
        return from_dict(json.loads(line))
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
