"""``predict --promise``: only labels of which a promised share is right, and which films a person should look at."""

import argparse
from typing import TYPE_CHECKING, TextIO

from ..errors import OptionError, printable
from ..model.classifier import GenreClassifier
from ..promise.promise import Promise, parse
from ..reading import read
from .shared import by, print_table

if TYPE_CHECKING:
    from ..tag.columns.promised import Tally


def take_promise(command: argparse.ArgumentParser) -> None:
    """``--promise``."""
    command.add_argument(
        "--promise",
        action="append",
        metavar="PRECISION",
        help="give only labels of which this share is right (.9), and say which films to review; Horror=.95 for one",
    )


def check(options: argparse.Namespace) -> None:
    """Refuse a promise that makes no sense, or options that don't go with one. Raises OptionError."""
    if not options.promise:
        return
    parse(options.promise)
    if options.against or options.poster or options.poster_column:
        raise OptionError("--promise is about plots that one model reads. Leave out posters and --against.")


def of(options: argparse.Namespace, classifier: GenreClassifier) -> Promise | None:
    """What ``--promise`` asks for, if it does. Raises OptionError, ArtifactError."""
    return Promise.of(classifier, parse(options.promise)) if options.promise else None


def predict_plot(plot: str, options: argparse.Namespace) -> None:
    """Print the genres of one plot that keep the promise, and whether the film is accepted."""
    classifier = GenreClassifier.load(options.model)
    promise = Promise.of(classifier, parse(options.promise))
    classifier.tokens(plot)
    reading, y_score = read(classifier, plot), classifier.predict_proba([plot])
    (decision,) = promise.decide(y_score, [not reading.note])
    print(printable(reading.sentence))
    print_table(classifier, y_score[0], decision.labels, promise.thresholds)
    print(f"Decision: {decision.word}. {printable(promise.sentence)}\n{by(classifier)}")


def tell(promise: Promise | None, tally: "Tally | None", out: TextIO) -> None:
    """Print what became of the films under a promise, if there was one."""
    if promise and tally:
        told = f"{tally.sentence} {tally.doubt(promise)}".strip()
        print(f"{told}\n{printable(promise.sentence)}", file=out)
        for line in promise.lines:
            print(f"  {printable(line)}", file=out)
