"""The words of each genre being looked for in films. No Streamlit here."""

import pandas as pd

from core.explanations import genre_words
from core.model.classifier import GenreClassifier
from dashboard.state.background.job import BackgroundJob
from dashboard.state.background.turns import TURNS, Turn, Turns


class WordsJob(BackgroundJob):
    """``found``: the words of :func:`core.explanations.genre_words.words_of_films` once it is done. ``films``: how
    many films are read.
    """

    def __init__(self, classifier: GenreClassifier, frame: pd.DataFrame, turns: Turns = TURNS) -> None:
        self._classifier, self._frame = classifier, genre_words.sample(frame)
        self.films, self.found = len(self._frame), pd.DataFrame()
        super().__init__("words", "reading", turns)

    def do(self, turn: Turn) -> None:
        """Read one film after the other."""
        self.found = genre_words.words_of_films(
            self._classifier, self._frame, lambda done: self.advance(done / self.films, turn)
        )

    def end(self) -> None:
        """The films are not needed any more."""
        self._frame = self._frame.head(0)
