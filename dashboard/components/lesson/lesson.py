"""What every part of the lesson needs: the model, the films and which set of them."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from streamlit.delta_generator import DeltaGenerator

from core.model.classifier import GenreClassifier
from core.model.folder.model_ref import ModelRef
from core.model.thresholds import decide
from dashboard.state.lesson import lesson_films
from dashboard.state.table.scored_table import ScoredTable


@dataclass(frozen=True, eq=False)
class Lesson:
    """``ids``: all test films; ``films``: those that the model can be judged on; ``number``: of the set; ``place``:
    where more is chosen.
    """

    ref: ModelRef
    model: GenreClassifier
    ids: list[str]
    films: ScoredTable
    number: int
    place: DeltaGenerator

    @property
    def genres(self) -> list[str]:
        """The model's genres, in the order of the columns."""
        return [str(genre) for genre in self.model.classes_]

    @property
    def rows(self) -> list[int]:
        """The films of the set, as rows of ``films``."""
        return lesson_films.drawn(self.ids, self.films.frame["id"].tolist(), self.number)

    def film(self, row: int) -> pd.Series:
        """Title, year, plot and genres."""
        return self.films.frame.iloc[row]

    def decided(self, rows: list[int]) -> NDArray[np.bool_]:
        """What the model decides about some films, [rows, genres]."""
        return decide(self.films.y_score[rows], self.model.thresholds_)

    def truth(self, row: int) -> list[str]:
        """Those of the film's genres that the model has."""
        return [genre for genre, there in zip(self.genres, self.films.y_true[row], strict=True) if there]

    def likeliest(self, row: int) -> str:
        """The genre that the model finds most probable."""
        return self.genres[int(self.films.y_score[row].argmax())]
