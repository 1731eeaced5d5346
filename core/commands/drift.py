"""drift: whether the plots of a table or a catalogue are still like those that the model learnt from."""

import argparse
import json
from pathlib import Path

from ..errors import TableError, printable
from ..model.classifier import GenreClassifier
from .shared import by, plot_column_of, take_model, take_table


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """What ``drift`` takes."""
    command = commands.add_parser("drift", help="whether new plots are still like those that the model learnt from")
    command.add_argument(
        "target", nargs="+", type=Path, metavar="FILE|FOLDER", help="tables with plots, tagged or not; .parquet folders"
    )
    command.add_argument("--text-column", metavar="NAME", help="the column with the plots (default: guessed)")
    command.add_argument("--out", type=Path, metavar="FILE.json", help="write all figures there; - prints them alone")
    command.add_argument(
        "--with",
        dest="beside",
        type=Path,
        metavar="FILE",
        help="compare with the plots of this table, such as last month's, instead of the model's own films",
    )
    take_table(command)
    take_model(command)


def run(options: argparse.Namespace) -> None:
    """Compare, say what has changed and what to do, and write the figures."""
    from ..drift import reference, report, sample
    from ..tables.files import STANDARD_OUTPUT, whole_file
    from ..tables.output.places import check_apart
    from ..tag.catalogue.plan import files_below

    if options.out and str(options.out) != STANDARD_OUTPUT:
        check_apart({"--out": [options.out]}, [*options.target, *filter(None, [options.beside]), options.model])
    classifier, column = GenreClassifier.load(options.model), plot_column_of(options)
    if options.beside:
        other = sample.of_files([options.beside], column, options.encoding, reference.MOST)
        if not other.plots:
            raise TableError(f"{options.beside} has no rows to compare with. Choose another file.")
        films = reference.of_plots(classifier, other.plots, f"the plots in {options.beside.name}")
    else:
        films = reference.needed(classifier)
    paths = [path for place in options.target for path in (files_below(place) if place.is_dir() else [place])]
    found = report.report(classifier, sample.of_files(paths, column, options.encoding), films)
    if options.out:
        with whole_file(options.out) as stream:
            stream.write(json.dumps(found.to_dict(), ensure_ascii=False, allow_nan=False, indent=1) + "\n")
    if str(options.out) == STANDARD_OUTPUT:
        return
    print(printable(found.sentence))
    for text, _ in found.told:
        print(printable(f"- {text}"))
    print(by(classifier))
