"""predict: the genres of one plot, of every plot in a table, or of a catalogue of Parquet files, here or on Ray."""

import argparse
from pathlib import Path

from ..errors import EngineError, PlotError, TableError, printable
from ..model.classifier import GenreClassifier
from ..reading import read
from . import again, against, posters, promise, tag
from .shared import by, plot_column_of, print_table, take_model, take_table
from .targets import is_catalogue, is_file


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
        return tag.tag_catalogue(options)
    if len(options.target) > 1:
        raise PlotError("There are several arguments. Put a plot in quotes; several files need to be Parquet files.")
    target = options.target = options.target[0]
    told = options.text_column or options.columns or options.encoding or options.poster_column
    if is_file(target, told, options.out):
        if options.against:
            against.predict_file(options, plot_column_of(options))
        else:
            tag.tag_file(options)
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
