"""What does the worst input of each door cost? python -m benchmarks.load.doors

Makes a file or text for each way in that would take much memory or time without a bound, and hands it to that door in
a process of its own. Writes the table of docs/load.md: the door, its bound, how much more memory than before it took at
its peak, and the seconds.
"""

import json
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from benchmarks import page
from benchmarks.start import ROOT, SHIPPED, Benchmark

MOST_MB, MOST_SECONDS = 200, 10
BENCHMARK = Benchmark(__spec__.name, __doc__, page="load.md")
COLUMNS = ("door", "its worst input", "bound", "memory above what there was, MB:", "seconds:", "answer")
Act = Callable[[Path], object]


@dataclass(frozen=True)
class Door:
    """A way in: ``make`` puts its worst input into a folder, ``ready`` does what the app has done before, ``act`` hands
    the input over and returns or raises what a visitor gets.
    """

    name: str
    worst: str
    bound: str
    make: Act
    act: Act
    ready: Act = lambda folder: None
    most_seconds: float = MOST_SECONDS


def _model(folder: Path) -> Path:
    return Path(shutil.copytree(SHIPPED, folder / "model"))


def _one_cell_in_every_row(folder: Path) -> None:
    """A words.parquet of a million rows in which one text of 7 KB stands again and again."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    from core.model import untrusted, writer

    model = _model(folder)
    rows = untrusted.MOST_WORDS
    columns = {}
    for name, kind in untrusted.WORDS.items():
        text = pa.DictionaryArray.from_arrays(pa.array([0] * rows, pa.int32()), ["x" * 7_000])
        columns[name] = text if kind is str else pa.array([1] * rows, pa.int64() if kind == "int64" else pa.float64())
    pq.write_table(pa.table(columns), model / "words.parquet")
    writer.write_checksums(model)


def _words(folder: Path) -> object:
    from core.model import artifact

    return artifact.load(folder / "model").words()


def _open_words(folder: Path) -> object:
    from core.model import artifact

    return artifact.load(SHIPPED).words()


def _explained(plot: str) -> object:
    from core.explanations import explain
    from core.model.classifier import GenreClassifier

    return explain(GenreClassifier.load(SHIPPED), plot)


def _typed(folder: Path) -> object:
    """A plot of 10.8 MB, as it is typed or pasted on Predict."""
    from core.text import LONGEST_TEXT

    return _explained(("A ghost haunts an old house. " * 370_000)[:LONGEST_TEXT])


def _a_plot(folder: Path) -> object:
    return _explained("A ghost haunts an old house. " * 10)


def _long_progress(folder: Path) -> None:
    """A run whose progress file has a million steps."""
    from train.config import TrainConfig
    from train.runs import run_folder

    run = run_folder.create(TrainConfig(), folder)
    line = '{"event": "step", "seconds": %d.5, "step": %d, "loss": 0.5, "words_per_second": 900}\n'
    with (run.folder / "progress.jsonl").open("w") as stream:
        stream.write('{"event": "phase", "seconds": 0.0, "name": "training", "total_steps": 1000000}\n')
        stream.writelines(line % (n // 10, n) for n in range(1, 1_000_001))


def _curves(folder: Path) -> object:
    from train.runs import control

    return control.curves(models=folder)


def _no_curves(folder: Path) -> object:
    from train.runs import control

    return control.curves(models=folder / "none")


DOORS = (
    Door("Predict: a plot", "10.8 MB of text", "200,000 characters; kept answers together 64 MB",
         lambda folder: None, _typed, _a_plot, most_seconds=30),  # 4,000 words explained: 11 s on two cores
    Door("Metrics, Words: a model's words.parquet", "one text of 7 KB in 200,000 rows",
         "200,000 rows, 20 million characters", _one_cell_in_every_row, _words, _open_words),
    Door("Training, Curves: a run's progress", "a million steps, 80 MB", "4,096 steps are kept",
         _long_progress, _curves, _no_curves),
)  # fmt: skip


def measure(door: Door) -> dict[str, object]:
    """Memory in MB above what there was, seconds and the answer of a door's worst input, in a process of its own."""
    with tempfile.TemporaryDirectory() as folder:
        door.make(Path(folder))
        command = [sys.executable, "-c", f"from benchmarks.load.doors import child; child({door.name!r}, {folder!r})"]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=600)
    if done.returncode:
        return {"mb": float("inf"), "seconds": float("inf"), "answer": f"ended with {done.returncode}"}
    return json.loads(done.stdout.splitlines()[-1])


def child(name: str, folder: str) -> None:
    """Hand one door its input and print what that cost."""
    from core.errors import GenreLensError

    door = next(door for door in DOORS if door.name == name)
    door.ready(Path(folder))
    before, began = _peak(), time.perf_counter()
    try:
        door.act(Path(folder))
        answer = "works"
    except GenreLensError as error:
        answer = str(error).replace(f"{folder}/", "")
    print(json.dumps({"mb": _peak() - before, "seconds": time.perf_counter() - began, "answer": answer}))


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000


def main(arguments: list[str] | None = None) -> None:
    """Measure every door and write the table."""
    options = BENCHMARK.parse(arguments)
    rows = []
    for door in DOORS[: 1 if options.quick else None]:
        cost = measure(door)
        rows.append((door.name, door.worst, door.bound, f"{cost['mb']:,.0f}", f"{cost['seconds']:.1f}", cost["answer"]))
    lines = [page.measured(options, packages=("streamlit", "pyarrow")), "", *page.table(COLUMNS, rows)]
    page.write(options.page, f"python -m {BENCHMARK.module}", lines)


if __name__ == "__main__":
    main()
