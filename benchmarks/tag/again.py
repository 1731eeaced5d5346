"""What tagging again costs when few plots have changed: python -m benchmarks.tag.again

The embedded plots, numbered so that each row is another one, stand tagged; then some are changed and the whole table is
tagged again beside that result. Parquet in files of 100,000 rows and CSV as one file, on one processor. Seconds are
those of the processor, so that other work on the machine does not count. The whole run is measured on the first
``--whole`` rows: its time for all of them is that rate times their number, and the other rows of the earlier result
repeat its answers, as the plots repeat. Writes its section of docs/catalogues.md.
"""

import argparse
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.csv as pc
import pyarrow.parquet as pq

from benchmarks import page
from benchmarks.start import OPEN_PLOTS, ROOT, Benchmark, Option

OPTIONS = (
    Option("rows", [100_000, 1_000_000], [300], "rows of a table"),
    Option("whole", 100_000, 200, "rows of the whole run; of larger tables its time is the rate times their rows"),
    Option("changed", 0.01, 0.01, "share of the rows that are changed"),
)
BENCHMARK = Benchmark(__spec__.name, __doc__, OPTIONS, page="catalogues.md", of_model=True)
COLUMNS = ("file", "rows:", "whole run, s:", "again, s:", "again / whole:", "again by the clock, s:", "memory, MB:")
A_FILE = 100_000  # rows of a Parquet file
SHARED = ("--text-column", "plot")


@dataclass(frozen=True)
class Run:
    """``cpu``: seconds of the processor; ``clock``: by the clock; ``memory``: MB at most; ``said``: what it printed."""

    cpu: float
    clock: float
    memory: float
    said: str


# The peak of memory is that of /proc, because a child's ru_maxrss begins with what its parent held.
_MEASURED = """
import os, re, resource, sys
if hasattr(os, "sched_setaffinity"):
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
from core.cli import main
code = main(sys.argv[1:])
used = resource.getrusage(resource.RUSAGE_SELF)
peak = int(re.search(r"VmHWM:\\s+(\\d+)", open("/proc/self/status").read())[1])
print(used.ru_utime + used.ru_stime, peak / 1024)
sys.exit(code)
"""


def tagged(*arguments: str | Path) -> Run:
    """A run of predict in a process of its own, on one processor."""
    before = time.perf_counter()
    command = [sys.executable, "-c", _MEASURED, "predict", *map(str, arguments)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    cpu, memory = map(float, done.stdout.splitlines()[-1].split())
    return Run(cpu, time.perf_counter() - before, memory, done.stdout)


def table(rows: int, changed: float = 0.0, start: int = 0) -> pd.DataFrame:
    """So many films with plots of their own, from number ``start`` on; every so manieth has one more sentence."""
    plots = pd.read_csv(OPEN_PLOTS, dtype=str, keep_default_na=False)["plot"].tolist()
    step = round(1 / changed) if changed else start + rows + 1
    numbers = range(start, start + rows)
    texts = [f"{plots[i % len(plots)]} This is film {i}.{' A war begins.' * (i % step == step - 1)}" for i in numbers]
    return pd.DataFrame({"id": [f"tt{i:07}" for i in numbers], "plot": texts})


def write(folder: Path, name: str, rows: int, parquet: bool, changed: float = 0.0) -> Path:
    """A table of films: a folder of Parquet files, or one CSV file."""
    if not parquet:
        table(rows, changed).to_csv(folder / f"{name}.csv", index=False)
        return folder / f"{name}.csv"
    (folder / name).mkdir()
    for start in range(0, rows, A_FILE):
        films = table(min(A_FILE, rows - start), changed, start)
        films.to_parquet(folder / name / f"{start // A_FILE}.parquet", index=False)
    return folder / name


def repeated(result: pa.Table, rows: int, start: int, period: int) -> pa.Table:
    """The result of films ``start`` and following, if each had the answers of that film of ``result`` that has the
    same plot but for its number; ``period``: of the plots.
    """
    films = pa.Table.from_pandas(table(rows, start=start), preserve_index=False)
    numbers = range(start, start + rows)
    places = pa.array([i if i < len(result) else i % period % len(result) for i in numbers])
    answers = result.select(result.column_names[2:]).take(places)
    return pa.Table.from_arrays([*films.columns, *answers.columns], [*films.column_names, *answers.column_names])


def earlier(result: Path, folder: Path, rows: int, parquet: bool) -> Path:
    """The earlier result of all rows, from that of the first ones."""
    period = len(pd.read_csv(OPEN_PLOTS, usecols=["title"]))
    if not parquet:
        text = pc.ConvertOptions(column_types={"id": pa.string(), "reading": pa.string(), "predicted": pa.string()})
        pc.write_csv(repeated(pc.read_csv(result, convert_options=text), rows, 0, period), folder / "old.csv")
        return folder / "old.csv"
    (folder / "old").mkdir()
    first = pa.concat_tables([pq.read_table(path) for path in sorted(result.iterdir())])
    for start in range(0, rows, A_FILE):
        part = repeated(first, min(A_FILE, rows - start), start, period)
        pq.write_table(part, folder / "old" / f"{start // A_FILE}.parquet", compression="zstd")
    return folder / "old"


def measured(whole: Run, result: Path, whole_rows: int, rows: int, options: argparse.Namespace) -> tuple[object, ...]:
    """A row of the table."""
    parquet = result.is_dir()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        before = earlier(result, folder, rows, parquet)
        films = write(folder, "new", rows, parquet, options.changed)
        out = folder / ("again" if parquet else "again.csv")
        again = tagged(films, "--out", out, "--previous", before, "--model", options.model, *SHARED)
    if f"{int(rows * options.changed):,} changed" not in again.said:
        raise RuntimeError(again.said)
    seconds = whole.cpu * rows / whole_rows
    about = "" if rows == whole_rows else "about "
    return (
        "Parquet" if parquet else "CSV", f"{rows:,}", f"{about}{seconds:,.0f}", f"{again.cpu:.1f}",
        f"{100 * again.cpu / seconds:.1f} %", f"{again.clock:.0f}", f"{again.memory:,.0f}",
    )  # fmt: skip


def main(arguments: list[str] | None = None) -> None:
    """Measure and write."""
    from core.model.classifier import GenreClassifier

    options = BENCHMARK.parse(arguments)
    rows = []
    for parquet in (True, False):
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            films = write(folder, "films", options.whole, parquet)
            result = folder / ("tagged" if parquet else "tagged.csv")
            whole = tagged(films, "--out", result, "--model", options.model, *SHARED)
            rows += [measured(whole, result, options.whole, count, options) for count in options.rows]
    version = GenreClassifier.load(options.model).version
    text = [
        f"{page.measured(options, version, ['pyarrow', 'onnxruntime'])} {100 * options.changed:g} % of the rows are"
        f" changed. Seconds of one processor, the start of each process included. The whole run was measured on"
        f" {options.whole:,} rows; *about*: that rate times the rows. The run again is measured on all of them.",
        "",
        *page.table(COLUMNS, rows),
    ]
    page.write(options.page, f"python -m {BENCHMARK.module}", text)
    print(options.page.read_text(encoding="utf-8") if options.quick else options.page)


if __name__ == "__main__":
    main()
