"""What docs/training.md says of the speed of training."""

import statistics
from typing import Any

from benchmarks import page
from benchmarks.speed.training_ways import WAYS

COLUMNS = ("way", "seconds an epoch:", "seconds per 1,000 plots:", "times as fast:", "best validation micro-F1:")
COST = ("a step of", "films x words:", "step, ms:", "forward alone, ms:", "its matrix multiplications alone, ms:")
Results = dict[str, dict[str, Any]]


def best(results: Results, way: str) -> dict[str, Any]:
    """The epoch of a way with the best validation micro-F1."""
    return max(results[way]["epochs"], key=lambda epoch: epoch["val_micro_f1"])


def epochs(results: Results) -> list[str]:
    """What an epoch takes, and the best that each way reached."""
    medians = {way: statistics.median(e["seconds"] for e in results[way]["epochs"]) for way in WAYS}
    rows = []
    for way, name in WAYS.items():
        seconds, top = medians[way], best(results, way)
        per_thousand = f"{1000 * seconds / results[way]['plots']:.2f}"
        faster = f"{medians['theirs'] / seconds:.1f}"
        score, minutes = f"{top['val_micro_f1']:.3f}", f"{top['spent'] / 60:.1f}"
        rows.append((name, f"{seconds:.1f}", per_thousand, faster, score, minutes))
    return page.table((*COLUMNS, "after, min:"), rows)


def equal_minutes(results: Results) -> list[str]:
    """Best validation micro-F1 so far, at the same minutes for every way."""
    moments = [results["theirs"]["epochs"][-1]["spent"] * share for share in (0.125, 0.25, 0.5, 1.0)]
    rows = []
    for way, name in WAYS.items():
        cells = []
        for moment in moments:
            so_far = [e["val_micro_f1"] for e in results[way]["epochs"] if e["spent"] <= moment * 1.0001]
            cells.append(f"{max(so_far):.3f}" if so_far else "no epoch yet")
        rows.append((name, *cells))
    return page.table(("best validation micro-F1 after", *(f"{moment / 60:.1f} min:" for moment in moments)), rows)


def reached(results: Results, other: str) -> str:
    """How soon the genrelens preset reaches the best that another way reached in its time."""
    top = best(results, other)
    sooner = [e["spent"] for e in results["genrelens"]["epochs"] if e["val_micro_f1"] >= top["val_micro_f1"]]
    name = WAYS[other][:1].upper() + WAYS[other][1:]
    goal = f"{name} reaches {top['val_micro_f1']:.3f} after {top['spent'] / 60:.1f} minutes, its best in"
    goal += f" {results[other]['epochs'][-1]['spent'] / 60:.1f};"
    if not sooner:
        return f"{goal} the `genrelens` preset does not reach it in its {len(results['genrelens']['epochs'])} epochs."
    times = top["spent"] / sooner[0]
    return f"{goal} the `genrelens` preset needs {sooner[0] / 60:.2f} ({times:.1f} times sooner)."


def costs(results: Results) -> list[str]:
    """What a step costs, beside its matrix multiplications alone."""
    rows = []
    for way in ("original", "genrelens"):
        step = results[way]["step"]
        times = (f"{step[name]:.0f}" for name in ("step", "forward", "matmul"))
        rows.append((WAYS[way], f"{step['batch']} x {step['longest']}", *times))
    return page.table(COST, rows)


def lines(results: Results) -> list[str]:
    """The tables, and how soon each goal is reached."""
    sentences = (reached(results, way) for way in ("theirs", "original"))
    return [*epochs(results), "", *equal_minutes(results), "", *(f"{one}\n" for one in sentences), *costs(results)]
