"""A tiny adapted model: labels of one's own on the embedded films, learnt from the tiny model."""

import numpy as np
import pytest

from core.model.classifier import GenreClassifier
from data.sources import registry
from train.adapt import labels
from train.adapt.adapt import adapt

OWN = {"Drama": "Dramas", "Comedy": "Funny & light", "Horror": "Horror", "War": "word", "Sci-Fi": "film"}


@pytest.fixture(scope="session")
def own_films() -> labels.LabelledFilms:
    """The first 300 embedded films with any of five labels of one's own; two of them are named like columns."""
    frame = registry.load("open_plots").frame
    names = [[OWN[genre] for genre in text.split("|") if genre in OWN] for text in frame["genres"]]
    rows = np.flatnonzero([bool(film) for film in names])[:300]
    return labels.label(
        frame.iloc[rows].drop(columns="split", errors="ignore"), [names[row] for row in rows], "own.csv"
    )


@pytest.fixture(scope="session")
def adapted_model(tiny_model, own_films, tmp_path_factory):
    """The folder of a model adapted from the tiny one."""
    folder = tmp_path_factory.mktemp("adapted") / "model"
    adapt(own_films, tiny_model, folder, lambda event: None)
    return folder


@pytest.fixture(scope="session")
def adapted(adapted_model) -> GenreClassifier:
    """The adapted model, opened."""
    return GenreClassifier.load(adapted_model)
