"""What tagging again costs when few plots have changed: python -m benchmarks.tag.again

The embedded plots, numbered so that each row is another one, are tagged whole; then some are changed and the table is
tagged again beside that result. Parquet and CSV, each as one file. Writes its section of docs/catalogues.md.
"""

import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pandas as pd

from benchmarks import page
from benchmarks.start import OPEN_PLOTS, ROOT, Benchmark, Option

OPTIONS = (
    Option("rows", [100_000], [300], "rows of a table"),
    Option("changed", 0.01, 0.01, "share of the rows that are changed"),
)
BENCHMARK = Benchmark(__spec__.name, __doc__, OPTIONS, page="catalogues.md", of_model=True)
COLUMNS = ("file", "rows:", "whole run, s:", "again, s:", "again / whole:", "memory of the run again, MB:")


def table(rows: int, changed: float = 0.0) -> pd.DataFrame:
    """So many films with plots of their own; every so manieth has one more sentence than before."""
    plots = pd.read_csv(OPEN_PLOTS, dtype=str, keep_default_na=False)["plot"].tolist()
    step = round(1 / changed) if changed else rows + 1
    more = [" A war begins." if i % step == step - 1 else "" for i in range(rows)]
    texts = [f"{plots[i % len(plots)]} This is film {i}.{more[i]}" for i in range(rows)]
    return pd.DataFrame({"id": [f"tt{i:07}" for i in range(rows)], "plot": texts})


def tagged(*arguments: str) -> tuple[float, float, str]:
    """Seconds of a run of predict in a process of its own, its memory in MB at most, and what it said."""
    before = time.perf_counter()
    command = [sys.executable, "-c", _MEASURED, "predict", *arguments]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    return time.perf_counter() - before, float(done.stdout.splitlines()[-1]), done.stdout


_MEASURED = """
import resource, sys
from core.cli import main
code = main(sys.argv[1:])
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
sys.exit(code)
"""


def measured(rows: int, changed: float, ending: str, model: Path, folder: Path) -> tuple[object, ...]:
    """A row of the table."""
    places = {name: str(folder / f"{name}.{ending}") for name in ("first", "second", "old", "new")}
    for name, films in (("first", table(rows)), ("second", table(rows, changed))):
        path = folder / f"{name}.{'parquet' if ending == 'parquet' else 'csv'}"
        films.to_parquet(path) if ending == "parquet" else films.to_csv(path, index=False)
    if ending == "parquet":  # a catalogue: folders
        for name in ("first", "second"):
            (folder / f"{name}-folder").mkdir()
            (folder / f"{name}.parquet").rename(folder / f"{name}-folder" / "films.parquet")
            places[name] = str(folder / f"{name}-folder")
        places["old"], places["new"] = str(folder / "old"), str(folder / "new")
    shared = ["--text-column", "plot", "--model", str(model)]
    whole, _, _ = tagged(places["first"], "--out", places["old"], *shared)
    again, memory, said = tagged(places["second"], "--out", places["new"], "--previous", places["old"], *shared)
    if f"{int(rows * changed):,} changed" not in said:
        raise RuntimeError(said)
    return ending, f"{rows:,}", f"{whole:.1f}", f"{again:.1f}", f"{100 * again / whole:.1f} %", f"{memory:,.0f}"


def main(arguments: list[str] | None = None) -> None:
    """Measure and write."""
    from core.model.classifier import GenreClassifier

    options = BENCHMARK.parse(arguments)
    rows = []
    for count in options.rows:
        for ending in ("parquet", "csv"):
            with tempfile.TemporaryDirectory() as folder:
                rows.append(measured(count, options.changed, ending, options.model, Path(folder)))
    version = GenreClassifier.load(options.model).version
    text = [
        f"{page.measured(options, version, ['pyarrow', 'onnxruntime'])} {100 * options.changed:g} % of the rows are"
        " changed. Each run is a process of its own, its start included.",
        "",
        *page.table(COLUMNS, rows),
    ]
    page.write(options.page, f"python -m {BENCHMARK.module}", text)
    print(options.page.read_text(encoding="utf-8") if options.quick else options.page)


if __name__ == "__main__":
    main()
