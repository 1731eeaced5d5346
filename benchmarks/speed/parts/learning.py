"""The part of `make bench` that trains: how soon GenreLens is as good as the original's way ever gets."""

import tempfile
from pathlib import Path
from statistics import median

import numpy as np

from benchmarks.speed.rows import Row, Setting
from benchmarks.speed.training_ways import run_way, sample
from benchmarks.timing import seconds, times_better


def reached(setting: Setting, repeat: int, folder: Path) -> tuple[float, float, float]:
    """Train both ways on the same films: the best validation micro-F1 of the original's way, the seconds it took, and
    the seconds of GenreLens to get there (infinite when it doesn't).
    """
    minutes = 0.1 if setting.quick else 0.4
    table = sample(str(setting.films.path), 300 if setting.quick else 1_000, repeat, folder)
    names = ["theirs", "genrelens"][:: 1 if repeat % 2 else -1]
    epochs = {name: run_way(name, table, minutes, epochs=40)["epochs"] for name in names}
    best = max(epochs["theirs"], key=lambda epoch: epoch["val_micro_f1"])
    there = [e["spent"] for e in epochs["genrelens"] if e["val_micro_f1"] >= best["val_micro_f1"]]
    return best["val_micro_f1"], best["spent"], there[0] if there else float("inf")


def learning(setting: Setting) -> list[Row]:
    """Training time to the best validation micro-F1 that the original's way reaches in a bounded time."""
    with tempfile.TemporaryDirectory() as folder:
        runs = [reached(setting, repeat, Path(folder)) for repeat in range(setting.repeats)]
    goals, theirs, ours = (list(column) for column in zip(*runs, strict=True))
    goal = f"validation micro-F1 {median(goals):.3f}"
    missed = sum(np.isinf(ours))
    result = f"{goal}, not reached {missed} times" if missed else goal
    cells = [seconds(median(taken)) if np.isfinite(median(taken)) else "not reached" for taken in (ours, theirs)]
    what, ratio = "train to equal validation micro-F1", times_better(ours, theirs)
    return [Row(what, cells[0], "the original's way", cells[1], (result, goal), ratio, len(ours))]
