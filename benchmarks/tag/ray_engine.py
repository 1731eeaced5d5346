"""Plots per second of a catalogue, here and on Ray: python -m benchmarks.tag.ray_engine --plots 20000

The plots are the embedded ones, drawn again and again, in Parquet files of equal size. Each run is a process of its
own. What it costs to start is measured on a catalogue of one plot; the rate after the start leaves it out. Writes its
table into docs/catalogues.md.
"""

import os
import random
import subprocess
import sys
import tempfile
from collections.abc import Callable
from itertools import count
from pathlib import Path
from statistics import median

import pyarrow as pa
import pyarrow.parquet as pq

from benchmarks import page
from benchmarks.start import ROOT, Benchmark, Option
from benchmarks.timing import took
from core.model.classifier import GenreClassifier
from data.sources import registry

OPTIONS = (
    Option("plots", 20_000, 40, "plots in the catalogue"),
    Option("repeats", 3, 1, "runs of each engine"),
    Option("starts", 3, 0, "runs of each on one plot, which tell what it costs to start; 0 takes that for nothing"),
    Option("workers", [1, 2], [1], "Ray's workers"),
)
BENCHMARK = Benchmark(__spec__.name, __doc__, OPTIONS, page="catalogues.md", of_model=True)
COLUMNS = (
    "engine",
    "whole run, s:",
    "start and end alone, s:",
    "plots/s of the whole run:",
    "plots/s after the start:",
)
FEWEST = 8  # files, so that two workers end at about the same time
Engine = tuple[list[str], Callable[[], None] | None]


def generate(folder: Path, plots: int, files: int, seed: int = 7) -> None:
    """``files`` Parquet files with ``plots`` plots together."""
    pool = registry.load("open_plots").frame["plot"].tolist()
    draw = random.Random(seed)
    folder.mkdir()
    for number in range(files):
        rows = range(number, plots, files)
        table = pa.table({"id": list(rows), "plot": [draw.choice(pool) for _ in rows]})
        pq.write_table(table, folder / f"part-{number:03}.parquet")


def one_processor() -> None:
    """In a new process: keep it to one processor."""
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})


def engines(workers: list[int]) -> dict[str, Engine]:
    """Name -> the command's options, and what to do in the new process before it begins."""
    local: dict[str, Engine] = {"local, one processor": ([], one_processor), "local, every processor": ([], None)}
    ray = {f"Ray, {n} worker{'s' * (n > 1)}": (["--engine", "ray", "--workers", str(n)], None) for n in workers}
    return local | ray


def seconds(films: Path, out: Path, options: list[str], first: Callable[[], None] | None) -> float:
    """One run of the command, from its start to its end."""
    command = [sys.executable, "-m", "core", "predict", str(films), "--out", str(out), *options]
    return took(lambda: subprocess.run(command, cwd=ROOT, check=True, capture_output=True, preexec_fn=first))  # noqa: PLW1509


def measure(model: Path, plots: int, runs: dict[str, int], chosen: dict[str, Engine]) -> dict[tuple[str, str], float]:
    """Median seconds by engine and catalogue (``one`` plot, or ``all``), 0 where ``runs`` has none of it; the engines
    take turns.
    """
    times: dict[tuple[str, str], list[float]] = {(name, size): [] for name in chosen for size in runs}
    with tempfile.TemporaryDirectory() as folder:
        generate(Path(folder) / "one", 1, 1)
        generate(Path(folder) / "all", plots, FEWEST)
        number = count()
        for turn in range(max(runs.values())):
            for name, (arguments, first) in chosen.items():
                for size in (size for size, most in runs.items() if turn < most):
                    out, typed = Path(folder) / f"out-{next(number)}", [*arguments, "--model", str(model)]
                    times[name, size].append(seconds(Path(folder) / size, out, typed, first))
    return {key: median(taken or [0.0]) for key, taken in times.items()}


def report(times: dict[tuple[str, str], float], names: list[str], plots: int) -> list[str]:
    """The table, and what Ray costs in one sentence."""
    rate = {name: (plots - 1) / max(times[name, "all"] - times[name, "one"], 1e-9) for name in names}
    rows = []
    for name in names:
        whole, start = times[name, "all"], times[name, "one"]
        rows.append((name, f"{whole:.1f}", f"{start:.1f}", f"{plots / whole:,.0f}", f"{rate[name]:,.0f}"))
    here, *ray = names[0], *(name for name in names if name.startswith("Ray"))
    cost = (
        f"Ray takes {times[ray[0], 'one'] - times[here, 'one']:.1f} s more to start and end. After that, in plots per"
        f" second, it has {rate[ray[0]] / rate[here]:.2f} times the rate of {here} ({ray[0]})"
    )
    cost += "".join(f", {rate[more] / rate[here]:.2f} times ({more})" for more in ray[1:]) + "."
    return [*page.table(COLUMNS, rows), "", cost]


def main(arguments: list[str] | None = None) -> None:
    """Generate, run each engine in turn, print and write the table."""
    options = BENCHMARK.parse(arguments)
    chosen = engines(options.workers)
    runs = {"one": options.starts, "all": options.repeats}
    times = measure(options.model, options.plots, runs, chosen)
    table = report(times, list(chosen), options.plots)
    version = GenreClassifier.load(options.model).version
    about = page.measured(options, version, ("ray", "onnxruntime"))
    text = [f"{about} {options.plots:,} plots in {FEWEST} files, medians.", "", *table]
    page.write(options.page, f"python -m {BENCHMARK.module}", text)
    print("\n".join(text))


if __name__ == "__main__":
    main()
