"""Where a command writes must not be what it reads: one check for every command that does both."""

import os
from collections.abc import Iterable, Mapping
from pathlib import Path

from ...errors import TableError


def check_apart(outputs: Mapping[str, Iterable[Path | None]], inputs: Iterable[str | Path]) -> None:
    """Raise TableError when an output is an input or another output, lies in one, or has one in it.

    ``outputs``: the option that names them -> their places; None is none. Links are followed, and a file that has two
    names is one. What does not exist yet is told by its path.
    """
    inputs = list(inputs)
    read = {mark: place for place in inputs for mark in _marks(place)}
    above = {parent: place for place in inputs for parent in _real(place).parents}
    written: dict[object, str] = {}
    for option, paths in outputs.items():
        for out in filter(None, paths):
            if clash := _clash(out, read, above, written):
                raise TableError(f"{option} is {out}, which {clash}. Choose another place for it.")
            written |= dict.fromkeys(_marks(out), f"{option} {out}")


def _clash(
    out: Path, read: Mapping[object, str | Path], above: Mapping[Path, str | Path], written: Mapping[object, str]
) -> str:
    """What an output would destroy, as the end of a sentence; empty for nothing."""
    real = _real(out)
    for mark in _marks(out):
        if mark in read:
            return f"is the input {read[mark]}"
        if mark in written:
            return f"is also {written[mark]}"
    if folder := next((parent for parent in real.parents if parent in read), None):
        return f"lies in the input {read[folder]}"
    return f"holds the input {above[real]}" if real in above else ""


def _real(place: str | Path) -> Path:
    return Path(os.path.realpath(place))


def _marks(place: str | Path) -> tuple[object, ...]:
    """What tells a place from others: its path, and the file that is there now, whatever else it is called."""
    try:
        there = os.stat(place)
    except (OSError, ValueError):
        return (_real(place),)
    return (_real(place), (there.st_dev, there.st_ino))
