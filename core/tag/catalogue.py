"""Tag a catalogue: many Parquet files in, as many out under the same names, each whole or not there at all.

The file is the unit of work: engines differ in where :func:`tag_file` runs and in nothing else, so their answers are
the same to the last digit. A finished file is known by its footer (the model, the column and a fingerprint of its
input), and is not made again.
"""

import hashlib
import json
import os
from collections.abc import Generator, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from ..amounts import amount
from ..errors import TableError
from ..model.classifier import GenreClassifier
from ..promise.promise import Promise
from ..tables.columns.guess import guess
from ..tables.output import places
from ..tables.stream import stream_table
from .again.tag_again import Again, Settings, Sums
from .columns.promised import Tally
from .parquet import tag_to_parquet
from .posters import PosterColumn

SUFFIX = ".parquet"
NOTE = b"genrelens"  # the key in an output's footer
TAIL = 65_536  # bytes at the end of a Parquet file, where its footer is


@dataclass(frozen=True)
class Task:
    """One file to tag, and where its result goes; absolute paths. ``name``: the place of both below their folders.
    ``previous``: an earlier result, if there is one, and ``beside``: a mark of all that was used of before.
    """

    source: Path
    out: Path
    name: Path = field(default=Path(), compare=False)
    previous: Path | None = None
    beside: str = ""


@dataclass(frozen=True)
class Outcome:
    """What became of a file: rows written, those of them without a plot that can be read, rows that were left out, what
    was wrong, if anything, under a promise the numbers of a :class:`Tally`, and beside an earlier result :class:`Sums`.
    """

    source: str
    rows: int = 0
    unreadable: int = 0
    left_out: int = 0
    problem: str = ""
    accepted: int = 0
    labels: int = 0
    errors: float = 0.0
    review: int = 0
    sums: Sums = field(default_factory=Sums)


@dataclass
class Total:
    """What became of a catalogue: how many files it has, how many were finished before, and what was done since."""

    files: int
    before: int
    written: int = 0
    damaged: int = 0
    rows: int = 0
    unreadable: int = 0
    left_out: int = 0
    tally: Tally = field(default_factory=Tally)
    sums: Sums = field(default_factory=Sums)

    def add(self, outcome: Outcome) -> None:
        """Count a file."""
        self.written += not outcome.problem
        self.damaged += bool(outcome.problem)
        self.rows += outcome.rows
        self.unreadable += outcome.unreadable
        self.left_out += outcome.left_out
        self.sums.join(outcome.sums)
        self.tally.join(Tally(outcome.accepted, outcome.labels, outcome.errors, outcome.review))

    def sentence(self) -> str:
        """What is known by now, for people."""
        parts = [f"Tagged {amount(self.rows, 'film')} in {self.written:,} of {amount(self.files, 'file')}"]
        parts += [f"{self.before:,} were finished before"] if self.before else []
        if self.unreadable:
            rest = "without a plot that can be read"
            parts.append(amount(self.unreadable, f"film {rest} has no genre", f"films {rest} have no genre"))
        parts += [f"{amount(self.left_out, 'row')} left out"] if self.left_out else []
        parts += [f"{self.damaged:,} could not be tagged"] if self.damaged else []
        return "; ".join(parts) + "."


def plan(inputs: Sequence[str | Path], out: Path, again: Settings | None = None) -> list[Task]:
    """A task for each Parquet file among the inputs and below those that are folders, largest first.

    Files and folders whose names begin with a dot or an underscore are passed over, as Spark and Ray do. A file below a
    folder keeps its place below ``out``, and has its earlier result at that place below ``again.previous``. Raises
    TableError when there is nothing to tag, or when results would overwrite an input or each other.
    """
    if out.suffix.lower() == SUFFIX or (out.exists() and not out.is_dir()):
        raise TableError(
            f"--out is {out}; for Parquet it is a folder, which gets a file for each input. Name a folder."
        )
    if again and not (again.previous and again.previous.is_dir()):
        raise TableError(f"--previous is {again.previous}; for Parquet it is the folder of an earlier --out. Name it.")
    out = Path(os.path.abspath(out))
    tasks: list[Task] = []
    for place in map(Path, inputs):
        tasks += [Task(Path(os.path.abspath(path)), out / name, name) for path, name in _files(place)]
    if not tasks:
        raise TableError(f"There is no {SUFFIX} file in {', '.join(map(str, inputs))}. Choose another folder.")
    tasks = list(dict.fromkeys(tasks))
    sources: dict[Path, Path] = {}
    for task in tasks:
        if sources.setdefault(task.out, task.source) != task.source:
            raise TableError(
                f"{sources[task.out]} and {task.source} would both be written to {task.out}. Give their common folder."
            )
    places.check_apart({"--out": [task.out for task in tasks]}, [*map(Path, inputs), *(task.source for task in tasks)])
    if again:
        tasks = [_beside(task, again) for task in tasks]
    return sorted(tasks, key=lambda task: (-task.source.stat().st_size, task.source))


def _beside(task: Task, again: Settings) -> Task:
    """The task with its earlier result, if there is one, and what the new one depends on besides its input."""
    place = again.previous and Path(os.path.abspath(again.previous)) / task.name
    previous = place if place and place.is_file() else None
    state = f"{_fingerprint(previous) if previous else ''} {again.every} {sorted(again.decided.items())}"
    return replace(task, previous=previous, beside=hashlib.sha256(state.encode("utf-8", "replace")).hexdigest()[:16])


def files_below(folder: Path) -> list[Path]:
    """The Parquet files of a folder, in order. Raises TableError when there is none."""
    if found := sorted(path for path, _ in _files(folder)):
        return found
    raise TableError(f"There is no {SUFFIX} file in {folder}. Choose another folder.")


def _files(place: Path) -> list[tuple[Path, Path]]:
    """Parquet files with the names that their results get."""
    if place.is_dir():
        pairs = [(path, path.relative_to(place)) for path in place.rglob("*") if path.suffix.lower() == SUFFIX]
        return [pair for pair in pairs if pair[0].is_file() and not any(part[0] in "._" for part in pair[1].parts)]
    if not place.is_file():
        raise TableError(f"There is no file or folder at {place}. Check the path.")
    if place.suffix.lower() != SUFFIX:
        raise TableError(f"{place} is no {SUFFIX} file. A catalogue is tagged from Parquet files; save it as one.")
    return [(place, Path(place.name))]


def unfinished(tasks: list[Task], column: str | None, version: str, promise: Promise | None = None) -> list[Task]:
    """The tasks whose result is not there yet, or was made from an input that has changed since.

    Raises TableError for a file in a result's place that this model did not write from this column, or under another
    promise.
    """
    return [task for task in tasks if not _finished(task, column, version, promise.key if promise else "")]


def _finished(task: Task, column: str | None, version: str, promised: str) -> bool:
    if not task.out.exists():
        return False
    try:
        note = json.loads((pq.read_schema(task.out).metadata or {})[NOTE])
        made_by, made_from, of, under = note["model"], note["column"], note["input"], note.get("promise", "")
    except (pa.ArrowException, OSError, KeyError, TypeError, ValueError):
        raise TableError(
            f"{task.out} was not written by this command. Choose another --out, or move it away."
        ) from None
    column = column or _plots(task.source) or made_from
    if (made_by, made_from) != (version, column):
        raise TableError(
            f"{task.out} was made from column {made_from!r} by model {made_by}, not from {column!r} by {version}."
            " Choose another --out, or remove it."
        )
    if note.get("beside", "") != task.beside:
        raise TableError(
            f"{task.out} was made with another --previous, --all or --decided. Choose another --out, or remove it."
        )
    if under != promised:
        raise TableError(
            f"{task.out} was made under {f'the promise {under}' if under else 'no promise'}. Choose another --out, or"
            " remove it."
        )
    return task.source.is_file() and of == _fingerprint(task.source)


def _plots(source: Path) -> str | None:
    """The likeliest column of a file's plots; None when there is none, or no Parquet file."""
    try:
        with stream_table(source) as table:
            return guess(table.sample()).plot
    except (TableError, OSError):
        return None


def _fingerprint(path: Path) -> str:
    """Of a Parquet file's size and footer, which says where everything is; copies have the same one."""
    with path.open("rb") as stream:
        size = stream.seek(0, os.SEEK_END)
        stream.seek(max(size - TAIL, 0))
        return hashlib.sha256(f"{size} ".encode() + stream.read()).hexdigest()[:16]


def tag_file(
    task: Task,
    column: str | None,
    classifier: GenreClassifier,
    promise: Promise | None = None,
    posters: PosterColumn | None = None,
    again: Settings | None = None,
) -> Outcome:
    """Tag one file. What is wrong with it is in the outcome; then there is no result."""
    try:
        task.out.parent.mkdir(parents=True, exist_ok=True)
        column = column or _plots(task.source)
        made_by = posters.version if posters else classifier.version
        note = {"model": made_by, "column": column, "input": _fingerprint(task.source)}
        note |= {"promise": promise.key} if promise else {}
        note |= {"beside": task.beside} if task.beside else {}
        before = Again(again.of(task.previous), column, classifier) if again else None
        footer = {NOTE: json.dumps(note)}
        beside = posters.of(task.source) if posters else None
        tagged = tag_to_parquet(
            task.source,
            task.out,
            column,
            classifier,
            name=str(task.source),
            posters=beside,
            note=footer,
            whole=True,
            promise=promise,
            again=before,
        )
    except TableError as error:
        return Outcome(str(task.source), problem=str(error))
    except OSError as error:
        return Outcome(str(task.source), problem=f"{task.source} can't be tagged into {task.out} ({error}).")
    except (pa.ArrowException, ValueError) as error:
        reason = (str(error).splitlines() or [type(error).__name__])[0][:200]
        return Outcome(str(task.source), problem=f"{task.source} is damaged ({reason}). Save it again.")
    made = asdict(tagged.tally) if tagged.tally else {}
    sums = before.sums if before else Sums()
    return Outcome(str(task.source), tagged.rows, tagged.unreadable, tagged.left_out.count, sums=sums, **made)


def tag_here(
    tasks: list[Task],
    column: str | None,
    classifier: GenreClassifier,
    promise: Promise | None = None,
    posters: PosterColumn | None = None,
    again: Settings | None = None,
) -> Generator[Outcome]:
    """The local engine: one file after the other, in this process."""
    for task in tasks:
        yield tag_file(task, column, classifier, promise, posters, again)
