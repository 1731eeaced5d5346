"""GenreLens beside what people would use instead, on the same films: python -m benchmarks.quality.table, make quality

Every contender trains on a table's training films. Its scores are calibrated and its thresholds tuned on the table's
validation films in the same way for all, and it is measured on the test films. Finished contenders are kept in
build/quality, so an interrupted run goes on where it stopped. Writes a section of docs/quality.md for each table.
--quick takes the embedded films and leaves out what has to be trained for long.
"""

import argparse
from collections.abc import Callable
from functools import partial
from pathlib import Path

from benchmarks import page, picture
from benchmarks.quality import fine_tuned, linear, networks, scoring
from benchmarks.quality.scoring import Result
from benchmarks.start import OPEN_PLOTS, SHIPPED, Benchmark
from core.measure import metrics
from core.measure.bootstrap import bootstrap, paired
from core.model.classifier import GenreClassifier
from recipe import baseline, films
from recipe.films import Films, Scores

BENCHMARK = Benchmark(__spec__.name, __doc__, page="quality.md")
COLUMNS = ("micro_f1_global", "macro_f1", "map", "lrap", "micro_f1", "samples_f1", "exact_match", "ece")
TITLES = {"micro_f1_global": "micro F1, one threshold", "micro_f1": "micro F1, threshold per genre"}
WITH_INTERVALS = ("macro_f1", "map", "lrap")
PEER_TABLE = "peer_tmdb8000"
ALONE = {"word_gain": 8.0, "learning_rate": 4e-3, "batch_size": 128, "min_films": 300, "word_dropout": 0.1, "epochs": 7}
PEER = {"word_gain": 8.0, "learning_rate": 4e-3, "batch_size": 32, "word_dropout": 0.1, "min_films": 1}
PEER |= {"epochs": 8, "patience": 3}
WITH_TEACHER = PEER | {"batch_size": 128, "epochs": 5}  # learns from 50,000 plots, as the shipped model does
Make = Callable[[Films], Scores]


def contenders(table: Films) -> dict[str, Make]:
    """Name -> how it is trained and scored."""
    if table.name == "plots":
        ours: dict[str, Make] = {"GenreLens": networks.shipped}
    else:
        ours = {
            "GenreLens": partial(networks.network, settings=PEER, preset="genrelens"),
            "GenreLens with a teacher": partial(networks.with_teacher, settings=WITH_TEACHER),
        }
    alone = ALONE if table.name == "plots" else PEER
    return {
        **ours,
        "original network": partial(networks.network, settings=alone, preset="original"),
        "TF-IDF + logistic regression": baseline.tfidf_logistic,
        "TF-IDF + LinearSVC": linear.tfidf_svc,
        "MiniLM-L6 embeddings + logistic regression": linear.minilm_logistic,
        "MiniLM-L6 fine-tuned": fine_tuned.minilm_fine_tuned,
    }


def results(table: Films, without: list[str], quick: bool) -> dict[str, Result]:
    """Every contender's result, except those in ``without``."""
    measured = {}
    for name, make in contenders(table).items():
        if name in without or (quick and not (name == "GenreLens" or name.startswith("TF-IDF"))):
            continue
        again = quick or make is networks.shipped  # another model may be shipped by now; scoring it takes seconds
        measured[name] = scoring.measure(table, make(table) if again else scoring.kept(table, name, make))
    return measured


def lines(measured: dict[str, Result]) -> list[str]:
    """The table; below it, how far each GenreLens is from every other contender."""
    titles = [TITLES.get(name) or metrics.NAMES[name] for name in COLUMNS]
    rows = [[name, *(f"{result.values[n]:.3f}" for n in COLUMNS)] for name, result in measured.items()]
    text = page.table(["", *titles], rows)
    for ours in (name for name in measured if name.startswith("GenreLens")):
        text += compared(ours, measured)
    return text


def compared(ours: str, measured: dict[str, Result]) -> list[str]:
    """How certain one contender's figures are, and how far it is from each other one."""
    intervals, _ = bootstrap(measured[ours].scored)
    figures = ", ".join(f"{metrics.NAMES[n]} {intervals[n]}" for n in WITH_INTERVALS)
    text = ["", f"95 % intervals of {ours}: {figures}."]
    text += ["", f"{ours} minus each (paired bootstrap over films, 95 % intervals):", ""]
    for other in (name for name in measured if name != ours):
        single = paired(measured[ours].single, measured[other].single)["micro_f1"]
        difference = paired(measured[ours].scored, measured[other].scored)
        gaps = ", ".join(f"{metrics.NAMES[n]} {difference[n]}" for n in WITH_INTERVALS)
        text.append(f"- {other}: micro F1 {single}, {gaps}")
    return text


def drawn(measured: dict[str, Result], file: Path) -> list[str]:
    """Draw the precision-recall curves into the page's folder; returns the lines that show them."""
    curves = {name: (result.scored.y_true, result.y_score) for name, result in measured.items()}
    picture.save(picture.precision_recall(curves), file)
    return ["", f"![Precision against recall over all film-genre pairs of the test films](figures/{file.name})"]


def read(name: str, quick: bool) -> Films:
    """The films of a table; with ``quick`` the embedded ones under its name."""
    if quick:
        embedded = films.read("plots", OPEN_PLOTS, "", 20)
        known = GenreClassifier.load(SHIPPED).classes_.tolist()
        return films.keep_genres(embedded, known)
    return films.shipped() if name == "plots" else films.load(name, "", 1)


def write(table: Films, section: str, measured: dict[str, Result], options: argparse.Namespace) -> None:
    """A table's section of the page."""
    options.command = f"{section} --quick" if options.quick else section
    model = GenreClassifier.load(SHIPPED).version if table.name == "plots" else ""
    figure = options.page.parent / "figures" / f"quality-{table.name}.png"
    text = [page.measured(options, model), "", *lines(measured)]
    page.write(options.page, section, [*text, *([] if options.quick else drawn(measured, figure))])


def main(arguments: list[str] | None = None) -> None:
    """Train what is missing, measure, write."""
    parser = BENCHMARK.parser()
    parser.add_argument("--table", choices=("plots", PEER_TABLE), help="only this table")
    parser.add_argument("--without", nargs="*", default=[], help="contenders to leave out, by their names")
    options = BENCHMARK.parse(arguments, parser)
    for name in (options.table,) if options.table else ("plots", *([] if options.quick else [PEER_TABLE])):
        table = read(name, options.quick)
        measured = results(table, options.without, options.quick)
        write(table, f"python -m {BENCHMARK.module} --table {name}", measured, options)
    print(options.page.read_text(encoding="utf-8") if options.quick else options.page)


if __name__ == "__main__":
    main()
