"""The words that move each genre, over a new model's test films."""

from collections.abc import Callable
from pathlib import Path

import pandas as pd

from core.explanations.genre_words import genre_words
from core.model.artifact import LAYOUT, Artifact
from core.model.classifier import GenreClassifier

METHOD = "occlusion"  # one reading a word: summed over hundreds of films, as good as the slower methods
MOST_FILMS = 500


def write_words(folder: Path, films: pd.DataFrame, report: Callable[[int], None] = lambda done: None) -> None:
    """Attribute the words of up to 500 films and write words.parquet into a model folder whose other files stand.

    ``films`` has title and plot; every n-th is taken, so that the whole split is seen.
    """
    sample = films.iloc[:: -(-len(films) // MOST_FILMS)]
    classifier = GenreClassifier(Artifact(folder, version="unsealed"))
    table = genre_words(classifier, sample["plot"].tolist(), sample["title"].tolist(), method=METHOD, report=report)
    table.to_parquet(folder / LAYOUT.words, index=False)
