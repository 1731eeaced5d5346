"""Posters being learnt beside a plot model: the thread that does the work, one at a time. No Streamlit here."""

import logging
import threading
from collections.abc import Iterator
from typing import Literal

from core.errors import GenreLensError
from dashboard.phrasing import BUG
from dashboard.state.batch.batch_turns import TURNS, Turn, Turns
from train.posters.job import PosterJob
from train.posters.learn import Learnt
from train.posters.table import PosterFilms
from train.runs.guards import RunError, check_writable

LOG = logging.getLogger(__name__)


class _Stopped(Exception):
    """Ends the work of a training that was stopped."""


class PosterTraining:
    """``state``: reading (``share`` of the posters), learning, done, stopped or failed (then ``error`` says why).

    ``films`` and ``learnt`` are there in the end. ``holds``: what must not go before that, such as an uploaded file.
    It takes ``turns`` with the batch jobs.
    """

    def __init__(self, job: PosterJob, holds: object = None, turns: Turns = TURNS) -> None:
        self.job = job
        self.state: Literal["reading", "learning", "done", "stopped", "failed"] = "reading"
        self.share, self.error = 0.0, ""
        self.films: PosterFilms | None = None
        self.learnt: Learnt | None = None
        self._holds, self._turns, self._stop = holds, turns, threading.Event()
        self._thread = threading.Thread(target=self._work, name="posters", daemon=True)
        self._thread.start()

    @property
    def working(self) -> bool:
        """Whether it goes on."""
        return self.state in ("reading", "learning")

    @property
    def stopping(self) -> bool:
        """Whether it was asked to stop and has not stopped yet."""
        return self._stop.is_set() and self.working

    def stop(self) -> None:
        """Ask it to stop before it learns; what it has seen on the posters is kept for the next time."""
        self._stop.set()

    def wait(self, seconds: float) -> None:
        """Wait for the end."""
        self._thread.join(seconds)

    def _work(self) -> None:
        try:
            with self._turns.line(self._stop.is_set) as turn:
                films = self.job.films()
                self.films, self.learnt = self.job.run(films, self._places(len(films), turn))
            self.state = "done"
        except _Stopped:
            self.state = "stopped"
        except GenreLensError as error:
            self.error, self.state = str(error), "failed"
        except Exception:  # nobody else would see it: the thread is alone
            LOG.exception("Learning posters failed.")
            self.error, self.state = BUG, "failed"
        self._holds = None

    def _places(self, films: int, turn: Turn) -> Iterator[int]:
        """The place of each film in turn, which is where others get theirs and a stop is heard."""
        for place in range(films):
            if turn.stop():
                raise _Stopped
            self.share = place / films
            yield place
        self.state = "learning"


class PosterTrainings:
    """The training of this process that was begun last."""

    def __init__(self) -> None:
        self.last: PosterTraining | None = None
        self._lock = threading.Lock()

    def start(self, job: PosterJob, holds: object = None) -> PosterTraining:
        """Begin one. Raises RunError while another goes on and where nothing may be written, ArtifactError for a folder
        that must stay as it is.
        """
        check_writable()
        job.place  # noqa: B018 - refuses the shipped folder
        with self._lock:
            if self.last and self.last.working:
                raise RunError("Posters are being learnt already. Wait until that has ended, or stop it.")
            self.last = PosterTraining(job, holds)
            return self.last
