"""The errors a user can cause. Each carries one sentence: what was wrong, and what to do."""

from collections.abc import Iterable
from itertools import islice


class GenreLensError(Exception):
    """What a user can cause and mend: shown as one sentence. Everything else is a bug and ends in a traceback."""


class PlotError(GenreLensError):
    """A plot that no genre can be predicted for."""


class ArtifactError(GenreLensError):
    """A model folder that is missing, damaged, or of another format."""


class GloveError(GenreLensError):
    """A file of word vectors that is missing or unreadable."""


class TableError(GenreLensError):
    """A table of films that can't be read or used, or a file that can't be written."""


class OptionError(GenreLensError, ValueError):
    """An explanation method, a scale or another choice that there is none of."""


class PosterError(GenreLensError):
    """A poster that is no image, or none that can be read within bounds."""


class EngineError(GenreLensError):
    """An engine that is not installed, or a cluster that can't be reached."""


class PackageError(GenreLensError):
    """A package that is not installed and that what was asked for needs."""


def listed(names: Iterable[object]) -> str:
    """Names of columns for a message: the first twenty, each printable and cut after forty signs."""
    first = list(islice(names, 21))
    return ", ".join(printable(str(name)[:40]) for name in first[:20]) + (", ..." if len(first) > 20 else "")


def printable(message: object, *, lines: bool = False) -> str:
    """A message as one line (or as its ``lines``) without control characters: a file's name or header may hold some."""
    text = str(message) if lines else " ".join(str(message).split())
    return "".join(sign if sign.isprintable() or sign == "\n" else " " for sign in text)
