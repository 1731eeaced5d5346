"""Labels that look wrong being looked for. No Streamlit here."""

import pandas as pd

from core.model.classifier import GenreClassifier
from dashboard.state.background.job import BackgroundJob
from dashboard.state.background.turns import TURNS, Turn, Turns
from train.adapt.labels import LabelledFilms


class DoubtsJob(BackgroundJob):
    """Once it is done, ``ranked`` has what :func:`train.adapt.doubts.ranked` finds among the ``films``, ``sentences``
    what is odd about their labels.
    """

    def __init__(self, classifier: GenreClassifier, films: LabelledFilms, turns: Turns = TURNS) -> None:
        self._classifier, self.films = classifier, films
        self.ranked, self.sentences = pd.DataFrame(), list[str]()
        super().__init__("doubts", "comparing", turns)

    def do(self, turn: Turn) -> None:
        """Compare each label with what heads say that have not seen its film."""
        from train.adapt import doubts

        y_score = doubts.out_of_fold(self._classifier, self.films, report=lambda share: self.advance(share, turn))
        self.ranked = doubts.ranked(self.films, y_score)
        self.sentences = doubts.problems(self.films).sentences()

    def end(self) -> None:
        """Nothing is kept beside what was found."""
