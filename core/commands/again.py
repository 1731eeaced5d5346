"""``predict --previous``: keep what an earlier run gave plots that have not changed, and what people have decided."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from ..errors import OptionError, printable
from ..extras import needs
from ..model.classifier import GenreClassifier
from .shared import plot_column_of

if TYPE_CHECKING:
    from ..tag.again.tag_again import Again, Settings, Sums


def take_previous(command: argparse.ArgumentParser) -> None:
    """``--previous``, ``--all`` and ``--decided``."""
    command.add_argument(
        "--previous",
        type=Path,
        metavar="OLD",
        help="an earlier result: only new or changed plots are tagged, and rows marked in its column locked stay as"
        " they are; for a catalogue the folder of its results",
    )
    command.add_argument("--all", action="store_true", help="with --previous: tag again what another model had tagged")
    command.add_argument(
        "--decided", type=Path, metavar="FILE", help="with --previous: an export of Review, whose labels are kept"
    )


def check(options: argparse.Namespace) -> None:
    """Refuse options that don't go together. Raises OptionError."""
    if (options.all or options.decided) and not options.previous:
        raise OptionError("--all and --decided go with --previous OLD, an earlier result. Add it.")
    if options.previous and (options.against or options.promise or options.poster or options.poster_column):
        raise OptionError("--previous is about plots that one model reads. Leave out --against, --promise and posters.")


def settings(options: argparse.Namespace) -> "Settings | None":
    """What the options ask for. Raises TableError."""
    if not options.previous:
        return None
    with needs("--previous", "tables"):
        from ..tag.again.tag_again import Settings, decisions

        decided = decisions(options.decided, options.encoding) if options.decided else {}
        return Settings(options.previous, options.all, decided)


def of(options: argparse.Namespace, classifier: GenreClassifier) -> "Again | None":
    """An earlier result of one table, if there is one. Raises TableError."""
    if not (asked := settings(options)):
        return None
    from ..tables.output.places import check_apart
    from ..tag.again.tag_again import Again

    check_apart({"--out": [options.out]}, [*filter(None, [asked.previous, options.decided])])
    return Again(asked, plot_column_of(options), classifier, options.encoding)


def tell(sums: "Sums | None", out: TextIO) -> None:
    """Print what became of the rows, if there was an earlier result."""
    if sums:
        print(printable(sums.sentence), file=out)
