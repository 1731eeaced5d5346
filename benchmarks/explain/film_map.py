"""How far a map of films can be trusted, and what it costs: python -m benchmarks.explain.film_map

Trustworthiness at 10 neighbours of the two main directions, of t-SNE and of t-SNE with its films shuffled, on the
embedded films and on samples of a larger table. Each map is drawn in a process of its own, whose memory is measured.
Writes its section of docs/explaining.md.
"""

import multiprocessing
import resource
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from benchmarks import page
from benchmarks.start import OPEN_PLOTS, SHARED_PLOTS, Benchmark, Option
from core.model.classifier import GenreClassifier

OPTIONS = (Option("films", [10_000, 50_000], [100], "films of the larger table, a map each"),)
BENCHMARK = Benchmark(__spec__.name, __doc__, OPTIONS, page="explaining.md", of_model=True)
COLUMNS = (
    "films:", "judged by:", "trust, main directions:", "trust, t-SNE:", "trust, shuffled:", "reading, s:", "t-SNE, s:",
    "memory on top of the model, MB:", "file, MB:",
)  # fmt: skip


def peak() -> float:
    """Megabytes that this process has held at most."""
    held = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return held / (1e6 if sys.platform == "darwin" else 1e3)


def drawn(model: Path, plots: list[str]) -> dict[str, Any]:
    """One map, in the process that calls this: its figures by the names of the columns."""
    from data.map import film_map, representation
    from data.map.places import by_neighbours, trustworthiness

    classifier = GenreClassifier.load(model)
    classifier.predict_proba(plots[:64])
    before, began = peak(), time.perf_counter()
    films, judges = representation.read(classifier, plots)
    read = time.perf_counter()
    whole = film_map.FilmMap(films, len(judges.rows), 0.0)
    main = trustworthiness(judges, whole.main)
    started = time.perf_counter()
    arranged = by_neighbours(films.directions, lambda share: None)
    ended = time.perf_counter()
    shuffled = np.random.default_rng(0).permutation(arranged)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "map.npz"
        film_map.save(
            film_map.FilmMap(films, len(judges.rows), main, arranged, trustworthiness(judges, arranged)), file
        )
        size = file.stat().st_size / 1e6
    trust = [f"{figure:.3f}" for figure in (main, trustworthiness(judges, arranged), trustworthiness(judges, shuffled))]
    cost = (f"{read - began:.1f}", f"{ended - started:.1f}", f"{peak() - before:.0f}", f"{size:.1f}")
    values = (f"{len(films.positions):,}", f"{len(judges.rows):,}", *trust, *cost)
    return dict(zip(COLUMNS, values, strict=True))


def tables(sizes: list[int], quick: bool) -> list[list[str]]:
    """The plots of each map."""
    embedded = pd.read_csv(OPEN_PLOTS)["plot"].tolist()
    if quick or not SHARED_PLOTS.exists():
        return [embedded[:size] for size in sizes] if quick else [embedded]
    larger = pd.read_csv(SHARED_PLOTS)["plot"].dropna().astype(str).tolist()
    return [embedded, *(larger[:size] for size in sizes)]


def main(arguments: list[str] | None = None) -> None:
    """Draw each map, write the section."""
    options = BENCHMARK.parse(arguments)
    version = GenreClassifier.load(options.model).version
    apart = multiprocessing.get_context("spawn")
    rows = []
    for plots in tables(options.films, options.quick):
        with apart.Pool(1) as alone:
            rows.append(list(alone.apply(drawn, (options.model, plots)).values()))
    text = page.measured(options, version, ["opentsne", "scikit-learn"])
    about = "The first row is the embedded films; the others are films of several catalogues. One run each."
    lines = [f"{text} {about}", "", *page.table(COLUMNS, rows)]
    page.write(options.page, f"python -m {BENCHMARK.module}", lines)
    print(options.page.read_text(encoding="utf-8") if options.quick else options.page)


if __name__ == "__main__":
    main()
