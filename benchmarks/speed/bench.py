"""One run, one table, each figure beside what people would use instead: python -m benchmarks.speed.bench, make bench

Finished parts are kept in build/bench with the model that they measured, so an interrupted run goes on where it
stopped; --fresh begins anew. Writes docs/benchmarks.md, in about 25 minutes on two cores. Let nothing else run
meanwhile. --quick keeps its own results.
"""

import json
import os
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, replace
from pathlib import Path

from benchmarks import page
from benchmarks.speed import bench_page
from benchmarks.speed.bench_page import PACKAGES, Part
from benchmarks.speed.parts import explaining, footprint, learning, predicting, reading_along, scaling
from benchmarks.speed.rows import Growth, Row, Setting
from benchmarks.start import OPEN_PLOTS, Benchmark
from core.model.classifier import GenreClassifier
from core.tables.output import atomic
from recipe import films
from recipe.films import WORK
from recipe.shared import SHARED

BENCHMARK = Benchmark(__spec__.name, __doc__, page="benchmarks.md", of_model=True)
KEPT = WORK.parent / "bench"
PARTS: dict[str, Callable[[Setting], Sequence[Row | Growth]]] = {
    "predicting": predicting.predicting,
    "explaining": explaining.explaining,
    "reading along": reading_along.reading_along,
    "learning": learning.learning,
    "reading": footprint.reading,
    "starting": footprint.starting,
    "browsing": footprint.browsing,
    "growing": scaling.growing,
}


def setting(model: Path, quick: bool) -> Setting:
    """The model and the films: those of ../shared/data, or the embedded ones where they are missing."""
    classifier = GenreClassifier.load(model)
    chosen = films.shipped() if (SHARED / "plots.csv.gz").exists() else films.read("open_plots", OPEN_PLOTS, "", 1)
    chosen = films.keep_genres(chosen, classifier.classes_.tolist())
    if not quick:
        return Setting(classifier, chosen)
    sides = {side: getattr(chosen, side)[:100] for side in ("validation", "test")}
    trusted = chosen.train[chosen.train["clean"].astype(str) == "1"] if chosen.score_where else chosen.train
    return Setting(classifier, replace(chosen, train=trusted[:200], **sides), repeats=2, plots=50, quick=True)


def file_of(name: str, quick: bool, folder: Path = KEPT) -> Path:
    """Where a part's results are kept."""
    return folder / f"{name}{'-quick' if quick else ''}.json"


def kept(name: str, shared: Setting, folder: Path = KEPT) -> Part | None:
    """What an earlier run measured of this part on the same model."""
    path = file_of(name, shared.quick, folder)
    part: Part | None = json.loads(path.read_text(encoding="utf-8")) if path.exists() else None
    return part if part and part["model"] == shared.classifier.version else None


def measure(name: str, shared: Setting, folder: Path = KEPT) -> Part:
    """A part's lines with their date and the machine's load, kept at once."""
    load, began = os.getloadavg()[0], time.time()
    lines = PARTS[name](shared)
    part = {"model": shared.classifier.version, "date": time.strftime("%Y-%m-%d"), "load": load}
    part |= {"minutes": (time.time() - began) / 60}
    part |= {kind.__name__: [asdict(one) for one in lines if isinstance(one, kind)] for kind in (Row, Growth)}
    path = file_of(name, shared.quick, folder)
    path.parent.mkdir(parents=True, exist_ok=True)
    atomic.write_text(path, json.dumps(part))
    return part


def main(arguments: list[str] | None = None) -> None:
    """Measure what isn't there yet, print and write the page."""
    parser = BENCHMARK.parser()
    parser.add_argument("--parts", nargs="+", choices=PARTS, default=list(PARTS), help="measure only these")
    parser.add_argument("--fresh", action="store_true", help="forget what earlier runs measured of these parts")
    options = BENCHMARK.parse(arguments, parser)
    shared, parts = setting(options.model, options.quick), {}
    about, text = page.measured(options, shared.classifier.version, PACKAGES), [""]
    for name in PARTS:
        again = options.fresh and name in options.parts
        part = None if again else kept(name, shared)
        if name in options.parts and part is None:
            print(f"{name} ...", flush=True)
            part = measure(name, shared)
            print(f"{name} took {part['minutes']:.1f} minutes", flush=True)
        if part:
            parts[name] = part
            text = bench_page.lines(about, parts, shared)
            page.write(options.page, f"python -m {BENCHMARK.module}", text)
    print("\n".join(text))


if __name__ == "__main__":
    main()
