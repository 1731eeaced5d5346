"""What an earlier run gave each plot, found again by the plot's content. Texts are not held: of each row its plot's
hash is, 8 bytes, and what the model gave it lies in a temporary file that is mapped into memory.

Rows are those of any file that ``predict`` has written. ``tagged_by`` and ``tagged_on`` say which model tagged a row,
and when; of a file without them, some rows are tagged again to see whether they are this model's.
"""

import tempfile
from collections.abc import Sequence
from datetime import UTC, datetime
from hashlib import blake2b
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from ...errors import TableError
from ...model.classifier import GenreClassifier
from ...plots import plot_text
from ...tables.columns.choice import YES
from ...tables.columns.guess import guess, plot_column
from ...tables.files import STANDARD_INPUT
from ...tables.stream import TableStream, plain, stream_table
from ..columns.added import BY, FAMILIARITY, LOCKED, NEAREST, ON, PREDICTED, READING, check_tagged, probabilities

LOOKED_AT = 64  # rows that are tagged again to see which model tagged a file that does not say so
NEAR = 1e-3  # the most that probabilities of one model differ, between processors too
EMPTY = 0  # the key of no text
Keys = NDArray[np.uint64]


def key(text: str) -> int:
    """64 bits of a text's hash; :data:`EMPTY` for none."""
    if not text:
        return EMPTY
    return int.from_bytes(blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "little")


def keys(texts: Sequence[str]) -> Keys:
    """The key of each text."""
    return np.fromiter(map(key, texts), dtype=np.uint64, count=len(texts))


def ids_of(cells: Sequence[Any]) -> list[str]:
    """The cells of a column of ids as texts."""
    return ["" if cell is None else str(cell).strip() for cell in cells]


class Previous:
    """``rows`` [rows]: what the model gave each, with ``predicted``, ``reading``, ``by`` and ``on`` as places in
    ``texts``. ``locked``: key of the row's id, else of its plot -> the labels that a person has decided on. ``by_id``:
    whether rows have ids. Without a ``path`` there are no rows.
    """

    def __init__(self, path: Path | None, column: str | None, classifier: GenreClassifier, encoding: str = "") -> None:
        if str(path) == STANDARD_INPUT:
            raise TableError("--previous needs a file that can be read by its name. Save it first.")
        self._classifier = classifier
        self._numbers: dict[str, int] = {"": 0}
        self.locked: dict[int, str] = {}
        self._plots: list[Keys] = []
        self._ids: list[Keys] = []
        self._tried: list[tuple[str, str, NDArray[np.float32]]] = []
        genres = len(classifier.classes_)
        kind = [(name, "<f4") for name in ("familiarity", "nearest")] + [
            (name, "<i4") for name in ("predicted", "reading", "by", "on")
        ]
        self._kind = np.dtype([*kind, ("scores", "<f4", (genres,))])
        self._file = tempfile.TemporaryFile()
        self.same_genres, self._stamped, self.by_id = True, True, False
        if path:
            with stream_table(path, encoding=encoding, rows=8_192) as table:
                self._read(table, path, column)
        self._file.flush()
        self._order(path)

    def _read(self, table: TableStream, path: Path, column: str | None) -> None:
        sample, names = table.sample(), table.schema.names
        column = plot_column(sample, column, path.name)
        check_tagged(names, path.name)
        present = [name in names for name in probabilities(self._classifier)]
        self.same_genres = all(present)
        self._stamped = BY in names
        identity = guess(sample).id
        self.by_id = identity is not None
        for chunk in table.chunks:
            if len(chunk.numbers):
                self._add(chunk.cells, column, identity)

    def _add(self, cells: pa.Table, column: str, identity: str | None) -> None:
        plots = [plot_text(cell) for cell in plain(cells[column])]
        found = keys(plots)
        self._plots.append(found)
        if identity:
            own = keys(ids_of(plain(cells[identity])))
            self._ids.append(own)
            found = np.where(own == EMPTY, found, own)
        rows = np.zeros(len(plots), dtype=self._kind)
        for name, place in ((FAMILIARITY, "familiarity"), (NEAREST, "nearest")):
            rows[place] = _floats(cells[name]) if name in cells.column_names else np.nan
        for name, place in ((PREDICTED, "predicted"), (READING, "reading"), (BY, "by"), (ON, "on")):
            if name in cells.column_names:
                rows[place] = self._coded(cells[name])
        if self.same_genres:
            names = probabilities(self._classifier)
            rows["scores"] = np.column_stack([_floats(cells[name]) for name in names])
        if LOCKED in cells.column_names:
            self._lock(cells, found)
        self._try(plots, cells, rows)
        self._file.write(rows.tobytes())

    def _lock(self, cells: pa.Table, found: Keys) -> None:
        marks = plain(cells[LOCKED])
        for place in (i for i, mark in enumerate(marks) if str(mark).strip().lower() in YES):
            if found[place] != EMPTY:
                self.locked[int(found[place])] = cells[PREDICTED][place].as_py() or ""

    def _try(self, plots: list[str], cells: pa.Table, rows: NDArray[Any]) -> None:
        """Keep some of the first rows to see which model tagged them."""
        locked = plain(cells[LOCKED]) if LOCKED in cells.column_names else [None] * len(plots)
        for plot, mark, row, predicted in zip(plots, locked, rows, plain(cells[PREDICTED]), strict=True):
            if self._stamped or len(self._tried) == LOOKED_AT:
                return
            if str(mark).strip().lower() not in YES and np.isfinite(row["scores"]).all():
                self._tried.append((plot, predicted or "", row["scores"]))

    def _coded(self, column: pa.ChunkedArray) -> NDArray[np.int32]:
        """Texts as places in :attr:`texts`."""
        if pa.types.is_dictionary(column.type):
            column = column.cast(pa.string())
        coded = column.combine_chunks().dictionary_encode()
        places = [
            self._numbers.setdefault(str(text or ""), len(self._numbers)) for text in coded.dictionary.to_pylist()
        ]
        return np.array([*places, 0], dtype=np.int32)[coded.indices.fill_null(len(places)).to_numpy()]

    def _order(self, path: Path | None) -> None:
        """Make rows findable once all are read, and say which model tagged those that don't."""
        whole = np.concatenate(self._plots) if self._plots else np.empty(0, np.uint64)
        self.rows = (
            np.memmap(self._file, dtype=self._kind, mode="r", shape=(len(whole),))
            if len(whole)
            else np.empty(0, self._kind)
        )
        self._places = np.argsort(whole, kind="stable")
        self._sorted = whole[self._places]
        self._known_ids = np.unique(np.concatenate(self._ids)) if self._ids else np.empty(0, np.uint64)
        self.texts = list(self._numbers)
        self._plots, self._ids = [], []
        self.unstamped: tuple[str, str] | None = None
        if path and not self._stamped:
            day = datetime.fromtimestamp(path.stat().st_mtime, UTC).date().isoformat()
            self.unstamped = (self._classifier.version if self._is_this_model_s() else "", day)

    def _is_this_model_s(self) -> bool:
        if not self._tried or not self.same_genres:
            return False
        plots = [plot for plot, _, _ in self._tried]
        y_score = self._classifier.predict_proba(plots)
        genres = ["|".join(chosen) for chosen in self._classifier.genres_of(y_score)]
        same = [told == predicted for told, (_, predicted, _) in zip(genres, self._tried, strict=True)]
        return bool(all(same) and np.abs(y_score - np.stack([row for _, _, row in self._tried])).max() < NEAR)

    def __len__(self) -> int:
        return len(self.rows)

    def find(self, plots: Keys) -> NDArray[np.intp]:
        """The row with each plot; -1 where there is none."""
        return _found(self._sorted, plots, self._places)

    def knows(self, ids: Keys) -> NDArray[np.bool_]:
        """Whether there was a row with each id."""
        return _found(self._known_ids, ids, np.arange(len(self._known_ids))) >= 0

    def stamp(self, row: Any) -> tuple[str, str]:
        """Which model tagged a row, empty where that is unknown, and on which day."""
        return self.unstamped or (self.texts[row["by"]], self.texts[row["on"]])


def _found(ordered: Keys, wanted: Keys, places: NDArray[np.intp]) -> NDArray[np.intp]:
    if not len(ordered):
        return np.full(len(wanted), -1)
    at = np.minimum(np.searchsorted(ordered, wanted), len(ordered) - 1)
    return np.where(ordered[at] == wanted, places[at], -1)


def _floats(column: pa.ChunkedArray) -> NDArray[np.float32]:
    """Numbers, also where they are written as text; NaN where a cell is empty."""
    cells = column.combine_chunks()
    if pa.types.is_string(cells.type) or pa.types.is_large_string(cells.type):
        cells = pc.if_else(pc.equal(cells, ""), None, cells)
    try:
        numbers = cells.cast(pa.float32()).fill_null(float("nan"))
    except pa.ArrowInvalid as error:
        raise TableError(f"--previous holds something else than a probability ({error}). Tag it afresh.") from None
    return np.asarray(numbers.to_numpy(zero_copy_only=False), dtype=np.float32)
