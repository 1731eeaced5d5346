"""python -m core predict "some plot" | predict FILE.csv --out OUT.csv | explain "some plot" | evaluate FILE.csv

A catalogue of Parquet files, here or on a Ray cluster: python -m core predict FOLDER --out FOLDER [--engine ray]
Installed, the same commands are ``genrelens predict ...`` or ``python -m genrelens predict ...``.
"""

import argparse
import json
import os
import shlex
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from . import __version__
from .errors import EngineError, PlotError, TableError, printable
from .exit_code import exit_code

# Pandas, scikit-learn and SHAP are imported by the commands that need them: a prediction must not wait for them.
from .explanations import DEFAULT_METHOD, method_named, method_names
from .extras import needs
from .model.classifier import DEFAULT_MODEL, GenreClassifier
from .model.promoted import promoted
from .reading import read
from .tables.columns import Columns
from .tables.files import STANDARD_INPUT, STANDARD_OUTPUT
from .tables.formats import JSON, PACKED, TEXT

if TYPE_CHECKING:
    from .explanations import Explanation
    from .tag import csv, parquet

TABLES = tuple(
    f".{ending}{packed}" for ending in (*TEXT, *JSON, "xlsx") for packed in ("", *(f".{end}" for end in PACKED))
)
WIDTH = 30
MOST_REASONS = 5  # that the report of an evaluation names


def program() -> str:
    """What people type to start this: ``genrelens``, or ``python -m`` and the library's name."""
    command = Path(sys.argv[0]).stem
    return command if command == "genrelens" else f"python -m {__package__}"


def parser() -> argparse.ArgumentParser:
    """Three commands, all of which take ``--model``."""
    result = argparse.ArgumentParser(prog=program(), description="Genres of plots, and which words said so.")
    result.add_argument("--version", action="version", version=f"GenreLens {__version__}")
    commands = result.add_subparsers(dest="command", required=True, metavar="predict | explain | evaluate")

    predict = commands.add_parser("predict", help="genres of one plot, or of every plot in a file or catalogue")
    predict.add_argument(
        "target",
        nargs="+",
        metavar="PLOT|FILE|FOLDER",
        help="a plot in quotes; a table (CSV, TSV, JSON, .xlsx, packed or not; - is the standard input); folders of"
        " .parquet files, or the files",
    )
    predict.add_argument(
        "--text-column",
        metavar="NAME",
        help="the column with the plots (default: guessed from the names); PLOT is a file then",
    )
    predict.add_argument(
        "--out",
        type=Path,
        metavar="PATH",
        help="where to write: a file, - for CSV to the standard output, or a folder for Parquet",
    )
    predict.add_argument("--engine", choices=("local", "ray"), default="local", help="where Parquet is tagged")
    predict.add_argument(
        "--address", metavar="ADDRESS", help="a Ray cluster (default: RAY_ADDRESS, or one started here)"
    )
    predict.add_argument("--workers", type=int, metavar="N", help="Ray workers (default: one a processor)")

    explain = commands.add_parser("explain", help="which words of a plot raise and lower its genres")
    explain.add_argument("plot", metavar="PLOT")
    explain.add_argument("--genre", action="append", metavar="NAME", help="only this genre; may be repeated")
    explain.add_argument("--method", metavar="NAME", help=f"{method_names()} (default: {DEFAULT_METHOD})")
    explain.add_argument("--scale", metavar="NAME", default="probability", help="probability or log_odds")
    explain.add_argument("--json", action="store_true", help="one JSON object")
    explain.add_argument("--html", type=Path, metavar="FILE", help="write a page with the coloured plot")

    evaluate = commands.add_parser("evaluate", help="how right the model is on a file with plot and genres")
    evaluate.add_argument("file", type=Path, metavar="FILE", help="a table with plots and genres; - is standard input")
    evaluate.add_argument(
        "--where", action="append", default=[], metavar="COLUMN=VALUE", help="score these rows only; may be repeated"
    )
    evaluate.add_argument("--against", type=Path, metavar="DIR", help="another model, compared on the same films")
    evaluate.add_argument("--left-out", type=Path, metavar="FILE", help="write each row that was left out, and why")
    evaluate.add_argument("--draws", type=int, default=1_000, metavar="N", help="bootstrap draws (default: 1000)")
    evaluate.add_argument("--json", action="store_true", help="one JSON object")

    for command in (predict, evaluate):
        command.add_argument(
            "--columns", default="", help="which column is which, as plot=overview,genres=genre; the rest is guessed"
        )
        command.add_argument("--encoding", default="", help="of the file's text, such as cp1252 (default: UTF-8)")
    for command in (predict, explain, evaluate):
        command.add_argument("--model", type=Path, default=DEFAULT_MODEL, metavar="DIR", help="model folder")
    return result


def is_file(target: str, column: str | None, out: Path | None) -> bool:
    """Whether the argument of ``predict`` names a file: an option says so, it exists, or it is called like one."""
    if column or out or target == STANDARD_INPUT:
        return True
    try:
        return Path(target).is_file() or (target.lower().endswith(TABLES) and len(target.split()) == 1)
    except (OSError, ValueError):  # too long for a path, or with a null byte
        return False


def is_catalogue(targets: list[str], engine: str) -> bool:
    """Whether the arguments of ``predict`` name Parquet files or folders of them."""
    try:
        named = [target for target in targets if target.strip()]
        return engine == "ray" or any(t.lower().endswith(".parquet") or Path(t).is_dir() for t in named)
    except (OSError, ValueError):
        return False


def predict(options: argparse.Namespace) -> int:
    """Print the genres of one plot, or write those of a file or a catalogue; 1 when some file could not be tagged."""
    if options.engine == "local" and (options.address or options.workers is not None):
        raise EngineError("--address and --workers are for --engine ray. Add it, or leave them out.")
    if options.workers is not None and options.workers < 1:
        raise EngineError(f"--workers is {options.workers}; at least 1 is needed.")
    if is_catalogue(options.target, options.engine):
        return tag_catalogue(options)
    if len(options.target) > 1:
        raise PlotError("There are several arguments. Put a plot in quotes; several files need to be Parquet files.")
    target = options.target = options.target[0]
    if is_file(target, options.text_column or options.columns or options.encoding, options.out):
        tag(options)
        return 0
    classifier = GenreClassifier.load(options.model)
    classifier.tokens(target)
    y_score = classifier.predict_proba([target])
    print(printable(read(classifier, target).sentence))
    chosen = set(classifier.genres_of(y_score)[0])
    print(f"  {'genre':<{WIDTH}} probability  threshold")
    for g in (-y_score[0]).argsort(kind="stable"):
        genre, mark = str(classifier.classes_[g]), "*" if classifier.classes_[g] in chosen else " "
        print(f"{mark} {genre:<{WIDTH}} {y_score[0, g]:11.3f}  {classifier.thresholds_[g]:9.3f}")
    print(by(classifier))
    return 0


def by(classifier: GenreClassifier) -> str:
    """Which model answered and, where the app's is another, how to use that one."""
    folder = classifier.artifact.folder
    told = f"Model: {folder}, version {classifier.version}."
    apps = promoted(Path(os.environ.get("GENRELENS_MODELS", DEFAULT_MODEL.parent)))
    if folder == DEFAULT_MODEL and apps and apps.resolve() != DEFAULT_MODEL.resolve():
        told += f" The app uses another one: add --model {shlex.quote(str(apps))}"
    return printable(told)


def plot_column_of(options: argparse.Namespace) -> str | None:
    """The column with the plots, if a person has chosen one: by ``--text-column`` or in ``--columns``."""
    return options.text_column or Columns.parse(options.columns).plot or None


def tag(options: argparse.Namespace) -> None:
    """Write a file's rows with their genres, showing a bar."""
    from tqdm import tqdm

    from .tables.files import open_file

    source = Path(options.target)
    with open_file(source) as stream:
        size = stream.seek(0, os.SEEK_END)
    if options.out is None:
        raise TableError(f"{source} is a file. Say where its genres are to be written with --out OUT.csv.")
    classifier = GenreClassifier.load(options.model)
    with tqdm(total=size, unit="B", unit_scale=True, desc=printable(source.name), disable=None) as bar:
        written, tagged = _tagged(source, options, classifier, bar)
    without = f"; {tagged.unreadable:,} without a plot that can be read have no genre" if tagged.unreadable else ""
    films = "1 film" if written == 1 else f"{written:,} films"
    said = sys.stderr if str(options.out) == STANDARD_OUTPUT else sys.stdout
    print(f"Wrote {films} to {options.out}{without}.", file=said)
    if sums := tagged.left_out.sentence():
        print(printable(sums), file=said)
    print(by(classifier), file=said)


def _tagged(
    source: Path, options: argparse.Namespace, classifier: GenreClassifier, bar: Any
) -> "tuple[int, csv.Tagged | parquet.Batch]":
    """Tag a file into a CSV, or into a Parquet file if the name of the result says so."""
    column = plot_column_of(options)
    if options.out.suffix.lower() == ".parquet":
        with needs("--out OUT.parquet", "tables"):
            from .tag.parquet import tag_to_parquet
        share = partial(_advance, bar)
        batch = tag_to_parquet(
            source, options.out, column, classifier, encoding=options.encoding, progress=share, whole=True
        )
        return batch.rows, batch
    from .tag import csv

    tagged = csv.tag(
        source, options.out, column, classifier, lambda read: bar.update(read - bar.n), encoding=options.encoding
    )
    return tagged.films, tagged


def _advance(bar: Any, rows: int, share: float) -> None:
    bar.update(int(bar.total * share) - bar.n)


def tag_catalogue(options: argparse.Namespace) -> int:
    """Tag Parquet files into a folder, naming those that can't be; 1 when there are any."""
    from tqdm import tqdm

    from .tables.places import check_apart
    from .tag import catalogue

    if options.out is None:
        raise TableError(f"Say in which folder the genres of {options.target[0]} are to be written with --out FOLDER.")
    classifier, column = GenreClassifier.load(options.model), plot_column_of(options)
    tasks = catalogue.plan(options.target, options.out)
    check_apart({"--out": [task.out for task in tasks]}, [options.model])
    left = catalogue.unfinished(tasks, column, classifier.version)
    if options.engine == "ray" and left:
        with needs("--engine ray", "ray"):
            from .tag.ray import tag_on_ray

        running = tag_on_ray(left, column, classifier, options.address, options.workers)
    else:
        running = catalogue.tag_here(left, column, classifier)
    total = catalogue.Total(len(tasks), len(tasks) - len(left))
    with closing(running) as outcomes:
        for outcome in tqdm(outcomes, total=len(left), unit="file", disable=None):
            total.add(outcome)
            if outcome.problem:
                tqdm.write(f"error: {printable(outcome.problem)}", file=sys.stderr)
    print(f"{total.sentence()} They are in {options.out}.\n{by(classifier)}")
    return 1 if total.damaged else 0


def explain(options: argparse.Namespace) -> None:
    """Print which words said so: a table, JSON, or a page."""
    from .explanations import explain as attribute
    from .tables.places import check_apart

    check_apart({"--html": [options.html]}, [options.model])
    classifier = GenreClassifier.load(options.model)
    for genre in options.genre or []:
        if genre not in classifier.classes_:
            raise PlotError(f"The model has no genre {genre!r}. It has {', '.join(classifier.classes_)}.")
    method = method_named(options.method) if options.method else DEFAULT_METHOD
    explanation = attribute(classifier, options.plot, method=method, scale=options.scale)
    genres = options.genre or classifier.predict([options.plot])[0]
    if options.html:
        from .explanations.render import page
        from .tables.files import whole_file

        with whole_file(options.html) as stream:
            stream.write(page.to_html(explanation, genres, _meanings(classifier, explanation)))
        print(f"Wrote the coloured plot to {options.html}.", file=sys.stderr if options.json else sys.stdout)
    if options.json:
        print(json.dumps(explanation.to_dict(options.genre), ensure_ascii=False))
    elif not options.html:
        if explanation.reading:
            print(f"{printable(explanation.reading.sentence)}\n")
        for genre in genres:
            print_words(explanation, genre)
        print(by(classifier))


def _meanings(classifier: GenreClassifier, explanation: "Explanation") -> Mapping[str, str]:
    """What each probability meant on the model's test films; nothing for a model without them."""
    from .measure.meaning import meanings
    from .model.layout import LAYOUT

    if classifier.artifact.lacks(LAYOUT.evaluation):
        return {}
    y_true, y_score = classifier.artifact.evaluation()
    return meanings(y_true, y_score, explanation.output_names, explanation.probabilities.tolist())


def print_words(explanation: "Explanation", genre: str) -> None:
    """One genre's words, strongest first, and how they add up."""
    g = explanation.column(genre)
    print(f"{genre}: probability {explanation.probabilities[g]:.3f}")
    for word in explanation.top_words(genre, count=15):
        unknown = "" if explanation.known[word.position] else "  (unknown to the model)"
        print(f"  {word.value:+.4f}  {word.word}{unknown}")
    total, scale = explanation.values[:, g].sum(), explanation.scale.replace("_", "-")
    print(
        f"  without any word {explanation.base_values[g]:.3f}, all words {total:+.3f},"
        f" left unexplained {explanation.gaps[g]:+.3f} ({explanation.method}, {scale}, {explanation.seconds:.2f} s)\n"
    )


def evaluate(options: argparse.Namespace) -> None:
    """Score a model on a file, and print the figures or their JSON."""
    from .measure import report

    if options.draws < 1:
        raise TableError(f"--draws is {options.draws}; at least 1 is needed, and 1000 are usual.")
    classifier = GenreClassifier.load(options.model)
    genres = [str(genre) for genre in classifier.classes_]
    films = report.read(options.file, genres, options.where, Columns.parse(options.columns), options.encoding)
    if options.left_out:
        from .tables.files import whole_file
        from .tables.places import check_apart

        check_apart({"--left-out": [options.left_out]}, [options.file, options.model])

        with whole_file(options.left_out) as stream:
            films.rows.to_csv(stream, index=False)
    result = report.evaluate(classifier, films, options.draws)
    if options.against:
        other = GenreClassifier.load(options.against)
        result["against"] = report.against(classifier, other, films, options.draws)
    if options.json:
        print(json.dumps(result, ensure_ascii=False, allow_nan=False))
    else:
        print_report(result)
        print(f"\n{by(classifier)}")


def print_report(result: dict[str, Any]) -> None:
    """The result of ``evaluate`` as tables."""
    from .genres import counted
    from .measure.metrics import NAMES

    print(f"{result['films']:,} films")
    for reason, count in list(result["left_out"].items())[:MOST_REASONS]:
        print(f"  left out: {count:,} ({printable(reason)})")
    if more := list(result["left_out"].values())[MOST_REASONS:]:
        print(f"  left out: {sum(more):,} more, for {len(more):,} other reasons; --left-out FILE lists every row")
    odd = result["genres_not_understood"]
    if lacking := {name: films for name, films in result["genres_the_model_lacks"].items() if name not in odd}:
        print(f"  genres the model lacks: {printable(counted(lacking))}")
    if odd:
        print(f"  not understood, so unknown and not absent: {printable(counted(odd))}")
    print(f"\n{'metric':<20} value  95 % interval")
    for name, (low, high) in result["intervals"].items():
        verdict = f"  {result['against'][name]}" if "against" in result else ""
        print(f"{NAMES[name]:<20} {result['metrics'][name]:.3f}  [{low:.3f}, {high:.3f}]{verdict}")
    print(f"\n{'genre':<20} {'films':>6}   f1  95 % interval   precision  recall  average precision")
    for row in result["per_genre"]:
        area = "" if row["average_precision"] is None else f"{row['average_precision']:.3f}"
        print(
            f"{row['genre']:<20} {row['support']:>6,} {row['f1']:.3f} [{row['f1_low']:.3f}, {row['f1_high']:.3f}]"
            f" {row['precision']:>10.3f} {row['recall']:>7.3f} {area:>10}"
        )
    print(f"\n{'slice':<14} {'group':<18} {'films':>6}  micro F1")
    for row in result["slices"]:
        print(
            f"{row['slice']:<14} {printable(row['group']):<18} {row['films']:>6,}  {row['micro_f1']:.3f}"
            f" [{row['micro_f1_low']:.3f}, {row['micro_f1_high']:.3f}]"
        )


def main(arguments: Sequence[str] | None = None) -> int:
    """Entry point of the command line."""
    commands: dict[str, Callable[[argparse.Namespace], int | None]]
    commands = {"predict": predict, "explain": explain, "evaluate": evaluate}

    def act() -> int | None:
        options = parser().parse_args(arguments)
        command = commands[options.command]
        with needs(options.command, "evaluate" if options.command == "evaluate" else "tables"):
            return command(options)

    return exit_code(act)


def run() -> int:
    """The command ``genrelens``: :func:`main` on a terminal, whatever signs it can show."""
    sys.stdout.reconfigure(errors="replace")  # type: ignore[union-attr]  # a plot may hold what the terminal can't show
    return main()
