"""Tag a table of plots: a delimited file's cells stay byte for byte as they were, the model's columns follow them.

What is not delimited text, or is not cut by a single sign, is written as CSV with commas.

Streams: a file of any size needs the memory of a few thousand plots. Nothing half-written is ever left at the output.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..model.classifier import GenreClassifier
from ..plots import plot_text
from ..promise.promise import Promise
from ..tables.as_records import Records, records_of
from ..tables.columns.choice import check_choice
from ..tables.columns.guess import SAMPLE_ROWS, guess, plot_column
from ..tables.files import STANDARD_OUTPUT, opened, whole_file
from ..tables.left_out import LeftOut, Record, chunks
from ..tables.output.places import check_apart
from .again.journal import Journal, through
from .columns.added import DECISION, ERRORS, FAMILIARITY, PREDICTED, READING, STAMPS, check_free, probabilities
from .columns.answers import Answers, of_plots
from .columns.promised import Tally, decide
from .posters import POSTER_ROWS, PROBLEM, Posters

if TYPE_CHECKING:  # it needs pyarrow
    from .again.tag_again import Again
    from .again.tag_again import Answers as Before

CHUNK_FILMS = 2_048


class Tagged(NamedTuple):
    """How many films there were, how many of them had no plot that the model can read, rows that were left out, what
    became of the films under a promise, and how many posters could not be used.
    """

    films: int
    unreadable: int
    left_out: LeftOut
    tally: Tally | None = None
    poster_problems: int = 0


class _Answer(NamedTuple):
    """The added cells of a film, and whether there was anything to answer."""

    cells: list[str]
    answered: bool


def _cells(
    chosen: Sequence[Sequence[str]], found: "Answers | Before", answered: list[bool], more: Iterable[Sequence[str]]
) -> list[_Answer]:
    """The answer for each film: its ``chosen`` labels, probabilities, empty where the model could not read it, how it
    was read, and ``more``.
    """
    empty = [""] * found.y_score.shape[1]
    shares = ["" if np.isnan(share) else f"{share:.4f}" for share in found.familiarity]
    rows = zip(chosen, found.y_score.tolist(), answered, found.notes, shares, more, strict=True)
    return [
        _Answer([*labels, *([f"{p:.6f}" for p in row] if able else empty), note, share, *rest], able)
        for labels, row, able, note, share, rest in rows
    ]


def _fresh(found: Answers, promised: "_Promised | None", posters: bool) -> list[_Answer]:
    """Answers as cells; with ``posters`` what is wrong with each of them comes last."""
    if promised:
        chosen = promised.cells(found.y_score, found.answered, found.notes)
    else:
        chosen = [["|".join(genres)] for genres in found.genres]
    return _cells(chosen, found, found.answered, [[problem] if posters else [] for problem in found.problems])


def _again(found: "Before") -> list[_Answer]:
    """The same of answers of which some are from an earlier result."""
    stamps = zip(found.by, found.on, found.locked, found.says, strict=True)
    return _cells([[labels] for labels in found.predicted], found, found.answered.tolist(), stamps)


class _Promised:
    """Answers under a promise, and counts them."""

    names = (PREDICTED, DECISION, ERRORS)

    def __init__(self, promise: Promise) -> None:
        self.promise, self.tally = promise, Tally()

    def cells(self, y_score: NDArray[np.float64], readable: list[bool], notes: list[str]) -> list[list[str]]:
        """Labels, decision and expected errors of each film."""
        decisions = decide(self.promise, y_score, readable, notes)
        self.tally.count(decisions)
        return [["|".join(made.labels), made.word, f"{made.errors:.4f}"] for made in decisions]


def tag(
    source: Path,
    out: Path,
    column: str | None,
    classifier: GenreClassifier,
    progress: Callable[[int], object] = lambda done: None,
    *,
    encoding: str = "",
    posters: Posters | None = None,
    promise: Promise | None = None,
    again: "Again | None" = None,
    journal: Journal | None = None,
) -> Tagged:
    """Write ``source`` with ``predicted`` (genres joined by ``|``), ``p_<Genre>``, ``reading`` and
    ``familiarity`` columns behind its own to ``out``.

    ``column`` has the plots; None takes the likeliest. Rows that can't be read are left out. ``progress`` hears how
    many bytes of the source have been read. ``encoding``: of its text, where that is not UTF-8. ``-`` is the standard
    input or output. With a ``promise``, which posters have none of, ``predicted`` holds the labels that keep it, and
    ``decision`` (``accept`` or ``review``) and ``expected_errors`` follow. With ``again``, which goes without both,
    what an earlier run gave a plot is kept, and :data:`core.tag.columns.added.STAMPS` follow. ``journal``: keeps
    answers until the output is whole. Raises TableError, and leaves no output, when the source can't be read or the
    output can't be written.
    """
    with opened(source, encoding=encoding) as file:
        if str(out) != STANDARD_OUTPUT:
            check_apart({"--out": [out]}, [source, classifier.artifact.folder])
        table = records_of(file)
        sample = table.sample(SAMPLE_ROWS)
        column = plot_column(sample, column, file.name)
        promised = _Promised(promise) if promise else None
        chosen = _Promised.names if promised else (PREDICTED,)
        names = [
            *chosen,
            *probabilities(classifier),
            READING,
            FAMILIARITY,
            *([PROBLEM] if posters else []),
            *(STAMPS if again else ()),
        ]
        if posters:
            check_choice(posters.column, table.names, file.name)
        check_free(table.names, names, file.name)
        work = _Work(classifier, table, table.names.index(column), posters, promised, journal)
        if again:
            work.again, identity = again, guess(sample).id
            work.place_of_ids = table.names.index(identity) if identity else None
        with whole_file(out) as target:
            target.write(table.preamble + table.header + table.delimiter + table.line(names) + table.newline)
            for chunk in chunks(table.records(work.left_out), POSTER_ROWS if posters else CHUNK_FILMS):
                target.writelines(work.lines(chunk))
                progress(file.done)
    tally = promised.tally if promised else None
    return Tagged(work.films, work.unreadable, work.left_out, tally, work.poster_problems)


class _Work:
    """Answers records, and counts them."""

    def __init__(
        self,
        classifier: GenreClassifier,
        table: Records,
        position: int,
        posters: Posters | None = None,
        promised: _Promised | None = None,
        journal: Journal | None = None,
    ) -> None:
        self.classifier, self.table, self.position, self.posters = classifier, table, position, posters
        self.promised, self.journal = promised, journal
        self.place_of_posters = table.names.index(posters.column) if posters else None
        self.again: Again | None = None
        self.place_of_ids: int | None = None
        self.films = self.unreadable = self.poster_problems = 0
        self.left_out = LeftOut()

    def lines(self, records: list[Record]) -> Iterator[str]:
        """The records with their answers behind them; blank lines as they are."""
        plots = [plot_text(record.cells[self.position]) for record in records if record.cells]
        answers = iter(self._answers(plots, records))
        for record in records:
            added = ""
            if record.cells:
                cells, answered = next(answers)
                added = self.table.delimiter + self.table.line(cells)
                self.films += 1
                self.unreadable += not answered
            yield record.raw + added + (record.end or self.table.newline)

    def _answers(self, plots: list[str], records: list[Record]) -> list[_Answer]:
        """The answers for the plots of those records that have cells."""
        if self.again:
            place = self.place_of_ids
            ids = None if place is None else [record.cells[place] for record in records if record.cells]
            return _again(self.again.answers(plots, ids, self.journal))
        posters, place = self.posters, self.place_of_posters
        if posters is None or place is None:
            found = through(self.journal, plots, lambda: of_plots(self.classifier, plots))
            return _fresh(found, self.promised, posters=False)
        images = [record.cells[place] for record in records if record.cells]
        marks = posters.marks(images) if self.journal else []
        found = through(self.journal, [*plots, *marks], lambda: posters.answers(plots, images))
        self.poster_problems += sum(map(bool, found.problems))
        return _fresh(found, self.promised, posters=True)
