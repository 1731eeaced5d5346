"""explain: which words of a plot raise and lower its genres, as a table, JSON or a page."""

import argparse
import importlib.util
import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from ..errors import PlotError, printable
from ..explanations import DEFAULT_METHOD, method_named, method_names
from ..model.classifier import GenreClassifier
from . import against, posters
from .shared import by, take_model

if TYPE_CHECKING:
    from ..explanations import Explanation


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """What ``explain`` takes."""
    command = commands.add_parser("explain", help="which words of a plot raise and lower its genres")
    command.add_argument("plot", metavar="PLOT", help="a plot in quotes; with --poster it may be empty")
    command.add_argument("--genre", action="append", metavar="NAME", help="only this genre; may be repeated")
    command.add_argument("--method", metavar="NAME", help=f"{method_names()} (default: {DEFAULT_METHOD})")
    command.add_argument("--scale", metavar="NAME", default="probability", help="probability or log_odds")
    command.add_argument("--json", action="store_true", help="one JSON object")
    command.add_argument("--html", type=Path, metavar="FILE", help="write a page with the coloured plot")
    told = "another model: where the two differ most, and which words make the difference"
    command.add_argument("--against", type=Path, metavar="DIR", help=told)
    take_model(command)
    posters.take_poster(command)


def run(options: argparse.Namespace) -> None:
    """Print which words said so: a table, JSON, or a page; with another model, where the two differ.

    With a poster: what it adds, and where on it.
    """
    if options.against and options.poster:
        raise PlotError("--against compares two models on plots. Leave the poster out.")
    if options.against or options.poster:
        (against if options.against else posters).explain(options)
    else:
        _explain(options)


def _explain(options: argparse.Namespace) -> None:
    from ..explanations import explain as attribute
    from ..tables.output.places import check_apart

    check_apart({"--html": [options.html]}, [options.model])
    classifier = GenreClassifier.load(options.model)
    for genre in options.genre or []:
        if genre not in classifier.classes_:
            raise PlotError(f"The model has no genre {genre!r}. It has {', '.join(classifier.classes_)}.")
    method = method_named(options.method) if options.method else DEFAULT_METHOD
    explanation = attribute(classifier, options.plot, method=method, scale=options.scale)
    genres = options.genre or classifier.predict([options.plot])[0]
    if options.html:
        from ..explanations.render import page
        from ..tables.files import whole_file

        with whole_file(options.html) as stream:
            stream.write(page.to_html(explanation, genres, _meanings(classifier, explanation)))
        print(f"Wrote the coloured plot to {options.html}.", file=sys.stderr if options.json else sys.stdout)
    if options.json:
        print(json.dumps(explanation.to_dict(options.genre), ensure_ascii=False))
    elif not options.html:
        if explanation.reading:
            print(f"{printable(explanation.reading.sentence)}\n")
        print_coloured(explanation, genres)
        for genre in genres:
            print_words(explanation, genre)
        print(by(classifier))


def _meanings(classifier: GenreClassifier, explanation: "Explanation") -> Mapping[str, str]:
    """What each probability meant on the model's test films; nothing for a model without them."""
    from ..measure.meaning import meanings
    from ..model.folder.layout import LAYOUT

    if classifier.artifact.lacks(LAYOUT.evaluation):
        return {}
    y_true, y_score = classifier.artifact.evaluation()
    return meanings(y_true, y_score, explanation.output_names, explanation.probabilities.tolist())


def print_coloured(explanation: "Explanation", genres: Sequence[str]) -> None:
    """The coloured plot, in a terminal and with rich installed; nothing in a file or a pipe."""
    if not (sys.stdout.isatty() and importlib.util.find_spec("rich")):
        return
    from rich.console import Console

    console = Console(highlight=False)
    if not console.is_dumb_terminal:
        from ..explanations.render.terminal import to_rich

        console.print(to_rich(explanation, genres))
        print()


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
