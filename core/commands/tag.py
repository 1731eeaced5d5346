"""``predict`` on a table, or on a catalogue of Parquet files, here or on Ray."""

import argparse
import os
import sys
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..amounts import amount
from ..errors import TableError, printable
from ..extras import needs
from ..model.classifier import GenreClassifier
from ..promise.promise import Promise
from ..tables.files import STANDARD_OUTPUT
from . import again, posters, promise
from .shared import by, plot_column_of
from .targets import writes_parquet

if TYPE_CHECKING:
    from ..tag import csv, parquet
    from ..tag.again.journal import Journal
    from ..tag.again.tag_again import Again
    from ..tag.posters import PosterColumn


def tag_file(options: argparse.Namespace) -> None:
    """Write a file's rows with their genres, showing a bar."""
    from tqdm import tqdm

    from ..tables.files import open_file
    from ..tag.again import journal

    source = Path(options.target)
    with open_file(source) as stream:
        size = stream.seek(0, os.SEEK_END)
    if options.out is None:
        raise TableError(f"{source} is a file. Say where its genres are to be written with --out OUT.csv.")
    classifier = GenreClassifier.load(options.model)
    promised, before = promise.of(options, classifier), again.of(options, classifier)
    shown = posters.of_tables(options)
    with journal.beside(options.out, shown.version if shown else classifier.version) as kept:
        _note(kept.sentence if kept else "")
        with tqdm(total=size, unit="B", unit_scale=True, desc=printable(source.name), disable=None) as bar:
            try:
                written, tagged = _tagged(source, options, classifier, promised, shown, before, kept, bar)
            except KeyboardInterrupt:
                bar.close()
                _note(kept.stopped if kept else "")
                raise
        _note(kept.change if kept else "")
    rest = "without a plot that can be read"
    without = f"; {amount(tagged.unreadable, f'{rest} has no genre', f'{rest} have no genre')}"
    without = without if tagged.unreadable else ""
    films = amount(written, "film")
    said = sys.stderr if str(options.out) == STANDARD_OUTPUT else sys.stdout
    print(f"Wrote {films} to {options.out}{without}.", file=said)
    print(printable(tagged.left_out.sentence()), file=said)
    posters.tell(tagged.poster_problems, said)
    promise.tell(promised, tagged.tally, said)
    again.tell(before.sums if before else None, said)
    print(by(classifier), file=said)


def _note(sentence: str) -> None:
    if sentence:
        print(printable(sentence), file=sys.stderr)


def _tagged(
    source: Path,
    options: argparse.Namespace,
    classifier: GenreClassifier,
    promised: Promise | None,
    shown: "PosterColumn | None",
    before: "Again | None",
    kept: "Journal | None",
    bar: Any,
) -> "tuple[int, csv.Tagged | parquet.Batch]":
    """Tag a file into a CSV, or into a Parquet file if the name of the result says so."""
    column = plot_column_of(options)
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
            journal=kept,
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
        journal=kept,
    )
    return tagged.films, tagged


def _advance(bar: Any, rows: int, share: float) -> None:
    bar.update(int(bar.total * share) - bar.n)


def tag_catalogue(options: argparse.Namespace) -> int:
    """Tag Parquet files into a folder, naming those that can't be; 1 when there are any."""
    from tqdm import tqdm

    from ..tables.output.places import check_apart
    from ..tag.catalogue import here, plan
    from ..tag.catalogue.outcome import Total

    if options.out is None:
        raise TableError(f"Say in which folder the genres of {options.target[0]} are to be written with --out FOLDER.")
    classifier = GenreClassifier.load(options.model)
    tagging = here.Tagging(
        classifier,
        plot_column_of(options),
        promise.of(options, classifier),
        posters.of_tables(options),
        again.settings(options),
    )
    tasks = plan.plan(options.target, options.out, tagging.again)
    beside = [options.model, *filter(None, [options.previous, options.decided])]
    check_apart({"--out": [task.out for task in tasks]}, beside)
    left = plan.unfinished(tasks, tagging.column, tagging.version, tagging.promise)
    if options.engine == "ray" and left:
        with needs("--engine ray", "ray"):
            from ..tag.catalogue.ray import tag_on_ray

        running = tag_on_ray(left, tagging, options.address, options.workers)
    else:
        running = here.tag_here(left, tagging)
    total = Total(len(tasks), len(tasks) - len(left))
    with closing(running) as outcomes:
        for outcome in tqdm(outcomes, total=len(left), unit="file", disable=None):
            total.add(outcome)
            if outcome.problem:
                tqdm.write(f"error: {printable(outcome.problem)}", file=sys.stderr)
    print(f"{total.sentence()} They are in {options.out}.")
    posters.tell(total.poster_problems, sys.stdout)
    promise.tell(tagging.promise, total.tally, sys.stdout)
    again.tell(total.sums if tagging.again else None, sys.stdout)
    print(by(classifier))
    return 1 if total.damaged else 0
