"""Tag a catalogue: many Parquet files in, as many out under the same names, each whole or not there at all.

The file is the unit of work: engines differ in where :func:`tag_file` runs and in nothing else, so their answers are
the same to the last digit.
"""

import json
from collections.abc import Generator
from dataclasses import asdict, dataclass

import pyarrow as pa

from ...errors import TableError
from ...model.classifier import GenreClassifier
from ...promise.promise import Promise
from ..again.tag_again import Again, Settings, Sums
from ..parquet import tag_to_parquet
from ..posters import PosterColumn
from .outcome import Outcome
from .plan import NOTE, Task, fingerprint, plots_column


@dataclass(frozen=True)
class Tagging:
    """How every film of a catalogue is answered: by ``classifier``, from the plots in ``column`` (None: the likeliest),
    perhaps under a ``promise``, with ``posters``, or beside an earlier result (``again``).
    """

    classifier: GenreClassifier
    column: str | None = None
    promise: Promise | None = None
    posters: PosterColumn | None = None
    again: Settings | None = None

    @property
    def version(self) -> str:
        """Of what answers: the model of the posters, if there is one."""
        return self.posters.version if self.posters else self.classifier.version


def tag_file(task: Task, by: Tagging) -> Outcome:
    """Tag one file. What is wrong with it is in the outcome; then there is no result."""
    try:
        task.out.parent.mkdir(parents=True, exist_ok=True)
        column = by.column or plots_column(task.source)
        before = Again(by.again.of(task.previous), column, by.classifier) if by.again else None
        tagged = tag_to_parquet(
            task.source,
            task.out,
            column,
            by.classifier,
            name=str(task.source),
            posters=by.posters.of(task.source) if by.posters else None,
            note={NOTE: json.dumps(_note(task, column, by))},
            whole=True,
            promise=by.promise,
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
    made["poster_problems"] = tagged.poster_problems
    sums = before.sums if before else Sums()
    return Outcome(str(task.source), tagged.rows, tagged.unreadable, tagged.left_out.count, sums=sums, **made)


def _note(task: Task, column: str | None, by: Tagging) -> dict[str, str | None]:
    """What a result says of how it was made."""
    note = {"model": by.version, "column": column, "input": fingerprint(task.source)}
    note |= {"promise": by.promise.key} if by.promise else {}
    return note | ({"beside": task.beside} if task.beside else {})


def tag_here(tasks: list[Task], by: Tagging) -> Generator[Outcome]:
    """The local engine: one file after the other, in this process."""
    for task in tasks:
        yield tag_file(task, by)
