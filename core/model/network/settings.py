"""A setting: its default, its help, the values it may take. Form, command line and check read them from here."""

import math
from dataclasses import Field, dataclass, field, fields
from typing import Any

LARGEST = 2**53  # above it, not every whole number is a float


@dataclass(frozen=True)
class Bounds:
    """The range of a number: ``least`` and ``most`` belong to it, ``above`` and ``below`` do not."""

    least: float | None = None
    above: float | None = None
    most: float | None = None
    below: float | None = None

    def allow(self, value: float) -> bool:
        """Whether a value lies within."""
        return not (
            (self.least is not None and value < self.least)
            or (self.above is not None and value <= self.above)
            or (self.most is not None and value > self.most)
            or (self.below is not None and value >= self.below)
        )

    def __str__(self) -> str:
        """``at least 0 and below 1``, ``between 0 and 1``; empty where every number will do."""
        if self.least is not None and self.most is not None:
            return f"between {self.least:,} and {self.most:,}"
        limits = (("at least", self.least), ("above", self.above), ("at most", self.most), ("below", self.below))
        return " and ".join(f"{words} {limit:,}" for words, limit in limits if limit is not None)


def described(
    default: Any, text: str, bounds: Bounds | None = None, choices: tuple[str, ...] = (), step: float | None = None
) -> Any:
    """A dataclass field with its help, bounds or choices; ``step`` is what the form's + and - add."""
    metadata = {"help": text, "bounds": bounds or Bounds(), "choices": choices, "step": step}
    return field(default=default, metadata=metadata)


def allowed(setting: Field) -> str:
    """What a setting may be, in words: ``at least 1``, ``title or random``; empty where anything will do."""
    return " or ".join(setting.metadata["choices"]) or str(setting.metadata["bounds"])


def problem(settings: Any) -> str:
    """What is wrong with the first value that can't be used, as a sentence; empty when all of them can."""
    return next(
        filter(None, (_problem(setting, getattr(settings, setting.name)) for setting in _described(settings))), ""
    )


def _described(settings: Any) -> list[Field]:
    return [setting for setting in fields(settings) if setting.metadata]


def _problem(setting: Field, value: Any) -> str:
    """A whole number counts as any number; a switch is no number."""
    default = setting.default
    kinds = (int, float) if isinstance(default, float) else (type(default),)
    if type(value) not in kinds or (isinstance(value, float) and not math.isfinite(value)):
        return f"{setting.name} is {repr(value)[:80]}; it must be of the same kind as its default, {default!r}."
    if isinstance(value, int) and abs(value) > LARGEST:
        return f"{setting.name} is too large; it must be {setting.metadata['bounds']}, such as {default}."
    choices, bounds = setting.metadata["choices"], setting.metadata["bounds"]
    if choices and value not in choices:
        return f"{setting.name} is {value[:80]!r}; it must be {allowed(setting)}."
    if isinstance(value, int | float) and not bounds.allow(value):
        example = f", such as {default}" if bounds.above is not None else ""
        return f"{setting.name} is {value}; it must be {bounds}{example}."
    return ""
