"""What does the worst input of each door cost? python -m benchmarks.load.doors

Makes files or a text for each way in that would take much memory or time without a bound, and hands them to that door
in a process of its own. Writes the table of docs/load.md: the door, its bound, how much more memory than before it took
at its peak, and the longest time without a look at a bar that can be stopped (or all of it, where there is none).
"""

import functools
import json
import multiprocessing
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks import page
from benchmarks.load import hostile_models as worst
from benchmarks.load import hostile_networks, hostile_tables
from benchmarks.load.bombs import Inputs
from benchmarks.start import SHIPPED, Benchmark

if TYPE_CHECKING:
    from core.model.classifier import GenreClassifier

MOST_MB, MOST_SECONDS, LONGEST = 200, 10, 600
LOADED = [
    "core.tag.parquet", "dashboard.state.cache.films.tables", "data.quality.describe", "train.runs.control", "openpyxl",
    "benchmarks.load.languages", __name__,
]  # fmt: skip
PATIENCE, BATCH = 60, 0.3  # seconds of work after which a table is stopped, and a batch, whose memory does not grow
BENCHMARK = Benchmark(__spec__.name, __doc__, page="load.md")
COLUMNS = ("door", "its worst input", "bound", "memory above what there was, MB:", "seconds:", "answer")
Act = Callable[[Path], object]


class Stopped(Exception):
    """Somebody has clicked on *Stop*."""


class Looks:
    """What a bar hears: ``longest`` is the time between two looks at it, in seconds, and ``busiest`` how long the
    processor worked between two, whatever else the machine did meanwhile.
    """

    def __init__(self) -> None:
        self.last, self.longest, self.busiest = time.perf_counter(), 0.0, 0.0
        self.began = self.worked = time.process_time()

    def __call__(self, *told: object) -> None:
        """Note a look; raises Stopped when it has taken too long."""
        now, worked = time.perf_counter(), time.process_time()
        self.longest, self.last = max(self.longest, now - self.last), now
        self.busiest, self.worked = max(self.busiest, worked - self.worked), worked
        if worked - self.began > PATIENCE:
            raise Stopped

    def enough(self) -> bool:
        """For a batch: whether it is stopped."""
        self()
        return self.worked - self.began > BATCH


@dataclass(frozen=True)
class Door:
    """A way in: ``inputs`` are its worst ones and how each is made, ``ready`` does what the app has done before,
    ``act`` hands one over and returns or raises what a visitor gets.
    """

    name: str
    worst: str
    bound: str
    inputs: Callable[[], Inputs]
    act: Callable[[Path, Looks], object]
    ready: Act = lambda folder: None
    most_seconds: float = MOST_SECONDS


def one(make: Act) -> Callable[[], Inputs]:
    """The inputs of a door that has one: a folder, which ``make`` fills."""

    def write(folder: Path) -> None:
        folder.mkdir()
        make(folder)

    return lambda: {"folder": write}


def _a_table(folder: Path) -> object:
    """What the app has done before it reads the first hostile table: the same with a good one."""
    import io

    import openpyxl
    import pandas as pd
    import pyarrow.parquet  # noqa: F401

    plots = ["A ghost haunts a house."] * 19 + [
        "Ein Gespenst geht in einem alten Wirtshaus um."
    ]  # loads what tells languages
    good, book = pd.DataFrame({"plot": plots, "genres": "Horror"}), io.BytesIO()
    openpyxl.Workbook().save(book)
    path = folder.with_name("good.csv")
    good.to_csv(path, index=False)
    return _table(path, Looks())


@functools.cache
def _model() -> "GenreClassifier":
    """The shipped model, which the app has open."""
    from core.model.classifier import GenreClassifier

    return GenreClassifier.load(SHIPPED)


def _table(path: Path, looks: Looks) -> object:
    """A table on the page of Batch, then read and described on Explore, then tagged."""
    from core.errors import GenreLensError
    from core.tables.whole import read_head
    from core.tag.parquet import tag_to_parquet
    from dashboard.state.cache.by_bytes import held
    from dashboard.state.cache.films import tables
    from dashboard.state.cache.films.tables import MOST_CELLS
    from data.schema import read_table

    try:
        held(("preview", path), lambda: read_head(path))
        looks()
        table = held(("table", path), lambda: read_table(path, most=MOST_CELLS, progress=looks))
        looks()
        tables.description(table)
        answer = f"{len(table):,} films"
    except GenreLensError as error:
        answer = str(error)
    except Stopped:
        answer = "stopped"
    looks.began = time.process_time()
    looks()
    try:
        out = path.with_name(f"{path.name}.out")
        tag_to_parquet(path, out, None, _model(), progress=looks, stop=looks.enough)
    except GenreLensError:
        pass
    looks()
    return answer


CELLS = "1,000 columns; 70 MB of cells on Explore and Review; 200 rows or 4 MB for a preview"
TABLES = {
    "a million columns, 200,000 equal ones, rows that are short": ("CSV", CELLS, hostile_tables.columns),
    "millions of tiny rows, one cell of 60 MB, marks never closed": (
        "CSV, its rows", f"{CELLS}; 4 million characters a line, 8 million a record", hostile_tables.rows
    ),
    "100 plots of 200,000 characters of HTML, cells of 500,000 genres": (
        "CSV, its cells", "4 MB of rows at a time under a bar", hostile_tables.markup
    ),
    "900 MB in one or two; 67 MB of words; 20,000 members": (
        "gzip, bzip2, ZIP", "unpacks to 32 MB and 25 times its size; one member", hostile_tables.packed
    ),
    "a new key a row, 2.6 million lists a row, 10 million lines of none": (
        "JSON lines", "8 MB a line, of it 48 MB of lists and numbers; 1,000 keys", hostile_tables.json_lines
    ),
    "15 million lists, a million rows by columns, texts of 4 bytes a sign": (
        "JSON, one object or a list", "60 MB of text, 48 MB of lists and numbers; 16 MB an item",
        hostile_tables.json_documents,
    ),
    "one text for all rows, in lists, structures and dictionaries; nothing": (
        "Parquet", "16 MB decoded at a time; 8 MB a row; unpacks to 32 MB and 25 times its size", hostile_tables.parquet
    ),
    "a cell of 16 MB, far rows and columns, 1.5 million shared texts": (
        ".xlsx", "unpacks to 16 MB and 25 times its size; 1,048,576 rows", hostile_tables.workbook
    ),
    "lines of 100,000 cells": ("` ::: ` text", CELLS, hostile_tables.colons),
}  # fmt: skip
DOORS = (
    Door("Predict: a plot", "10.8 MB of text", "200,000 characters; kept answers together 64 MB",
         one(lambda folder: None), worst.typed, worst.a_plot, most_seconds=30),  # 4,000 words: 11 s on two cores
    *(Door(f"a table: {name}", worst_ones, bound, make, _table, _a_table)
      for worst_ones, (name, bound, make) in TABLES.items()),
    Door("opening a model: its small files", "90 MB of brackets, keys or words; arrays of 900 MB of zeros",
         "2 MB of JSON; 20 MB and 500,000 words; 40 MB of arrays",
         worst.model_files, worst.opened, worst.open_model),
    Door("opening a model: its network", "one number repeated 600 million times, a loop of days",
         "2 GB for all networks of a process; 5 s for a word, 60 s for a batch",
         hostile_networks.networks, worst.opened, worst.open_model),
    Door("Metrics: a model's evaluation.npz", "two arrays of 900 MB of zeros", "40 MB of arrays",
         one(worst.evaluation), worst.evaluated, worst.open_words),
    Door("Metrics, Words: a model's words.parquet", "one text of 7 KB in 200,000 rows",
         "200,000 rows, 20 million characters", one(worst.one_cell_in_every_row), worst.words, worst.open_words),
    Door("About: a model's README.md and history.csv", "80 MB of headings, 5 million columns",
         "2 MB; 100 columns", one(worst.history), worst.study_files, worst.open_words),
    Door("Training, Curves: a run's progress", "a million steps, 80 MB", "4,096 steps are kept",
         one(worst.long_progress), worst.curves, worst.no_curves),
    Door("Training: a run's files", "500,000 epochs; 60 MB of brackets in each small file",
         "10,000 epochs are kept; 1 MB a small file", one(worst.long_epochs), worst.runs, worst.no_curves),
    Door("Training: the time it would take", "films of 6 or 13 million words that occur once each",
         "70 MB of cells; 2 million characters are split and counted",
         hostile_tables.films_of_made_up_words, worst.estimated, worst.a_table),
    Door("a training: word vectors", "5,000 words of 40,000 numbers, packed", "2,000 numbers a word",
         one(worst.vectors), worst.embedded, worst.open_words),
)  # fmt: skip


def measure(door: Door, most: int = 1_000) -> dict[str, object]:
    """What a door's worst input costs in a process of its own: memory in MB above what there was, seconds, the
    processor's seconds; and its answer. ``most``: so many of its inputs at most, from first to last by name.

    The process is forked off one that has loaded :data:`LOADED` and done nothing with it.
    """
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(LOADED)
    with tempfile.TemporaryDirectory() as name:
        folder, said = Path(name) / "inputs", Path(name) / "costs.jsonl"
        folder.mkdir()
        inputs = sorted(door.inputs().items())
        for file, write in inputs[:: -(-len(inputs) // most)]:
            write(folder / file)
        process = context.Process(target=child, args=(door.name, folder, said))
        process.start()
        process.join(LONGEST)
        process.kill()
        process.join()
        costs = [json.loads(line) for line in said.read_text().splitlines()] if said.exists() else []
    if process.exitcode:
        never = dict.fromkeys(("mb", "seconds", "processor_seconds"), float("inf"))
        return {**never, "answer": f"ended with {process.exitcode} after {[cost['file'] for cost in costs]}"}
    worst = max(costs, key=lambda cost: cost["mb"])
    longest = {clock: max(cost[clock] for cost in costs) for clock in ("seconds", "processor_seconds")}
    return worst | longest | {"each": costs}


def child(name: str, folder: Path, said: Path) -> None:
    """Hand one door its inputs and write down what each cost."""
    door = next(door for door in DOORS if door.name == name)
    door.ready(folder)
    with said.open("w") as stream:
        for path in sorted(folder.iterdir()):
            stream.write(f"{json.dumps(_cost(door, path))}\n")
            stream.flush()


def _cost(door: Door, path: Path) -> dict[str, object]:
    from core.errors import GenreLensError

    Path("/proc/self/clear_refs").write_text("5")  # the peak begins again, at what the process has now
    before, looks = _peak(), Looks()
    try:
        answer = door.act(path, looks)
        answer = answer if isinstance(answer, str) else "works"
    except GenreLensError as error:
        answer = str(error)
    looks()
    answer = answer.replace(f"{path.parent}/", "")
    times = {"seconds": looks.longest, "processor_seconds": looks.busiest}
    return {"file": path.name, "mb": _peak() - before, **times, "answer": answer}


def _peak() -> float:
    line = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) / 1000


def main(arguments: list[str] | None = None) -> None:
    """Measure every door and write the table."""
    options = BENCHMARK.parse(arguments)
    rows = []
    for door in DOORS[-1:] if options.quick else DOORS:
        cost = measure(door)
        rows.append((door.name, door.worst, door.bound, f"{cost['mb']:,.0f}", f"{cost['seconds']:.1f}", cost["answer"]))
    lines = [page.measured(options, packages=("streamlit", "pyarrow")), "", *page.table(COLUMNS, rows)]
    page.write(options.page, f"python -m {BENCHMARK.module}", lines)


if __name__ == "__main__":
    main()
