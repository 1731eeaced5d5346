"""Plots and posters together, and what stays as it was without a poster."""

import shutil

import numpy as np
import pytest

from core.errors import ArtifactError, PosterError
from core.model.calibration import sigmoid
from core.posters import model
from core.posters.classifier import PosterClassifier
from core.posters.model import DEFAULT_POSTERS
from tests.support import drawn

OTHER = "Two rival chefs fall in love."


def test_without_a_poster_answers_are_the_plot_models_to_the_last_digit(posters, plot):
    plots = [plot, OTHER, ""]
    assert np.array_equal(posters.predict_proba(plots, [None] * 3), posters.plots.predict_proba(plots))
    beside = posters.predict_proba(plots, [None, drawn.poster(), None])
    assert np.array_equal(beside[[0, 2]], posters.plots.predict_proba(plots)[[0, 2]])
    assert not np.allclose(beside[1], posters.plots.predict_proba(plots)[1])


def test_a_poster_alone_answers_and_has_thresholds_of_its_own(posters):
    alone = posters.predict_proba([""], [drawn.poster()])
    assert np.allclose(alone, sigmoid(posters.log_odds_of_posters([drawn.poster()])))
    limits = posters.thresholds(np.array([False, True, True]), np.array([True, True, False]))
    assert np.array_equal(limits, [posters.heads.alone, posters.heads.both, posters.plots.thresholds_])
    assert posters.genres_of(alone, np.array([False]), np.array([True]))[0]
    assert posters.genres_of(alone, np.array([False]), np.array([False])) == [[]]


def test_files_bytes_and_pixels_give_the_same_answer(posters, plot, tmp_path):
    content = drawn.saved(drawn.poster(), "PNG")
    path = tmp_path / "film.png"
    path.write_bytes(content)
    answers = posters.predict_proba([plot] * 4, [path, str(path), content, drawn.poster()])
    assert np.allclose(answers, answers[0], atol=1e-5)


def test_a_picture_of_one_colour_says_nothing(posters):
    with pytest.raises(PosterError, match="one colour"):
        posters.predict_proba([""], [np.full((300, 200, 3), 90, dtype=np.uint8)])


def test_a_damaged_folder_is_named(tmp_path):
    folder = tmp_path / "posters"
    shutil.copytree(DEFAULT_POSTERS, folder)
    card = folder / "card.json"
    card.write_text(card.read_text().replace("Drama", "Dramas"))
    with pytest.raises(ArtifactError, match="card.json does not match its checksum"):
        model.load(folder)
    card.unlink()
    with pytest.raises(ArtifactError, match="card.json is missing"):
        model.load(folder)
    with pytest.raises(ArtifactError, match="no poster model"):
        model.load(tmp_path / "nothing")


def test_posters_go_with_the_plot_model_that_they_were_fitted_beside(tiny_model):
    with pytest.raises(ArtifactError, match="beside another plot model"):
        PosterClassifier.load(tiny_model)
