"""Which files of a catalogue are to be tagged, into which places, and which of them are finished.

A finished file is known by its footer (the model, the column and a fingerprint of its input), and is not made again.
"""

import hashlib
import json
import os
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from ...errors import TableError
from ...promise.promise import Promise
from ...tables.columns.guess import guess
from ...tables.output import places
from ...tables.stream import stream_table
from ..again.tag_again import Settings

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
    state = f"{fingerprint(previous) if previous else ''} {again.every} {sorted(again.decided.items())}"
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
    column = column or plots_column(task.source) or made_from
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
    return task.source.is_file() and of == fingerprint(task.source)


def plots_column(source: Path) -> str | None:
    """The likeliest column of a file's plots; None when there is none, or no Parquet file."""
    try:
        with stream_table(source) as table:
            return guess(table.sample()).plot
    except (TableError, OSError):
        return None


def fingerprint(path: Path) -> str:
    """Of a Parquet file's size and footer, which says where everything is; copies have the same one."""
    with path.open("rb") as stream:
        size = stream.seek(0, os.SEEK_END)
        stream.seek(max(size - TAIL, 0))
        return hashlib.sha256(f"{size} ".encode() + stream.read()).hexdigest()[:16]
