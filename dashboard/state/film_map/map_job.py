"""A map of films being drawn: the thread that does the work. No Streamlit here."""

import threading
from contextlib import suppress
from pathlib import Path

from core.model.classifier import GenreClassifier
from dashboard.state.background.job import BackgroundJob
from dashboard.state.background.turns import TURNS, Turn, Turns
from data.map import film_map
from data.map.film_map import FilmMap


class MapJob(BackgroundJob):
    """``state``: reading, arranging, or how it ended. ``drawn``: the main directions as soon as they are known, the
    whole map at the end.

    It takes ``turns`` with the batch jobs. A whole map is kept in ``folder``, None for nowhere; one that is there
    already is taken from there. Whoever stops it keeps the main directions if they are known.
    """

    def __init__(
        self, classifier: GenreClassifier, plots: list[str], folder: Path | None, turns: Turns = TURNS
    ) -> None:
        self._classifier, self._plots, self._folder = classifier, plots, folder
        self.drawn: FilmMap | None = None
        self.begun = threading.Event()  # set when there is something to see, or the end
        super().__init__("map", "reading", turns)

    def do(self, turn: Turn) -> None:
        """Draw the map, or take it from where it was kept."""
        classifier, plots, folder = self._classifier, self._plots, self._folder
        file = folder / f"{film_map.content(classifier.version, plots)}.npz" if folder else None
        if file and (kept := film_map.load(file)):
            self.drawn = kept
            return

        def look(share: float) -> None:
            self.advance(share, turn)

        self.drawn = film_map.draw(classifier, plots, look, look, self._first)
        if file:
            with suppress(OSError):  # a full disk, or one that can't be written: it is drawn again next time
                film_map.save(self.drawn, file)

    def end(self) -> None:
        """There is nothing more to wait for."""
        self._plots = []
        self.begun.set()

    def _first(self, drawn: FilmMap) -> None:
        self.drawn, self.share, self.state = drawn, 0.0, "arranging"
        self.begun.set()
