"""A file being tagged: a folder for its copy and its result, and the thread that does the work. No Streamlit here."""

import secrets
import shutil
import tempfile
import threading
import time
import weakref
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import pandas as pd
import pyarrow.parquet as pq

from core.errors import FileError
from core.model.classifier import GenreClassifier
from core.model.staging import Held
from core.tables.records import PREDICTED
from core.tables.spreadsheet_safe import write_csv, write_parquet
from core.tag import parquet
from core.tag.parquet import READ_ROWS, Batch

SHOWN = 200
LONGEST_NAME = 100
PREFIX = "genrelens-batch-"


@dataclass(frozen=True)
class Selection:
    """Some rows of a result: how many, how often each genre was predicted among them, and the first 200."""

    rows: int
    genres: pd.DataFrame
    head: pd.DataFrame


class BatchJob:
    """``state`` goes from waiting over running to done, cancelled or failed (then ``error`` says why).

    Its files go when it is discarded or the app ends; those of an app that was killed, when the next file comes.
    Raises FileError when there is no room for the copy.
    """

    def __init__(self, name: str, content: BinaryIO) -> None:
        self.id = secrets.token_hex(8)
        path = Path(name.replace("\\", "/"))
        short = f"{path.stem[:LONGEST_NAME]}{path.suffix.lower()}"
        with _room_for(short):
            self._held = Held(Path(tempfile.gettempdir()), PREFIX)
            self._remove = weakref.finalize(self, self._held.release)
            self.source = self._held.path / short
            with self.source.open("wb") as copy:
                shutil.copyfileobj(content, copy, 1 << 20)
        self.state, self.error = "waiting", ""
        self.rows, self.share, self.seconds = 0, 0.0, 0.0
        self.result: Batch | None = None
        self.genres: list[str] = []
        self._cancelled = threading.Event()
        self._began = 0.0

    @property
    def name(self) -> str:
        """The file's name as it was uploaded."""
        return self.source.name

    @property
    def tagged(self) -> Path:
        """The result, a Parquet file."""
        return self._held.path / "result" / "tagged.parquet"

    @property
    def seconds_left(self) -> float | None:
        """From the pace so far; None in the first second."""
        gone = time.monotonic() - self._began
        return gone / self.share * (1 - self.share) if self.share > 0 and gone > 1 else None

    def start(self, classifier: GenreClassifier, column: str, words_by: str | None) -> None:
        """Begin; whoever started it may go away."""
        self.state, self._began = "running", time.monotonic()
        self.genres = [str(genre) for genre in classifier.classes_]
        work = threading.Thread(target=self._work, args=(classifier, column, words_by), name="batch", daemon=True)
        work.start()

    def cancel(self) -> None:
        """Ask it to stop; what is finished is kept."""
        self._cancelled.set()

    @property
    def stopping(self) -> bool:
        """Whether it was asked to stop and has not yet."""
        return self._cancelled.is_set() and self.state == "running"

    def discard(self) -> None:
        """Stop it and remove its files."""
        self.cancel()
        self._remove()

    def _progress(self, rows: int, share: float) -> None:
        self.rows, self.share = rows, min(share, 1.0)

    def _work(self, classifier: GenreClassifier, column: str, words_by: str | None) -> None:
        try:
            with _room_for("The result"):
                self.tagged.parent.mkdir(exist_ok=True)
            self.result = parquet.tag_to_parquet(
                self.source,
                self.tagged,
                column,
                classifier,
                words_by=words_by,
                progress=self._progress,
                stop=self._cancelled.is_set,
            )
            ended = "cancelled" if self.result.stopped else "done"
        except FileError as error:
            self.error, ended = self.without_path(error), "failed"
        except Exception as error:  # nobody else would see it: the thread is alone
            self.error = f"The file could not be tagged ({type(error).__name__}: {error}). Try a smaller part of it."
            ended = "failed"
        if not self.tagged.exists():
            self.rows = 0
        self.seconds = time.monotonic() - self._began
        self.state = ended

    def without_path(self, error: Exception) -> str:
        """An error's sentence with the file's name in place of the path of its copy, and no option of a command."""
        text = str(error).replace(str(self.source), self.name).replace(" with --text-column", "")
        return text.replace(str(self.tagged), "The result").replace(
            "Choose another --out.", "Free space and try again."
        )

    def select(self, within: float | None) -> Selection:
        """The doubtful rows (all rows: None), read from the result chunk by chunk."""
        count: Counter[str] = Counter()
        rows, head = 0, []
        with pq.ParquetFile(self.tagged) as opened:
            for part in opened.iter_batches(READ_ROWS, columns=[PREDICTED, parquet.NEAREST]):
                kept = parquet.doubtful(part, within)
                rows += len(kept)
                for cell in kept[PREDICTED].to_pylist():
                    count.update(cell.split("|") if cell else ())
            for part in opened.iter_batches(READ_ROWS):
                if sum(map(len, head)) >= SHOWN:
                    break
                head.append(parquet.doubtful(part, within).to_pandas())
        genres = pd.DataFrame(count.most_common(), columns=["genre", "plots"])
        first = pd.concat(head, ignore_index=True).head(SHOWN) if head else pd.DataFrame()
        return Selection(rows, genres, first)

    def as_csv(self, within: float | None) -> bytes:
        """The result as CSV in UTF-8, formulas made harmless."""
        return self._taken_away(write_csv, within)

    def as_parquet(self, within: float | None) -> bytes:
        """The result as Parquet."""
        if within is None:
            return self.tagged.read_bytes()
        return self._taken_away(write_parquet, within)

    def _taken_away(self, write: Callable[[Path, BinaryIO, float | None], int], within: float | None) -> bytes:
        with _room_for("The download"), tempfile.TemporaryFile(dir=self._held.path) as out:
            write(self.tagged, out, within)
            out.seek(0)
            return out.read()


@contextmanager
def _room_for(what: str) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        reason = error.strerror or error
        raise FileError(
            f"{what} can't be written to a temporary folder ({reason}). Free space and try again."
        ) from None
