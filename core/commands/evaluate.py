"""evaluate: how right a model is on a table with plots and genres, alone or beside another model."""

import argparse
import json
from pathlib import Path
from typing import Any

from ..errors import TableError, printable
from ..model.classifier import GenreClassifier
from ..tables.columns.choice import Columns
from .shared import by, take_model, take_table

MOST_REASONS = 5  # that the report names


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """What ``evaluate`` takes."""
    command = commands.add_parser("evaluate", help="how right the model is on a file with plot and genres")
    command.add_argument("file", type=Path, metavar="FILE", help="a table with plots and genres; - is standard input")
    command.add_argument(
        "--where", action="append", default=[], metavar="COLUMN=VALUE", help="score these rows only; may be repeated"
    )
    command.add_argument("--against", type=Path, metavar="DIR", help="another model, compared on the same films")
    command.add_argument("--left-out", type=Path, metavar="FILE", help="write each row that was left out, and why")
    command.add_argument("--draws", type=int, default=1_000, metavar="N", help="bootstrap draws (default: 1000)")
    command.add_argument("--json", action="store_true", help="one JSON object")
    take_table(command)
    take_model(command)


def run(options: argparse.Namespace) -> None:
    """Score a model on a file, and print the figures or their JSON."""
    from ..measure import report

    if options.draws < 1:
        raise TableError(f"--draws is {options.draws}; at least 1 is needed, and 1000 are usual.")
    classifier = GenreClassifier.load(options.model)
    genres = [str(genre) for genre in classifier.classes_]
    films = report.read(options.file, genres, options.where, Columns.parse(options.columns), options.encoding)
    if options.left_out:
        from ..tables.files import whole_file
        from ..tables.output.places import check_apart

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
    """The result as tables: what was left out, every metric, every genre, every slice."""
    _print_left_out(result)
    _print_metrics(result)
    _print_genres(result["per_genre"])
    _print_slices(result["slices"])


def _print_left_out(result: dict[str, Any]) -> None:
    from ..genres import counted

    print(printable(result["sums"]))
    for reason, count in list(result["left_out"].items())[:MOST_REASONS]:
        print(f"  left out: {count:,} ({printable(reason)})")
    if more := list(result["left_out"].values())[MOST_REASONS:]:
        print(f"  left out: {sum(more):,} more, for {len(more):,} other reasons; --left-out FILE lists every row")
    odd = result["genres_not_understood"]
    if lacking := {name: films for name, films in result["genres_the_model_lacks"].items() if name not in odd}:
        print(f"  genres the model lacks: {printable(counted(lacking))}")
    if odd:
        print(f"  not understood, so unknown and not absent: {printable(counted(odd))}")


def _print_metrics(result: dict[str, Any]) -> None:
    from ..measure.metrics import NAMES

    print(f"\n{'metric':<20} value  95 % interval")
    for name, (low, high) in result["intervals"].items():
        verdict = f"  {result['against'][name]}" if "against" in result else ""
        print(f"{NAMES[name]:<20} {result['metrics'][name]:.3f}  [{low:.3f}, {high:.3f}]{verdict}")


def _print_genres(rows: list[dict[str, Any]]) -> None:
    print(f"\n{'genre':<20} {'films':>6}   f1  95 % interval   precision  recall  average precision")
    for row in rows:
        area = "" if row["average_precision"] is None else f"{row['average_precision']:.3f}"
        print(
            f"{row['genre']:<20} {row['support']:>6,} {row['f1']:.3f} [{row['f1_low']:.3f}, {row['f1_high']:.3f}]"
            f" {row['precision']:>10.3f} {row['recall']:>7.3f} {area:>10}"
        )


def _print_slices(rows: list[dict[str, Any]]) -> None:
    print(f"\n{'slice':<14} {'group':<18} {'films':>6}  micro F1")
    for row in rows:
        print(
            f"{row['slice']:<14} {printable(row['group']):<18} {row['films']:>6,}  {row['micro_f1']:.3f}"
            f" [{row['micro_f1_low']:.3f}, {row['micro_f1_high']:.3f}]"
        )
