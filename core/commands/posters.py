"""Posters on the command line: ``predict --poster``, ``predict --poster-column`` and ``explain --poster``."""

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from ..amounts import amount
from ..errors import PlotError
from .shared import by

if TYPE_CHECKING:  # nobody waits for posters who has none
    from ..posters.classifier import PosterClassifier
    from ..posters.shares import Shares
    from ..tag.posters import PosterColumn

WIDTH = 30


def take_poster(command: argparse.ArgumentParser) -> None:
    """``--poster`` and ``--posters``."""
    command.add_argument("--poster", type=Path, metavar="FILE", help="the film's poster: a JPEG, PNG or WebP")
    command.add_argument(
        "--posters", type=Path, metavar="DIR", help="poster model (default: that of the plot model, beside it)"
    )


def of_tables(options: argparse.Namespace) -> "PosterColumn | None":
    """The column of posters, if ``--poster-column`` names one. Raises ArtifactError."""
    if not options.poster_column:
        return None
    from ..tag.posters import PosterColumn

    return PosterColumn(options.poster_column, opened(options))


def predict(options: argparse.Namespace) -> None:
    """Print the genres of one film: of its poster, beside its plot or alone."""
    if len(options.target) > 1 or options.poster_column or options.out:
        raise PlotError(
            "--poster is for one film: one plot in quotes, which may be empty. Tables have --poster-column."
        )
    from ..posters.image import read_noted
    from ..posters.shares import shares

    classifier = opened(options)
    plot, (pixels, note) = options.target[0], read_noted(options.poster)
    told = shares(classifier, plot, pixels)
    print_shares(told, classifier.genres_of(told.both[None], *classifier.known(plot))[0])
    print_note(note)
    print(by(classifier.plots))


def opened(options: argparse.Namespace) -> "PosterClassifier":
    """The plot model and the poster model that the options name. Raises ArtifactError."""
    from ..posters.classifier import PosterClassifier

    return PosterClassifier.load(options.model, options.posters)


def print_shares(told: "Shares", genres: Sequence[str]) -> None:
    """Every genre with what plot and poster add to how frequent it is; ``genres`` are marked."""
    print(f"  {'genre':<{WIDTH}} probability  frequency      plot    poster")
    for g in (-told.both).argsort(kind="stable"):
        mark = "*" if told.genres[g] in genres else " "
        figures = f"{told.prior[g]:9.3f} {told.of_plot[g]:+9.3f} {told.of_poster[g]:+9.3f}"
        print(f"{mark} {told.genres[g]:<{WIDTH}} {told.both[g]:11.3f}  {figures}")


def tell(problems: int, said: TextIO) -> None:
    """How many posters of a table could not be used, where there are any."""
    if problems:
        from ..tag.posters import PROBLEM

        print(f"{amount(problems, 'poster')} could not be used; the column {PROBLEM} says why.", file=said)


def print_note(note: str) -> None:
    """What to know of how the poster was read, where there is something."""
    if note:
        print(f"\n{note}")


def explain(options: argparse.Namespace) -> None:
    """Print what plot and poster each add to a film's genres, and where on the poster; or write the heatmaps."""
    from ..posters import picture, regions
    from ..posters.image import read_noted
    from ..posters.shares import shares
    from ..tables.files import whole_file
    from ..tables.output.places import check_apart

    check_apart({"--html": [options.html]}, [options.model, options.poster])
    classifier, (pixels, note) = opened(options), read_noted(options.poster)
    told = shares(classifier, options.plot, pixels)
    for genre in options.genre or []:
        if genre not in told.genres:
            raise PlotError(f"The model has no genre {genre!r}. It has {', '.join(told.genres)}.")
    method = options.method or "occlusion"
    chosen = classifier.genres_of(told.both[None], *classifier.known(options.plot))[0]
    explained = regions.explain(classifier, options.plot, pixels, method)
    tests = {genre: regions.deletion(classifier, options.plot, explained, genre) for genre in options.genre or chosen}
    if options.html:
        with whole_file(options.html) as stream:
            stream.write(picture.page(explained, told, tests, note))
        print(f"Wrote the poster with its heatmaps to {options.html}.", file=sys.stderr if options.json else sys.stdout)
    if options.json:
        print(json.dumps(picture.to_dict(explained, told, tests, note), ensure_ascii=False))
    elif not options.html:
        print_shares(told, chosen)
        print_note(note)
        for genre, test in tests.items():
            print(f"\n{picture.alternative(explained, genre, told)}\n{picture.trust(test)}")
        print(by(classifier.plots))
