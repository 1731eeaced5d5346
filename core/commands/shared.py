"""What the commands share: which model answered, the columns a person chose, and what a terminal may show."""

import argparse
import os
import shlex
from pathlib import Path

from ..errors import printable
from ..model.classifier import DEFAULT_MODEL, GenreClassifier
from ..model.folder.promoted import promoted
from ..tables.columns.choice import Columns


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
