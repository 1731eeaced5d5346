"""Posters being learnt beside a plot model: the thread that does the work, one at a time. No Streamlit here."""

import threading
from collections.abc import Iterator

from dashboard.state.background.job import BackgroundJob
from dashboard.state.background.turns import TURNS, Turn, Turns
from train.posters.job import PosterJob
from train.posters.learn import Learnt
from train.posters.table import PosterFilms
from train.runs.guards import RunError, check_writable


class PosterTraining(BackgroundJob):
    """``state``: reading (``share`` of the posters), learning, or how it ended.

    ``films`` and ``learnt`` are there in the end. ``holds``: what must not go before that, such as an uploaded file.
    It takes ``turns`` with the batch jobs. Whoever stops it keeps what it has seen on the posters for the next time.
    """

    def __init__(self, job: PosterJob, holds: object = None, turns: Turns = TURNS) -> None:
        self.job, self._holds = job, holds
        self.films: PosterFilms | None = None
        self.learnt: Learnt | None = None
        super().__init__("posters", "reading", turns)

    def do(self, turn: Turn) -> None:
        """Read the posters and learn from them."""
        films = self.job.films()
        self.films, self.learnt = self.job.run(films, self._places(len(films), turn))

    def end(self) -> None:
        """Let go of what it held."""
        self._holds = None

    def _places(self, films: int, turn: Turn) -> Iterator[int]:
        """The place of each film in turn."""
        for place in range(films):
            self.advance(place / films, turn)
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
