"""How every benchmark starts: one command line, one place for its results, one model, one quick mode."""

import argparse
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from recipe.shared import SHARED

ROOT = Path(__file__).resolve().parents[1]
DOCS, QUICK = ROOT / "docs", ROOT / "build" / "quick"
SHIPPED = ROOT / "models" / "default"
SHARED_PLOTS = SHARED / "plots.csv.gz"
OPEN_PLOTS = ROOT / "data" / "open_plots" / "plots.csv"


@dataclass(frozen=True)
class Option:
    """One option of a benchmark: its value in a measurement, and in a quick look."""

    name: str
    value: Any
    quick: Any
    help: str

    @property
    def flag(self) -> str:
        """The option as it is typed."""
        return "--" + self.name.replace("_", "-")

    def add_to(self, parser: argparse.ArgumentParser) -> None:
        """Add it without a default, so that it is known whether it was typed."""
        several = isinstance(self.value, list)
        kind = type(self.value[0] if several else self.value)
        default = " ".join(map(str, self.value)) if several else self.value
        text = f"{self.help} (default: {default})"
        parser.add_argument(self.flag, type=kind, nargs="+" if several else None, help=text)


@dataclass(frozen=True)
class Benchmark:
    """A benchmark's command line.

    ``module``: its name, such as benchmarks.load.readers. ``page``: the file below docs/ that it writes, if it writes
    one. ``of_model``: whether it measures a model that is already trained. ``quick``: whether it has a quick mode.
    """

    module: str
    about: str | None
    options: Sequence[Option] = ()
    page: str = ""
    of_model: bool = False
    quick: bool = True

    def parser(self) -> argparse.ArgumentParser:
        """The options that all benchmarks share, and this one's own; a benchmark may add switches to it."""
        os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")  # TensorFlow is imported late; its notices are not results
        result = argparse.ArgumentParser(
            prog=f"python -m {self.module}",
            description=self.about,
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        if self.quick:
            result.add_argument("--quick", action="store_true", help="a little of everything, to see that it works")
        if self.of_model:
            text = "folder of the model to measure (default: models/default)"
            result.add_argument("--model", type=Path, default=SHIPPED, metavar="FOLDER", help=text)
        if self.page:
            text = f"folder of {self.page}, which it writes (default: docs, or build/quick with --quick)"
            result.add_argument("--out", type=Path, metavar="FOLDER", help=text)
        for option in self.options:
            option.add_to(result)
        return result

    def parse(
        self, arguments: list[str] | None = None, parser: argparse.ArgumentParser | None = None
    ) -> argparse.Namespace:
        """What was typed, defaults filled in; with ``page``, the file to write, and ``command``, to run it again."""
        typed = (parser or self.parser()).parse_args(arguments)
        quick = self.quick and typed.quick
        words = [f"python -m {self.module}"]
        for option in self.options:
            if getattr(typed, option.name) is None:
                setattr(typed, option.name, option.quick if quick else option.value)
            value = getattr(typed, option.name)
            words += [option.flag, *map(_as_typed, value if isinstance(value, list) else [value])]
        typed.command = " ".join([*words, *(["--quick"] if quick else [])])
        if self.of_model:
            typed.model = typed.model.resolve()  # some benchmarks work in other folders
        if self.page:
            typed.page = (typed.out or (QUICK if quick else DOCS)) / self.page
        return typed


def _as_typed(value: object) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)
