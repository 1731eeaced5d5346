"""How faithful each way to explain is, and what it costs: python -m benchmarks.explain.faithfulness --plots 500

Takes clean test plots of 20 to 120 words, explains each by every method and by the libraries' defaults (on fewer plots,
they are slow), and deletes words in the order of the attributions. Writes the tables into docs/explaining.md. Every
answer is kept in the temporary directory at once, so a run that was cut short goes on where it stopped; --fresh begins
anew. Let nothing else run meanwhile if the seconds are to mean something. --quick takes the embedded films. --ways
measures some methods only, beside the default, the random order and the best one, in a section of their own.
"""

import argparse
import tempfile
from itertools import cycle, islice
from pathlib import Path

import numpy as np
import pandas as pd

from benchmarks import page
from benchmarks.explain import report
from benchmarks.explain.ledger import Ledger
from benchmarks.explain.ways import WAYS, measure
from benchmarks.start import OPEN_PLOTS, SHARED_PLOTS, Benchmark, Option
from core.explanations import DEFAULT_METHOD, explain
from core.explanations.faithfulness import agreement
from core.explanations.sanity import randomised
from core.model.classifier import GenreClassifier
from core.text import tokenize

OPTIONS = (
    Option("plots", 500, 2, "plots to explain"),
    Option("library_plots", 50, 1, "of them for the libraries' slow defaults"),
    Option("lime_texts", 5_000, 100, "texts that LIME asks for to explain one; 5,000 are its default"),
    Option("shap_texts", 500, 20, "texts that SHAP asks for to explain one; 500 are its default"),
    Option("repeats", 7, 1, "texts of each length whose explanation is timed"),
)
BENCHMARK = Benchmark(__spec__.name, __doc__, OPTIONS, page="explaining.md", of_model=True)
LENGTHS = ("words", "words read:", "median seconds, every genre:")


def plots(path: str, count: int, seed: int = 0) -> pd.DataFrame:
    """``count`` clean test plots of 20 to 120 words."""
    frame = pd.read_csv(path, dtype=str, keep_default_na=False)
    if "split" in frame:
        frame = frame[frame["split"] == "test"]
    if "clean" in frame:
        frame = frame[frame["clean"] == "1"]
    words = np.array([len(tokenize(text)) for text in frame["plot"]])
    frame = frame[(words >= 20) & (words <= 120)]
    frame = frame.drop_duplicates("plot")
    return frame.sample(min(count, len(frame)), random_state=seed)


def seconds(classifier: GenreClassifier, films: pd.DataFrame, repeats: int) -> list[str]:
    """Seconds of the default method for texts of several lengths, made by running test plots together."""
    words = [word for text in films["plot"] for word in text.split()]
    rows = []
    for length in (1, 60, 300, 2000):
        times, read = [], 0
        for i in range(repeats):
            text = " ".join(islice(cycle(words), i * length, (i + 1) * length)) if length > 1 else "haunted"
            explanation = explain(classifier, text)
            times.append(explanation.seconds)
            read = max(read, len(explanation.data))
        rows.append((f"{length:,}", read, f"{np.median(times):.3f}"))
    return page.table(LENGTHS, rows)


def sanity(classifier: GenreClassifier, films: pd.DataFrame, count: int = 30) -> str:
    """How similar attributions are to those of the same network with shuffled weights."""
    stranger, figures, texts = randomised(classifier), [], films["plot"][:count]
    for method in ("guided", "occlusion", "shap"):
        alike = []
        for text in texts:
            ours, theirs = explain(classifier, text, method), explain(stranger, text, method)
            top = int(ours.outputs.argmax())
            alike.append(agreement(ours.values[:, top], theirs.values[:, top]))
        figures.append(f"{method} {np.nanmean(alike):+.2f}")
    return (
        f"Rank correlation with the attributions of the same network with shuffled weights ({len(texts)} plots):"
        f" {', '.join(figures)}."
    )


def dropout(classifier: GenreClassifier, films: pd.DataFrame, ledger: Ledger) -> list[str]:
    """The default method on another model: comprehensiveness beside that model's own controls."""
    ways = {DEFAULT_METHOD: WAYS[DEFAULT_METHOD]}
    return report.table(pd.DataFrame(list(measure(classifier, films, 0, ledger, ways))))


def some(options: argparse.Namespace, classifier: GenreClassifier, films: pd.DataFrame, ledger: Ledger) -> None:
    """Some methods beside the controls, in a section of their own."""
    ways = {name: WAYS[name] for name in dict.fromkeys([DEFAULT_METHOD, *options.ways])}
    rows = pd.DataFrame(list(measure(classifier, films, 0, ledger, ways)))
    chosen = f"--ways {' '.join(options.ways)}"
    options.command = f"python -m {BENCHMARK.module} --plots {options.plots} {chosen}"
    about = page.measured(options, classifier.version)
    text = [
        f"{about} {len(films)} test plots of 20 to 120 words; what the columns say is as above.",
        "",
        *report.table(rows),
    ]
    page.write(options.page, f"python -m {BENCHMARK.module} {chosen}", text)
    print("\n".join(text))


def main(arguments: list[str] | None = None) -> None:
    """Measure, print, write."""
    parser = BENCHMARK.parser()
    parser.add_argument("--data", help="the table of films (default: ../shared/data/plots.csv.gz)")
    parser.add_argument("--without-dropout", metavar="FOLDER", help="a model trained without word dropout, to compare")
    parser.add_argument("--fresh", action="store_true", help="forget the answers of earlier runs")
    parser.add_argument("--ways", nargs="+", choices=list(WAYS), metavar="NAME", help="only these methods")
    options = BENCHMARK.parse(arguments, parser)
    classifier = GenreClassifier.load(options.model)
    kept = Path(tempfile.gettempdir()) / f"genrelens-explain-{classifier.version}.jsonl"
    if options.fresh:
        kept.unlink(missing_ok=True)
    ledger = Ledger(kept)
    films = plots(options.data or str(OPEN_PLOTS if options.quick else SHARED_PLOTS), options.plots)
    if options.ways:
        return some(options, classifier, films, ledger)
    texts = options.lime_texts, options.shap_texts
    rows = pd.DataFrame(list(measure(classifier, films, options.library_plots, ledger, WAYS, texts)))
    about = page.measured(options, classifier.version)
    text = [
        f"{about} {len(films)} test plots of 20 to 120 words, the most probable genre; 95 % bootstrap intervals.",
        *("", *report.table(rows), ""),
        f"{report.in_a_sentence(rows)} {sanity(classifier, films)}",
        *("", *seconds(classifier, films, options.repeats)),
    ]
    if options.without_dropout:
        other = GenreClassifier.load(options.without_dropout)
        text += ["", "The same for a network trained without word dropout:", "", *dropout(other, films, ledger)]
    page.write(options.page, f"python -m {BENCHMARK.module}", text)
    print("\n".join(text))


if __name__ == "__main__":
    main()
