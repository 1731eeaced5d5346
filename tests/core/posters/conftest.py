"""The shipped plot and poster models, opened once."""

import pytest

from core.posters.classifier import PosterClassifier

PLOT = "A detective hunts a killer through a haunted house while the bodies pile up."


@pytest.fixture(scope="session")
def posters():
    """The shipped models, plots and posters."""
    return PosterClassifier.load(threads=1)


@pytest.fixture
def plot():
    """A plot that the model can read."""
    return PLOT
