"""The words that raise and lower each genre, over a new model's test films."""

from collections.abc import Callable

import pandas as pd

from core.explanations.genre_words import words_of_films
from core.model.classifier import GenreClassifier
from train.fit.enough import go_on_unless


def words_of(
    classifier: GenreClassifier, films: pd.DataFrame, stop: Callable[[], bool] = lambda: False
) -> pd.DataFrame:
    """The table of words.parquet, from the attributions of the words of up to 500 films; ``films`` has title and plot.

    ``stop()`` is asked after every film. Raises Enough once it answers yes, PlotError when the model can read none of
    the plots.
    """
    return words_of_films(classifier, films, report=lambda done: go_on_unless(stop))
