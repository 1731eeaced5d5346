"""python -m core predict "some plot" | predict FILE.csv --out OUT.csv | explain "some plot" | evaluate FILE.csv

Whether new plots are still like those that the model learnt from: python -m core drift FILE.csv

A catalogue of Parquet files, here or on a Ray cluster: python -m core predict FOLDER --out FOLDER [--engine ray]
Installed, the same commands are ``genrelens predict ...`` or ``python -m genrelens predict ...``.
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from . import __version__
from .commands import drift, evaluate, explain, predict
from .exit_code import exit_code
from .extras import needs

# Pandas, scikit-learn and SHAP are imported by the commands that need them: a prediction must not wait for them.
COMMANDS = {"predict": predict, "explain": explain, "evaluate": evaluate, "drift": drift}


def program() -> str:
    """What people type to start this: ``genrelens``, or ``python -m`` and the library's name."""
    command = Path(sys.argv[0]).stem
    return command if command == "genrelens" else f"python -m {__package__}"


def parser() -> argparse.ArgumentParser:
    """Four commands, all of which take ``--model``."""
    result = argparse.ArgumentParser(prog=program(), description="Genres of plots, and which words said so.")
    result.add_argument("--version", action="version", version=f"GenreLens {__version__}")
    commands = result.add_subparsers(dest="command", required=True, metavar=" | ".join(COMMANDS))
    for command in COMMANDS.values():
        command.add(commands)
    return result


def main(arguments: Sequence[str] | None = None) -> int:
    """Entry point of the command line."""

    def act() -> int | None:
        options = parser().parse_args(arguments)
        with needs(options.command, "evaluate" if options.command in ("evaluate", "drift") else "tables"):
            return COMMANDS[options.command].run(options)

    return exit_code(act)


def run() -> int:
    """The command ``genrelens``: :func:`main` on a terminal, whatever signs it can show."""
    sys.stdout.reconfigure(errors="replace")  # type: ignore[union-attr]  # a plot may hold what the terminal can't show
    return main()
