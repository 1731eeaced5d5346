"""A file being tagged: a folder for its copy and its result, and the thread that does the work. No Streamlit here."""

import logging
import secrets
import threading
import time
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from core.drift.report import Report
from core.errors import GenreLensError
from core.model.classifier import GenreClassifier
from core.model.folder.model_ref import ModelRef
from core.posters.shelf import Archive
from core.tag import parquet
from core.tag.parquet import Batch
from core.tag.posters import Posters
from dashboard.phrasing import BUG
from dashboard.state.background.turns import TURNS, Turn, Turns
from dashboard.state.batch import batch_drift
from dashboard.state.disk import room_for
from dashboard.state.table.held_file import HeldFile

LOG = logging.getLogger(__name__)
PREFIX = "genrelens-batch-"
PACED = 0.5  # seconds after its first rows from which there is a pace


class BatchJob:
    """``state`` goes from waiting through running to done, cancelled or failed (then ``error`` says why).
    ``drift``: how its plots differ from what the model learnt from, None where nobody can tell; it is found after the
    result, while ``comparing``.

    ``id`` is a token that nobody can guess: who has it has the job. ``model``: what people call the model that tags
    it. ``column``: the one with the plots, and ``posters`` that count too, once it has begun. ``visited``: when
    somebody last looked at it, by the clock of :mod:`batch_jobs`. While it is running it takes ``turns`` with the
    others.

    Its files are removed when it is discarded or the app ends; those of a killed app, when the next file comes.
    Raises TableError when there is no room for the copy.
    """

    def __init__(self, name: str, content: BinaryIO, turns: Turns = TURNS) -> None:
        self.id = secrets.token_urlsafe(16)
        self.visited = 0.0
        self._turns = turns
        self._held = HeldFile(PREFIX, name, content)
        self.source, self.digest = self._held.path, self._held.digest
        self.state, self.error = "waiting", ""
        self.rows, self.share, self.seconds = 0, 0.0, 0.0
        self.model = self.column = ""
        self.posters: Posters | None = None
        self.result: Batch | None = None
        self.drift: Report | None = None
        self.comparing = False
        self.ref: ModelRef | None = None
        self._cancelled = threading.Event()
        self._began = 0.0
        self._heard: tuple[tuple[float, float], tuple[float, float]] | None = None  # (when, share): first and latest

    @property
    def name(self) -> str:
        """The file's name as it was uploaded."""
        return self._held.name

    @property
    def tagged(self) -> Path:
        """The result, a Parquet file."""
        return self._held.folder / "result" / "tagged.parquet"

    @property
    def size(self) -> int:
        """Bytes of its files."""
        total = 0
        for path in (self.source, *self.tagged.parent.glob("*")):
            with suppress(OSError):  # renamed or removed meanwhile
                total += path.stat().st_size
        return total

    @property
    def others(self) -> int:
        """How many other jobs it takes turns with."""
        return max(len(self._turns) - 1, 0)

    @property
    def seconds_left(self) -> float | None:
        """From the pace since its first rows, which wait for a turn and for the model; None before there is one."""
        if not self._heard:
            return None
        (began, first), (now, share) = self._heard
        if share <= first or now - began < PACED:
            return None
        return max((1 - share) * (now - began) / (share - first) - (time.monotonic() - now), 0.0)

    def start(
        self,
        classifier: GenreClassifier,
        column: str,
        words_by: str | None,
        encoding: str = "",
        posters: Posters | None = None,
    ) -> None:
        """Begin in a thread of its own, which outlives the page that started it; it begins only once."""
        if self.state != "waiting":
            return
        self.ref = ModelRef(classifier.artifact.folder, classifier.version)
        self.state, self.column, self._began = "running", column, time.monotonic()
        self.posters = posters
        work = threading.Thread(
            target=self._work, args=(classifier, column, words_by, encoding), name="batch", daemon=True
        )
        work.start()

    def cancel(self) -> None:
        """Ask it to stop; what is finished is kept."""
        self._cancelled.set()

    @property
    def stopping(self) -> bool:
        """Whether it was asked to stop and has not stopped yet."""
        return self._cancelled.is_set() and self.state == "running"

    def discard(self) -> None:
        """Stop it and remove its files."""
        self.cancel()
        self._held.release()

    def _progress(self, rows: int, share: float) -> None:
        if self.posters and isinstance(self.posters.shelf, Archive):
            share = self.posters.shelf.share_of_table(share)
        self.rows, self.share = rows, min(share, 1.0)
        heard = (time.monotonic(), self.share)
        self._heard = (self._heard[0] if self._heard else heard, heard)

    def _work(self, classifier: GenreClassifier, column: str, words_by: str | None, encoding: str = "") -> None:
        try:
            with self._turns.line(self._cancelled.is_set) as turn:
                ended = self._tag(classifier, column, words_by, encoding, turn)
                self._end(ended)
                self._compare(classifier, column)
                return
        except GenreLensError as error:
            self.error, ended = self.without_path(error), "failed"
        except Exception:  # nobody else would see it: the thread is alone
            LOG.exception("A batch failed.")
            self.error, ended = BUG, "failed"
        self._end(ended)

    def _end(self, ended: str) -> None:
        """The result is whole, or as far as it came."""
        if not self.tagged.exists():
            self.rows = 0
        self.seconds = time.monotonic() - self._began
        self.comparing = ended == "done" and self.rows > 0
        self.state = ended

    def _compare(self, classifier: GenreClassifier, column: str) -> None:
        """Whether the plots are like those that the model learnt from; whatever happens, the result stands."""
        try:
            if self.comparing:
                self.drift = batch_drift.of(classifier, self.tagged, column)
        except Exception:  # nobody else would see it: the thread is alone
            LOG.log(logging.INFO if self._cancelled.is_set() else logging.ERROR, "No comparison.", exc_info=True)
        finally:
            self.comparing = False

    def _tag(self, classifier: GenreClassifier, column: str, words_by: str | None, encoding: str, turn: Turn) -> str:
        with room_for("The result"):
            self.tagged.parent.mkdir(exist_ok=True)
        self.result = parquet.tag_to_parquet(
            self.source,
            self.tagged,
            column,
            classifier,
            encoding=encoding,
            words_by=words_by,
            posters=self.posters,
            progress=self._progress,
            stop=turn.stop,
        )
        return "cancelled" if self.result.stopped else "done"

    def without_path(self, error: Exception) -> str:
        """An error's sentence with the file's name in place of the path of its copy, and no option of a command."""
        text = str(error).replace(str(self.source), self.name).replace(" with --text-column", "")
        return text.replace(str(self.tagged), "The result").replace(
            "Choose another --out.", "Free space and try again."
        )
