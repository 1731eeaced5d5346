"""How right the time left of a training is after ten steps: python -m benchmarks.speed.time_left

Small networks learn the embedded films, each in a process of its own, as from the page. What each step reports is read
again as the page reads it: the time that is left after ten steps, beside what it took. Both are told by the clock and
by the processor's own seconds, which other work on the machine changes less. Writes its table into docs/training.md.
"""

import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from multiprocessing import get_context
from statistics import median

from benchmarks import page as document
from benchmarks.start import Benchmark, Option
from train.config import TrainConfig
from train.runs.events import Epoch, Event, Step
from train.runs.progress import Progress

OPTIONS = (
    Option("epochs", 6, 1, "epochs of each training"),
    Option("presets", ["original", "genrelens", "large"], ["original"], "networks"),
    Option("batches", [16, 32], [64], "films a step"),
    Option("seeds", [7, 8], [7], "trainings of each"),
)
BENCHMARK = Benchmark(__spec__.name, __doc__, OPTIONS, page="training.md")
LOOKS = (5, 10, 50)  # steps after which the time left is read
CLOCKS: dict[str, Callable[[], float]] = {"clock": time.perf_counter, "processor": time.process_time}


@dataclass(frozen=True)
class Trained:
    """``events`` of a training by each of the :data:`CLOCKS`."""

    name: str
    events: dict[str, list[Event]]


def train(preset: str, batch: int, seed: int, epochs: int) -> Trained:
    """Learn the embedded films, and stop before anything is saved."""
    from core.model.network.presets import PRESETS
    from train import job
    from train.fit.checkpoint import State
    from train.fit.fit import fit

    config = TrainConfig(epochs=epochs, batch_size=batch, seed=seed, patience=epochs, network=PRESETS[preset])
    heard: dict[str, list[Event]] = {name: [] for name in CLOCKS}
    began = {name: clock() for name, clock in CLOCKS.items()}

    def report(event: Event) -> None:
        for name, clock in CLOCKS.items():
            heard[name].append(replace(event, seconds=round(clock() - began[name], 2)))

    prepared = job.prepare(config, report)
    state = State(None, prepared.fingerprint, False, config.of_the_fit)
    fit(config, prepared.embedding.matrix, prepared.examples, prepared.scored_validation, report, lambda: False, state)
    return Trained(f"`{preset}`, {batch} films a step, seed {seed}", heard)


def errors(events: list[Event]) -> tuple[dict[int, float], float]:
    """The share by which the time left is too long (too short: below 0) after some steps; seconds of all steps."""
    end = max(event.seconds for event in events if isinstance(event, Epoch))
    progress, wrong = Progress(), {}
    for event in events:
        progress.add(event)
        left = progress.seconds_left
        if isinstance(event, Step) and event.step in LOOKS and left is not None:
            wrong[event.step] = left / (end - event.seconds) - 1
    return wrong, end - progress.steps[0].seconds


def row(trained: Trained) -> list[str]:
    """A training in the table."""
    steps = sum(isinstance(event, Step) for event in trained.events["clock"])
    cells = [trained.name, str(steps)]
    told = {name: errors(trained.events[name]) for name in CLOCKS}
    cells.append(" / ".join(f"{told[name][1]:.0f}" for name in CLOCKS))
    for look in LOOKS:
        cells.append(
            " / ".join(f"{100 * told[name][0][look]:+.0f} %" if look in told[name][0] else "" for name in CLOCKS)
        )
    print(*cells, sep=" | ", flush=True)
    return cells


def summary(runs: list[Trained]) -> str:
    """The median and the largest error after ten steps."""
    told = []
    for name in CLOCKS:
        wrong = [abs(found[10]) for found, _ in (errors(run.events[name]) for run in runs) if 10 in found]
        if wrong:
            told.append(f"by the {name} {100 * median(wrong):.0f} % (at most {100 * max(wrong):.0f} %)")
    return f"Median error after ten steps: {', '.join(told)}."


def main(arguments: list[str] | None = None) -> None:
    """Train, replay, print and write the table."""
    options = BENCHMARK.parse(arguments)
    ways = [(preset, batch, seed) for seed in options.seeds for preset in options.presets for batch in options.batches]
    runs, rows = [], []
    with ProcessPoolExecutor(1, get_context("spawn"), max_tasks_per_child=1) as processes:
        for way in ways:
            runs.append(processes.submit(train, *way, options.epochs).result())
            rows.append(row(runs[-1]))
    columns = ("training", "steps:", "seconds:", *(f"after {look} steps:" for look in LOOKS))
    about = document.measured(options, packages=("tensorflow-cpu",))
    text = [
        f"{about} By the clock / by the processor. {summary(runs)}",
        "",
        *document.table(columns, rows),
    ]
    document.write(options.page, f"python -m {BENCHMARK.module}", text)
    print("\n".join(text))


if __name__ == "__main__":
    main()
