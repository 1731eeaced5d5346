"""The recipe of the shipped model as its package describes it, against the model that is shipped."""

import re
import shlex

import pytest

import recipe
from core.measure import metrics
from core.model import artifact
from data.sources import registry
from recipe import baseline, films, ship
from train.__main__ import config_of, train_parser
from train.config import TrainConfig


def training_line():
    """The arguments of the training that the package's docstring describes."""
    (line,) = re.findall(r"``python -m train (.*?)``", recipe.__doc__, re.S)
    return shlex.split(line.replace("\n", " "))


def test_the_training_line_is_how_the_shipped_model_was_trained():
    options = train_parser().parse_args(training_line())
    described = config_of(options).to_dict()
    shipped = TrainConfig.from_dict(artifact.load(ship.MODEL).config).to_dict()
    assert described == shipped | {"data_note": ""}
    assert (ship.ROOT / options.out) == ship.MODEL


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


@pytest.mark.parametrize("step", ["teacher", "answers/__main__", "ship"])
def test_a_step_says_the_command_that_the_recipe_names(step):
    source = (ship.ROOT / "recipe" / f"{step}.py").read_text(encoding="utf-8")
    command = f"python -m recipe.{step.split('/')[0]}"
    assert f"``{command}``" in recipe.__doc__
    assert source.startswith(f'"""{command}: ')
