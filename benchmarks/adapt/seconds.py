"""How long `python -m train adapt` takes, from its start to its end, and what the seconds go to.

    python -m benchmarks.adapt.seconds

The films are those of own_labels; so many are learnt from, and its 784 test films are read and measured as well. Each
run is a process of its own. Processor-seconds are those of all cores together, which a busy machine changes little.
"""

import re
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

from benchmarks import page
from benchmarks.adapt.own_films import OWN_LABELS
from benchmarks.start import ROOT, Benchmark, Option
from core.model.classifier import GenreClassifier

BENCHMARK = Benchmark(
    __spec__.name,
    __doc__,
    [
        Option("films", [50, 300, 1_000], [50], "films to learn from"),
        Option("repeats", 3, 1, "runs of each size"),
    ],
    page="adapting.md",
    of_model=True,
)
SECTION = "python -m benchmarks.adapt.seconds"
_PART = re.compile(r"(?:: |, )([a-z ]+) (\d+\.\d)")


def adapted(model: Path, films: int) -> dict[str, float]:
    """Seconds of one run: in all, of the processor, and of each part that the command names at its end."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "train", "adapt", "--data", str(OWN_LABELS), "--columns", "genres=labels"]
        command += ["--from", str(model), "--films", str(films), "--out", f"{folder}/model", "--way", "head"]
        before, began = _processor_seconds(), time.perf_counter()
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
        total = {"all": time.perf_counter() - began, "processor": _processor_seconds() - before}
    return total | {name: float(seconds) for name, seconds in _PART.findall(done.stdout.splitlines()[-1])}


def _processor_seconds() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def main(arguments: list[str] | None = None) -> None:
    """Measure and write the section of the page."""
    options = BENCHMARK.parse(arguments)
    found = []
    for films in options.films:
        runs = [adapted(options.model, films) for _ in range(options.repeats)]
        found.append({name: median(run[name] for run in runs) for name in runs[0]})
    rows = [[name, *(f"{run[name]:.1f}" for run in found)] for name in found[0]]
    measured = page.measured(options, GenreClassifier.load(options.model).version, ("scikit-learn", "onnxruntime"))
    text = "Seconds of the whole command, of the processor, and of each of its parts; medians of the runs."
    table = page.table(["seconds", *(f"{films:,} films:" for films in options.films)], rows)
    page.write(options.page, SECTION, [measured, "", text, "", *table])


if __name__ == "__main__":
    main()
