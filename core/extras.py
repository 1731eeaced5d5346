"""Packages that not everyone installs, and the one sentence for whoever lacks one."""

import importlib.util
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from .errors import PackageError

_LIBRARY = __name__.partition(".")[0]
INSTALLED = _LIBRARY != "core"  # the wheel calls this package genrelens
CHECKOUT = "checkout"  # what the wheel has no extra for
_FILES = {"ray": "requirements-ray.txt"}


def remedy(extra: str) -> str:
    """What brings the packages of an extra (``tables``, ``posters``, ``ray`` and others), or of ``CHECKOUT``, here."""
    if not INSTALLED:
        return f"pip install -r {_FILES.get(extra, 'requirements.txt')}"
    return "work from a checkout of GenreLens" if extra == CHECKOUT else f"pip install 'genrelens[{extra}]'"


@contextmanager
def needs(what: str, extra: str) -> Iterator[None]:
    """Turn the lack of a package, while the block runs, into a PackageError that says what brings it.

    ``what``: the command, option or method that needs it, in the user's words.
    """
    try:
        yield
    except ModuleNotFoundError as error:
        package = (error.name or "").partition(".")[0]
        ours = package in ("", _LIBRARY) or package in sys.stdlib_module_names
        if ours or importlib.util.find_spec(package):
            raise  # a module of ours, of Python, or inside an installed package: a bug
        raise PackageError(f"{what} needs {package}, which is not installed. To get it: {remedy(extra)}") from None
