"""What the commands share: which model answered, the columns a person chose, and what a terminal may show."""

import argparse
import os
import shlex
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ..errors import printable
from ..model.classifier import DEFAULT_MODEL, GenreClassifier
from ..model.folder.promoted import promoted
from ..tables.columns.choice import Columns

WIDTH = 30  # of a genre's name


def take_model(command: argparse.ArgumentParser) -> None:
    """``--model``, which every command has."""
    command.add_argument("--model", type=Path, default=DEFAULT_MODEL, metavar="DIR", help="model folder")


def take_table(command: argparse.ArgumentParser) -> None:
    """``--columns`` and ``--encoding``, which every command has that reads a table."""
    command.add_argument(
        "--columns", default="", help="which column is which, as plot=overview,genres=genre; the rest is guessed"
    )
    command.add_argument("--encoding", default="", help="of the file's text, such as cp1252 (default: UTF-8)")


def by(classifier: GenreClassifier) -> str:
    """Which model answered and, where the app's is another, how to use that one."""
    folder = classifier.artifact.folder
    told = f"Model: {folder}, version {classifier.version}."
    apps = promoted(Path(os.environ.get("GENRELENS_MODELS", DEFAULT_MODEL.parent)))
    if folder == DEFAULT_MODEL and apps and apps.resolve() != DEFAULT_MODEL.resolve():
        told += f" The app uses another one: add --model {shlex.quote(str(apps))}"
    return printable(told)


def plot_column_of(options: argparse.Namespace) -> str | None:
    """The column with the plots, if a person has chosen one: by ``--text-column`` or in ``--columns``."""
    return options.text_column or Columns.parse(options.columns).plot or None


def print_table(
    classifier: GenreClassifier, y_score: NDArray[np.floating], chosen: Sequence[str], thresholds: NDArray[np.floating]
) -> None:
    """Print every genre's probability and threshold, both [genres], the likeliest first; ``chosen`` ones are marked."""
    print(f"  {'genre':<{WIDTH}} probability  threshold")
    for g in (-y_score).argsort(kind="stable"):
        genre, limit = (
            str(classifier.classes_[g]),
            f"{thresholds[g]:9.3f}" if np.isfinite(thresholds[g]) else "     none",
        )
        print(f"{'*' if genre in chosen else ' '} {genre:<{WIDTH}} {y_score[g]:11.3f}  {limit}")
