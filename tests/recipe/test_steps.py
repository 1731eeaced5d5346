"""The recipe of the shipped model as its package describes it, against the model that is shipped."""

import pytest

import recipe
from core.measure import metrics
from core.model.folder import artifact
from data.sources import registry
from recipe import baseline, films, ship
from recipe.settings import CONFIG
from train.config import TrainConfig


def test_the_settings_are_those_of_the_shipped_model():
    assert TrainConfig.from_dict(artifact.load(ship.MODEL).config) == CONFIG


def test_the_baseline_is_better_than_chance_on_the_embedded_films():
    table = films.read("open_plots", registry.SOURCES["open_plots"].path, "", 60)
    outcome = baseline.evaluate(table, baseline.tfidf_logistic(table))
    positive = table.y_true("test").mean(axis=0).mean()
    assert outcome.metrics["map"] > 2 * positive
    assert set(outcome.metrics) >= {*metrics.NAMES} - {"ece"}
    assert outcome.y_score.shape == table.y_true("test").shape


def test_genres_that_are_not_kept_leave_the_films():
    table = films.read("open_plots", registry.SOURCES["open_plots"].path, "", 60)
    few = films.keep_genres(table, ["Drama", "No Such Genre"])
    assert few.genres == ["Drama"] and few.y_true("test").shape == (len(table.test), 1)
    assert few.y_true("test")[:, 0].tolist() == table.y_true("test")[:, table.genres.index("Drama")].tolist()


@pytest.mark.parametrize("step", ["teacher", "answers/__main__", "student", "ship"])
def test_a_step_says_the_command_that_the_recipe_names(step):
    source = (ship.ROOT / "recipe" / f"{step}.py").read_text(encoding="utf-8")
    command = f"python -m recipe.{step.split('/')[0]}"
    assert f"``{command}``" in recipe.__doc__
    assert source.startswith(f'"""{command}: ')
