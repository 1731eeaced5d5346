"""Speed of training: python -m benchmarks.speed.training --plots 10000 --minutes 2

Measures three trainings on the same plots, one after the other, each in a process of its own: the original's own way
(its network, every plot padded to 500 words, batches of 256), the same network as GenreLens trains it, and the
genrelens preset. Writes what an epoch takes, what a step costs beside its matrix multiplications alone, and validation
micro-F1 after equal minutes into docs/training.md: about ten minutes on two cores. Let nothing else run meanwhile.
--quick takes the embedded films.
"""

import os
import tempfile
from pathlib import Path

from benchmarks import page
from benchmarks.speed import training_page
from benchmarks.speed.training_ways import WAYS, run_way, sample
from benchmarks.start import OPEN_PLOTS, SHARED_PLOTS, Benchmark, Option

OPTIONS = (
    Option("plots", 10_000, 80, "training plots"),
    Option("minutes", 2.0, 0.005, "training time of our ways; theirs gets twice as much"),
    Option("epochs", 0, 1, "at most so many epochs for ours; 0 for 30 and 6"),
    Option("repeats", 15, 1, "of a step whose cost is taken"),
)
PACKAGES = ("tensorflow", "tensorflow-cpu", "keras")
BENCHMARK = Benchmark(__spec__.name, __doc__, OPTIONS, page="training.md")


def main(arguments: list[str] | None = None) -> None:
    """Measure every way and write the page."""
    parser = BENCHMARK.parser()
    parser.add_argument("--data", help="the table to train on (default: ../shared/data/plots.csv.gz)")
    options = BENCHMARK.parse(arguments, parser)
    data = options.data or str(OPEN_PLOTS if options.quick else SHARED_PLOTS)
    load = os.getloadavg()[0]
    with tempfile.TemporaryDirectory() as folder:
        table = sample(data, options.plots, 7, Path(folder))
        limits = options.minutes, options.epochs, options.repeats
        results = {way: run_way(way, table, *limits) for way in WAYS}
    about = (
        f"{page.measured(options, packages=PACKAGES)} {results['theirs']['plots']:,} training plots,"
        f" load before the start {load:.1f}. Validation is not in the times."
    )
    text = [about, "", *training_page.lines(results)]
    page.write(options.page, f"python -m {BENCHMARK.module}", text)
    print("\n".join(text))


if __name__ == "__main__":
    main()
