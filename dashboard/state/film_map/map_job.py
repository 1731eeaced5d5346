"""A map of films being drawn: the thread that does the work, and the few that are held. No Streamlit here."""

import logging
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Literal

from core.errors import GenreLensError
from core.model.classifier import GenreClassifier
from dashboard.phrasing import BUG
from dashboard.state.batch.batch_turns import TURNS, Turn, Turns
from data.map import film_map
from data.map.film_map import FilmMap

LOG = logging.getLogger(__name__)
MOST = 6  # maps that are held; one of 50,000 films takes 15 MB


class _Stopped(Exception):
    """Ends the work of a job that was stopped."""


class MapJob:
    """``state``: reading, arranging, done, stopped or failed (then ``error`` says why). ``drawn``: the main directions
    as soon as they are known, the whole map at the end. ``share``: of the present step that is done.

    It takes ``turns`` with the batch jobs. A whole map is kept in ``folder``, None for nowhere; one that is there
    already is taken from there.
    """

    def __init__(
        self, classifier: GenreClassifier, plots: list[str], folder: Path | None, turns: Turns = TURNS
    ) -> None:
        self.state: Literal["reading", "arranging", "done", "stopped", "failed"] = "reading"
        self.share, self.error = 0.0, ""
        self.drawn: FilmMap | None = None
        self.begun = threading.Event()  # set when there is something to see, or the end
        self._stop, self._turns = threading.Event(), turns
        self._thread = threading.Thread(target=self._work, args=(classifier, plots, folder), name="map", daemon=True)
        self._thread.start()

    @property
    def working(self) -> bool:
        """Whether it goes on."""
        return self.state in ("reading", "arranging")

    @property
    def stopping(self) -> bool:
        """Whether it was asked to stop and has not stopped yet."""
        return self._stop.is_set() and self.working

    def stop(self) -> None:
        """Ask it to stop; the main directions are kept if they are known."""
        self._stop.set()

    def wait(self, seconds: float) -> None:
        """Wait for the end."""
        self._thread.join(seconds)

    def _work(self, classifier: GenreClassifier, plots: list[str], folder: Path | None) -> None:
        try:
            with self._turns.line(self._stop.is_set) as turn:
                self.drawn = self._map(classifier, plots, folder, turn)
            self.state = "done"
        except _Stopped:
            self.state = "stopped"
        except GenreLensError as error:
            self.error, self.state = str(error), "failed"
        except Exception:  # nobody else would see it: the thread is alone
            LOG.exception("A map failed.")
            self.error, self.state = BUG, "failed"
        self.begun.set()

    def _map(self, classifier: GenreClassifier, plots: list[str], folder: Path | None, turn: Turn) -> FilmMap:
        file = folder / f"{film_map.content(classifier.version, plots)}.npz" if folder else None
        if file and (kept := film_map.load(file)):
            return kept

        def look(share: float) -> None:
            self.share = share
            if turn.stop():
                raise _Stopped

        drawn = film_map.draw(classifier, plots, look, look, self._first)
        if file:
            with suppress(OSError):  # a full disk, or one that can't be written: it is drawn again next time
                film_map.save(drawn, file)
        return drawn

    def _first(self, drawn: FilmMap) -> None:
        self.drawn, self.share, self.state = drawn, 0.0, "arranging"
        self.begun.set()


class MapJobs:
    """The maps of this process by what they show; beyond six the one looked at longest ago goes, and is stopped."""

    def __init__(self) -> None:
        self._jobs: dict[object, MapJob] = {}
        self._lock = threading.Lock()

    def get(self, key: object, start: Callable[[], MapJob]) -> MapJob:
        """The map of a key, begun by ``start`` where there is none."""
        with self._lock:
            job = self._jobs.pop(key, None) or start()
            self._jobs[key] = job
            while len(self._jobs) > MOST:
                self._jobs.pop(next(iter(self._jobs))).stop()
            return job

    def forget(self, key: object) -> None:
        """Begin again when the map is asked for next."""
        with self._lock:
            if job := self._jobs.pop(key, None):
                job.stop()
