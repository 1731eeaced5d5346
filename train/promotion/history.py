"""Who promoted which model, when and why: a line of JSON for each promotion, only ever added.

A line is on the disk before the model answers. One whose promotion was killed in between is told by what came after:
each line names the model that answered before it.
"""

import getpass
import json
import os
from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from datetime import UTC, datetime
from pathlib import Path

FILE = "promotions.jsonl"  # below the folder of models
LONGEST = 2_000  # characters of a reason
LARGEST = 20_000_000  # bytes that are read, from the end


@dataclass(frozen=True)
class Promotion:
    """``model`` and ``before`` are folders below that of the models. ``figures``: how good the model was said to be.

    ``failed``: plots that it had to pass and did not, ``override``: the reason why it was promoted all the same.
    ``back``: whether it goes back to an earlier model.
    """

    at: str
    who: str
    why: str
    model: str
    version: str
    before: str
    figures: str = ""
    failed: int = 0
    override: str = ""
    back: bool = False


def now() -> str:
    """The time, as ISO 8601."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def me() -> str:
    """The name of whoever runs this process."""
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):  # a user without a name
        return "somebody"


def add(promotion: Promotion, models: Path) -> None:
    """Write a line, on the disk when this returns. Raises OSError."""
    line = json.dumps({name: _cut(value) for name, value in asdict(promotion).items()}, ensure_ascii=False)
    with (models / FILE).open("ab+") as stream:
        if stream.tell():
            stream.seek(-1, os.SEEK_END)
            line = line if stream.read(1) == b"\n" else f"\n{line}"  # a line that was cut off stays alone
        stream.write(f"{line}\n".encode("utf-8", "replace"))
        stream.flush()
        os.fsync(stream.fileno())


def _cut(value: object) -> object:
    return value[:LONGEST] if isinstance(value, str) else value


def read(models: Path, active: str) -> list[Promotion]:
    """The promotions that took effect, the oldest first; ``active``: the folder of the model that answers now.

    Lines that are damaged, and those whose promotion did not happen, are passed over.
    """
    lines = _lines(models / FILE)
    following = [*(promotion.before for promotion in lines), active][1:]
    return [promotion for promotion, then in zip(lines, following, strict=True) if then == promotion.model]


def _lines(path: Path) -> list[Promotion]:
    if not path.is_file():
        return []
    with path.open("rb") as stream:
        stream.seek(max(stream.seek(0, os.SEEK_END) - LARGEST, 0))
        lines = stream.read().decode("utf-8", "replace").splitlines()
    return [promotion for promotion in map(_promotion, lines) if promotion]


def _promotion(line: str) -> Promotion | None:
    try:
        values = json.loads(line)
        promotion = Promotion(**{field.name: values[field.name] for field in fields(Promotion)})
    except (ValueError, TypeError, KeyError, RecursionError):
        return None
    right = all(type(getattr(promotion, field.name)) is field.type for field in fields(Promotion))
    return promotion if right else None


def earlier(promotions: Sequence[Promotion]) -> str:
    """The folder to go back to: that before the last promotion which nobody has taken back; empty where none is."""
    stack: list[str] = []
    for promotion in promotions:
        if not promotion.back and promotion.before != promotion.model:
            stack.append(promotion.before)
        elif promotion.back and stack:
            stack.pop()
    return stack[-1] if stack else ""
