"""Plots per second of a catalogue, here and on Ray, one and two workers; the table goes into docs/catalogues.md.

python -m benchmarks.ray_engine --plots 20000

The plots are the embedded ones, drawn again and again, in Parquet files of equal size. Each run is its own process.
What it costs to start is measured on a catalogue of one plot; the rate after the start leaves it out.
"""

import argparse
import os
import platform
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from importlib.metadata import version
from itertools import count
from pathlib import Path
from statistics import median

import pyarrow as pa
import pyarrow.parquet as pq

from data.sources import registry

ROOT = Path(__file__).resolve().parents[2]
OUT = ROOT / "docs" / "catalogues.md"
MARKS = "<!-- benchmarks/ray_engine.py writes from here -->\n", "<!-- to here -->"
FEWEST = 8  # files, so that two workers end at about the same time
WORKERS = (1, 2)


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
    """In a new process: leave it one of the processors."""
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})


def seconds(films: Path, out: Path, options: list[str], first: Callable[[], None] | None) -> float:
    """One run of the command, from its start to its end."""
    command = [sys.executable, "-m", "core", "predict", str(films), "--out", str(out), *options]
    start = time.perf_counter()
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True, preexec_fn=first)  # noqa: PLW1509
    return time.perf_counter() - start


def main() -> None:
    """Generate, run each engine in turn, print and write the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--plots", type=int, default=20_000)
    parser.add_argument("--repeats", type=int, default=3)
    options = parser.parse_args()
    engines: dict[str, tuple[list[str], Callable[[], None] | None]] = {
        "local, one processor": ([], one_processor),
        "local, every processor": ([], None),
        **{f"Ray, {n} worker{'s' * (n > 1)}": (["--engine", "ray", "--workers", str(n)], None) for n in WORKERS},
    }
    took: dict[tuple[str, str], list[float]] = {}
    with tempfile.TemporaryDirectory() as folder:
        generate(Path(folder) / "one", 1, 1)
        generate(Path(folder) / "all", options.plots, FEWEST)
        number = count()
        for _ in range(options.repeats):
            for name, (arguments, first) in engines.items():
                for size in ("one", "all"):
                    out = Path(folder) / f"out-{next(number)}"
                    took.setdefault((name, size), []).append(seconds(Path(folder) / size, out, arguments, first))
    table = report({key: median(times) for key, times in took.items()}, list(engines), options.plots)
    about = (
        f"`python -m benchmarks.ray_engine --plots {options.plots} --repeats {options.repeats}`, {date.today()}:"
        f" {options.plots:,} plots in {FEWEST} files, medians; {os.cpu_count()} processors, Python"
        f" {platform.python_version()}, Ray {version('ray')}, ONNX Runtime {version('onnxruntime')}."
    )
    before, rest = OUT.read_text(encoding="utf-8").split(MARKS[0])
    OUT.write_text(f"{before}{MARKS[0]}\n{about}\n\n{table}\n\n{MARKS[1]}{rest.split(MARKS[1])[1]}", encoding="utf-8")
    print(table)


def report(took: dict[tuple[str, str], float], engines: list[str], plots: int) -> str:
    """The table, and what Ray costs in one sentence."""
    rate = {name: (plots - 1) / max(took[name, "all"] - took[name, "one"], 1e-9) for name in engines}
    lines = ["| engine | whole run, s | of it start and end, s | plots/s of the whole run | plots/s after the start |"]
    lines += ["|---|---|---|---|---|"]
    for name in engines:
        whole, start = took[name, "all"], took[name, "one"]
        lines.append(f"| {name} | {whole:.1f} | {start:.1f} | {plots / whole:,.0f} | {rate[name]:,.0f} |")
    here, one, two = engines[0], engines[-2], engines[-1]
    lines += [
        "",
        f"Ray costs {took[one, 'one'] - took[here, 'one']:.1f} s more to start and end. After that one worker does"
        f" {rate[one] / rate[here]:.2f} times what the local engine does on one processor, and two workers do"
        f" {rate[two] / rate[one]:.2f} times what one does.",
    ]
    return "\n".join(lines)


if __name__ == "__main__":
    main()
