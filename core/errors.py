"""The errors a user can cause. Each carries one sentence: what was wrong, and what to do."""

from collections.abc import Iterable
from itertools import islice


class PlotError(ValueError):
    """A plot that no genre can be predicted for."""


class ArtifactError(ValueError):
    """A model folder that is missing, damaged, or of another format."""


class GloveError(ValueError):
    """A file of word vectors that is missing or unreadable."""


class FileError(ValueError):
    """A table of plots that can't be read, or a file that can't be written."""


class EngineError(ValueError):
    """An engine that is not installed, or a cluster that can't be reached."""


def listed(names: Iterable[object]) -> str:
    """Names of columns for a message: the first twenty, each printable and cut after forty signs."""
    first = list(islice(names, 21))
    return ", ".join(printable(str(name)[:40]) for name in first[:20]) + (", ..." if len(first) > 20 else "")


def printable(message: object) -> str:
    """A message as one line without control characters: a file's name or header may hold some."""
    return "".join(c if c.isprintable() else " " for c in " ".join(str(message).split()))
