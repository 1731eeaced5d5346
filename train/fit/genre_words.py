"""The words that raise and lower each genre, over a new model's test films."""

from collections.abc import Callable

import pandas as pd

from core.explanations.genre_words import genre_words
from core.model.classifier import GenreClassifier

METHOD = "occlusion"  # one reading a word: summed over hundreds of films, as good as the slower methods
MOST_FILMS = 500


def words_of(
    classifier: GenreClassifier, films: pd.DataFrame, report: Callable[[int], None] = lambda done: None
) -> pd.DataFrame:
    """The table of words.parquet, from the attributions of the words of up to 500 films.

    ``films`` has title and plot; every n-th is taken, so that the whole split is seen.
    """
    sample = films.iloc[:: -(-len(films) // MOST_FILMS)]
    return genre_words(classifier, sample["plot"].tolist(), sample["title"].tolist(), method=METHOD, report=report)
