"""How fast and in how much memory tables of films are read: python -m benchmarks.tables.reading --films 100000

Each file is read by ``data.schema.read_table`` in a process of its own. ``--before FOLDER`` reads the same files with
an earlier checkout as well, in turn. docs/data.md gets the table.
"""

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median

import pandas as pd

from benchmarks import page
from benchmarks.start import OPEN_PLOTS, ROOT, Benchmark, Option
from benchmarks.tables.shapes import plain_shapes

OPTIONS = (
    Option("films", 100_000, 300, "films in each file"),
    Option("repeats", 3, 1, "readings of each file; medians count"),
)
BENCHMARK = Benchmark(__spec__.name, __doc__, OPTIONS, page="data.md")
# Runs in the checkout that is measured: seconds of processor time without the start of Python, megabytes, films. The
# peak of memory is that of /proc, because a child's ru_maxrss begins with what its parent held.
READ = """
import json, re, sys, time
from data.schema import read_table
before = time.process_time()
table = read_table(sys.argv[1])
seconds = time.process_time() - before
peak = int(re.search(r"VmHWM:\\s+(\\d+)", open("/proc/self/status").read())[1])
print(json.dumps([seconds, peak / 1024, len(table.frame)]))
"""


def many(films: int) -> pd.DataFrame:
    """As many films as wanted: the embedded ones again and again, with a number behind title and plot."""
    frame = pd.read_csv(OPEN_PLOTS)[["title", "plot", "genres"]]
    frame = frame.iloc[[place % len(frame) for place in range(films)]].reset_index(drop=True)
    number = frame.index.astype(str)
    return frame.assign(title=frame["title"] + " " + number, plot=frame["plot"] + " " + number)


def read(checkout: Path, path: Path, films: int) -> tuple[float, float] | None:
    """Seconds of processor time and megabytes at most; None where the checkout refuses the file. Fails when a film is
    missing.
    """
    command = [sys.executable, "-c", READ, str(path)]
    done = subprocess.run(command, cwd=checkout, check=False, capture_output=True, text=True)
    if "TableError" in done.stderr:
        return None
    seconds, megabytes, count = json.loads(done.stdout)
    if count != films:
        raise RuntimeError(f"{path.name}: {count} films instead of {films} in {checkout}")
    return seconds, megabytes


def _medians(runs: list[tuple[float, float] | None]) -> str:
    read_runs = [run for run in runs if run]
    if not read_runs:
        return "not read"
    return f"{median(s for s, _ in read_runs):.2f} s, {median(m for _, m in read_runs):.0f} MB"


def main(arguments: list[str] | None = None) -> None:
    """Write the files, read them in turn, write the table."""
    parser = BENCHMARK.parser()
    parser.add_argument("--before", type=Path, metavar="FOLDER", help="an earlier checkout, to compare with")
    options = BENCHMARK.parse(arguments, parser)
    trees = [ROOT, *([options.before.resolve()] if options.before else [])]
    films, rows = many(int(options.films)), []
    with tempfile.TemporaryDirectory() as folder:
        for name, content in plain_shapes(films).items():
            path = Path(folder) / name
            path.write_bytes(content)
            took: list[list[tuple[float, float] | None]] = [[] for _ in trees]
            for _ in range(int(options.repeats)):
                for place, tree in enumerate(trees):
                    took[place].append(read(tree, path, len(films)))
            rows.append([f"`{name}`", f"{len(content) / 1e6:.0f} MB", *map(_medians, took)])
    heads = ["file", "size:", "now:", *(["before:"] if options.before else [])]
    note = f"{len(films):,} films, processor time without the start of Python and the peak of memory with it."
    lines = [page.measured(options), "", note, "", *page.table(heads, rows)]
    page.write(options.page, f"python -m {__spec__.name}", lines)


if __name__ == "__main__":
    main()
