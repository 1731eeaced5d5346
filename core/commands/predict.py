"""predict: the genres of one plot, of every plot in a table, or of a catalogue of Parquet files, here or on Ray."""

import argparse
import os
import sys
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..amounts import amount
from ..errors import EngineError, PlotError, TableError, printable
from ..extras import needs
from ..model.classifier import GenreClassifier
from ..promise.promise import Promise
from ..reading import read
from ..tables.files import STANDARD_INPUT, STANDARD_OUTPUT
from ..tables.formats.kinds import JSON, PACKED, TEXT
from . import again, against, posters, promise
from .shared import by, plot_column_of, print_table, take_model, take_table

if TYPE_CHECKING:
    from ..tag import csv, parquet
    from ..tag.again import Again

TABLES = tuple(
    f".{ending}{packed}" for ending in (*TEXT, *JSON, "xlsx") for packed in ("", *(f".{end}" for end in PACKED))
)
RESULTS = (".csv", ".tsv", ".txt", ".parquet")


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """What ``predict`` takes."""
    command = commands.add_parser("predict", help="genres of one plot, or of every plot in a file or catalogue")
    command.add_argument(
        "target",
        nargs="+",
        metavar="PLOT|FILE|FOLDER",
        help="a plot in quotes; a table (CSV, TSV, JSON, .xlsx, packed or not; - is the standard input); folders of"
        " .parquet files, or the files",
    )
    command.add_argument(
        "--text-column",
        metavar="NAME",
        help="the column with the plots (default: guessed from the names); PLOT is a file then",
    )
    command.add_argument(
        "--out",
        type=Path,
        metavar="PATH",
        help="where to write: a file, - for CSV to the standard output, or a folder for several Parquet files",
    )
    command.add_argument("--engine", choices=("local", "ray"), default="local", help="where Parquet is tagged")
    command.add_argument(
        "--address", metavar="ADDRESS", help="a Ray cluster (default: RAY_ADDRESS, or one started here)"
    )
    command.add_argument("--workers", type=int, metavar="N", help="Ray workers (default: one a processor)")
    told = "another model: both on a plot, or the rows of a file on which they disagree"
    command.add_argument("--against", type=Path, metavar="DIR", help=told)
    take_table(command)
    take_model(command)
    posters.take_poster(command)
    promise.take_promise(command)
    again.take_previous(command)
    command.add_argument(
        "--poster-column", metavar="NAME", help="a column with paths of posters beside the table, or in its ZIP archive"
    )


def run(options: argparse.Namespace) -> int:
    """Print the genres of one plot, or write those of a file or a catalogue; 1 when some file could not be tagged."""
    _check(options)
    if options.poster:
        posters.predict(options)
        return 0
    if is_catalogue(options.target, options.engine, options.out):
        if options.against:
            raise TableError("--against compares two models on one plot or one table, not on Parquet. Give a table.")
        return tag_catalogue(options)
    if len(options.target) > 1:
        raise PlotError("There are several arguments. Put a plot in quotes; several files need to be Parquet files.")
    target = options.target = options.target[0]
    told = options.text_column or options.columns or options.encoding or options.poster_column
    if is_file(target, told, options.out):
        if options.against:
            against.predict_file(options, plot_column_of(options))
        else:
            tag(options)
    elif options.against:
        against.predict_plot(target, *against.models(options))
    elif options.promise:
        promise.predict_plot(target, options)
    else:
        print_genres(target, options.model)
    return 0


def _check(options: argparse.Namespace) -> None:
    """Refuse options that do not go together."""
    if options.engine == "local" and (options.address or options.workers is not None):
        raise EngineError("--address and --workers are for --engine ray. Add it, or leave them out.")
    if options.workers is not None and options.workers < 1:
        raise EngineError(f"--workers is {options.workers}; at least 1 is needed.")
    promise.check(options)
    again.check(options)
    if options.against and (options.poster or options.poster_column):
        raise PlotError("--against compares two models on plots. Leave the posters out.")


def print_genres(plot: str, model: Path) -> None:
    """Print how much of one plot was read, every genre's probability and threshold, and the model."""
    classifier = GenreClassifier.load(model)
    classifier.tokens(plot)
    y_score = classifier.predict_proba([plot])
    print(printable(read(classifier, plot).sentence))
    print_table(classifier, y_score[0], classifier.genres_of(y_score)[0], classifier.thresholds_)
    print(by(classifier))


def is_file(target: str, column: str | None, out: Path | None) -> bool:
    """Whether the argument of ``predict`` names a file: an option says so, it exists, or it is called like one."""
    if column or out or target == STANDARD_INPUT:
        return True
    try:
        return Path(target).is_file() or (target.lower().endswith(TABLES) and len(target.split()) == 1)
    except (OSError, ValueError):  # too long for a path, or with a null byte
        return False


def writes_parquet(out: Path | None) -> bool:
    """Whether the name of the result says Parquet."""
    return out is not None and out.suffix.lower() == ".parquet"


def is_catalogue(targets: list[str], engine: str, out: Path | None) -> bool:
    """Whether the arguments of ``predict`` name Parquet files or folders of them, to be written to a folder.

    One file whose result is called like a file is a table like any other.
    """
    to_file = out is not None and (str(out) == STANDARD_OUTPUT or out.suffix.lower() in RESULTS) and not out.is_dir()
    try:
        if to_file and engine == "local" and len(targets) == 1 and Path(targets[0]).is_file():
            return False
        named = [target for target in targets if target.strip()]
        return engine == "ray" or any(t.lower().endswith(".parquet") or Path(t).is_dir() for t in named)
    except (OSError, ValueError):
        return False


def tag(options: argparse.Namespace) -> None:
    """Write a file's rows with their genres, showing a bar."""
    from tqdm import tqdm

    from ..tables.files import open_file

    source = Path(options.target)
    with open_file(source) as stream:
        size = stream.seek(0, os.SEEK_END)
    if options.out is None:
        raise TableError(f"{source} is a file. Say where its genres are to be written with --out OUT.csv.")
    classifier = GenreClassifier.load(options.model)
    promised, before = promise.of(options, classifier), again.of(options, classifier)
    with tqdm(total=size, unit="B", unit_scale=True, desc=printable(source.name), disable=None) as bar:
        written, tagged = _tagged(source, options, classifier, promised, before, bar)
    rest = "without a plot that can be read"
    without = f"; {amount(tagged.unreadable, f'{rest} has no genre', f'{rest} have no genre')}"
    without = without if tagged.unreadable else ""
    films = amount(written, "film")
    said = sys.stderr if str(options.out) == STANDARD_OUTPUT else sys.stdout
    print(f"Wrote {films} to {options.out}{without}.", file=said)
    print(printable(tagged.left_out.sentence()), file=said)
    promise.tell(promised, tagged.tally, said)
    again.tell(before.sums if before else None, said)
    print(by(classifier), file=said)


def _tagged(
    source: Path,
    options: argparse.Namespace,
    classifier: GenreClassifier,
    promised: Promise | None,
    before: "Again | None",
    bar: Any,
) -> "tuple[int, csv.Tagged | parquet.Batch]":
    """Tag a file into a CSV, or into a Parquet file if the name of the result says so."""
    column, shown = plot_column_of(options), posters.of_tables(options)
    beside = shown.of(source) if shown else None
    if writes_parquet(options.out):
        with needs("--out OUT.parquet", "tables"):
            from ..tag.parquet import tag_to_parquet
        share = partial(_advance, bar)
        batch = tag_to_parquet(
            source,
            options.out,
            column,
            classifier,
            encoding=options.encoding,
            posters=beside,
            progress=share,
            whole=True,
            promise=promised,
            again=before,
        )
        return batch.rows, batch
    from ..tag import csv

    tagged = csv.tag(
        source,
        options.out,
        column,
        classifier,
        lambda read: bar.update(read - bar.n),
        encoding=options.encoding,
        posters=beside,
        promise=promised,
        again=before,
    )
    return tagged.films, tagged


def _advance(bar: Any, rows: int, share: float) -> None:
    bar.update(int(bar.total * share) - bar.n)


def tag_catalogue(options: argparse.Namespace) -> int:
    """Tag Parquet files into a folder, naming those that can't be; 1 when there are any."""
    from tqdm import tqdm

    from ..tables.output.places import check_apart
    from ..tag import catalogue

    if options.out is None:
        raise TableError(f"Say in which folder the genres of {options.target[0]} are to be written with --out FOLDER.")
    classifier, column = GenreClassifier.load(options.model), plot_column_of(options)
    promised, shown = promise.of(options, classifier), posters.of_tables(options)
    asked = again.settings(options)
    tasks = catalogue.plan(options.target, options.out, asked)
    beside = [options.model, *filter(None, [options.previous, options.decided])]
    check_apart({"--out": [task.out for task in tasks]}, beside)
    left = catalogue.unfinished(tasks, column, shown.version if shown else classifier.version, promised)
    if options.engine == "ray" and left:
        with needs("--engine ray", "ray"):
            from ..tag.ray import tag_on_ray

        running = tag_on_ray(left, column, classifier, options.address, options.workers, promised, shown, asked)
    else:
        running = catalogue.tag_here(left, column, classifier, promised, shown, asked)
    total = catalogue.Total(len(tasks), len(tasks) - len(left))
    with closing(running) as outcomes:
        for outcome in tqdm(outcomes, total=len(left), unit="file", disable=None):
            total.add(outcome)
            if outcome.problem:
                tqdm.write(f"error: {printable(outcome.problem)}", file=sys.stderr)
    print(f"{total.sentence()} They are in {options.out}.")
    promise.tell(promised, total.tally, sys.stdout)
    again.tell(total.sums if asked else None, sys.stdout)
    print(by(classifier))
    return 1 if total.damaged else 0
