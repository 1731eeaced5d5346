"""python -m train adapt --data FILE --columns genres=labels --out DIR"""

import argparse
import sys
import time
from pathlib import Path

import psutil

from core.amounts import amount
from core.errors import printable
from core.measure.metrics import NAMES
from core.tables.columns.choice import Columns
from data.sources import registry
from train.adapt import labels
from train.adapt.adapt import WAYS, adapt
from train.adapt.whole import FROM
from train.runs import control
from train.runs.events import Event, Listener, Phase
from train.runs.listeners.terminal import Terminal


def parser() -> argparse.ArgumentParser:
    """The options of ``adapt``."""
    result = argparse.ArgumentParser(
        prog="python -m train adapt", description="Teach a trained model labels of your own, from ten films up."
    )
    result.add_argument("--data", required=True, help="a table with plots and labels, or the name of a data set")
    result.add_argument("--columns", default="", metavar="ROLE=NAME,...", help="which column is which: genres=labels")
    result.add_argument("--out", type=Path, required=True, help="the model folder to write")
    result.add_argument(
        "--from", dest="source", type=Path, metavar="MODEL", help="the source (default: the active one)"
    )
    result.add_argument(
        "--labels",
        choices=labels.WAYS,
        default="",
        help="keep the names as they are, or bring them to IMDb's (default: as written, unless all are IMDb's)",
    )
    result.add_argument(
        "--way",
        choices=WAYS,
        default="",
        help=f"a new head in seconds, or the whole network in minutes (default: whole from {FROM:,} films on)",
    )
    result.add_argument("--films", type=int, default=0, metavar="N", help="learn from so many films, drawn at random")
    result.add_argument("--seed", type=int, default=0, metavar="S", help="of the draw and the folds (default: 0)")
    return result


class Clock:
    """Tells another listener all events, and keeps when each phase began; the first one with the process itself."""

    def __init__(self, told: Listener) -> None:
        self._told = told
        self._began = [("starting", psutil.Process().create_time())]

    def __call__(self, event: Event) -> None:
        """Tell of one event."""
        if isinstance(event, Phase):
            self._began.append((event.name, time.time()))
        self._told(event)

    def sentence(self) -> str:
        """How many seconds it took, and what they went to."""
        ends = [began for _, began in self._began[1:]] + [time.time()]
        parts = [f"{name} {end - began:.1f}" for (name, began), end in zip(self._began, ends, strict=True)]
        return f"It took {ends[-1] - self._began[0][1]:.1f} seconds: {', '.join(parts)}."


def main(arguments: list[str]) -> int:
    """Adapt, and print how good the model is and what the seconds went to."""
    options = parser().parse_args(arguments)
    control.check_writable()
    clock = Clock(Terminal())
    clock(Phase("reading the table"))
    table = registry.load(options.data, Columns.parse(options.columns))
    films = labels.read(table, options.labels)
    source = options.source or control.active()
    evaluation = adapt(films, source, options.out, clock, options.films, options.seed, options.way)
    shown = ("micro_f1", "macro_f1", "map", "ece")
    figures = ", ".join(f"{NAMES[name]} {evaluation.metrics[name]:.3f}" for name in shown)
    told = f"{options.out}: {figures}, on {amount(len(evaluation.y_true), 'film')}"
    sys.stdout.write(f"{printable(told)}\n{clock.sentence()}\n")
    return 0
