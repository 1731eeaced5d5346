"""Plots that only a teacher knows: learnt from, unless they would leak."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from core.text import Vocabulary, encode
from data import split
from data.sources import registry
from train.config import TrainConfig
from train.examples import training_set
from train.examples.sides import Part
from train.runs import control, run_folder

GENRES = ["Drama", "War"]
SHORTER = 8  # words taken off a copy, which leaves it nearly a copy


@pytest.fixture(scope="module")
def films():
    return registry.load("open_plots").frame.iloc[:60].reset_index(drop=True)


@pytest.fixture
def teacher(tmp_path):
    """Write a teacher's file about some plots and return the settings that name it."""

    def write(plots: list[str], genres: list[str] = GENRES) -> TrainConfig:
        path = tmp_path / "teacher.csv"
        table = pd.DataFrame({f"p_{genre}": np.linspace(0.1, 0.9, len(plots)) for genre in genres})
        table.assign(plot=plots).to_csv(path, index=False)
        return TrainConfig(teacher=str(path))

    return write


def less(plot: str) -> str:
    return " ".join(plot.split()[SHORTER:])


def test_what_repeats_a_film_held_back_is_left_out(films, teacher):
    held_back = np.arange(len(films)) >= 50
    piece_of_training, piece_of_test = less(films["plot"][3]), less(films["plot"][55])
    asked = [*films["plot"], piece_of_training, piece_of_test, "A ferry leaves an island, and nobody waves."]
    found = training_set.further(teacher(asked), films, held_back, GENRES)
    assert found.index.tolist() == [piece_of_training, "A ferry leaves an island, and nobody waves."]
    assert found.iloc[-1].tolist() == [0.9, 0.9]


def test_a_teacher_of_the_films_alone_brings_nothing_more(films, teacher):
    assert training_set.further(teacher(films["plot"].tolist()), films, np.zeros(60, bool), GENRES).empty
    assert training_set.further(TrainConfig(), films, np.zeros(60, bool), GENRES).empty


def test_films_teach_their_genres_and_further_plots_the_teachers(films, teacher):
    asked = ["A ferry leaves an island.", "A soldier digs."]
    config = teacher(asked)
    vocabulary = Vocabulary.fit(plot.lower().split() for plot in [*films["plot"], *asked])
    y_true = np.tile(np.array([[1, 0]], dtype=np.int8), (60, 1))
    train = Part(films, encode(films["plot"], vocabulary, 256), y_true)
    further = training_set.further(config, films, np.zeros(60, bool), GENRES)
    learnt = training_set.gather(config, train, further, GENRES, vocabulary)
    assert learnt.plots[60:] == asked and len(learnt.sequences) == 62
    np.testing.assert_array_equal(learnt.targets[:60], np.tile([1, 0, 1, 1], (60, 1)))
    np.testing.assert_allclose(learnt.targets[60:], [[0.1, 0.1, 1, 1], [0.9, 0.9, 1, 1]], rtol=1e-6)


@pytest.mark.slow
def test_a_run_says_what_it_learnt_from_beside_its_films(trainer, small_config, teacher, tmp_path):
    frame = registry.load(small_config.data).frame
    films = frame["plot"][split.assign(frame) == "train"].tolist()
    genres = sorted(set("|".join(frame["genres"]).split("|")))
    config = replace(small_config, epochs=1, teacher=teacher([*films, *map(less, films)], genres).teacher)
    assert control.estimate(config, tmp_path) > control.estimate(replace(config, teacher=""), tmp_path)
    run = trainer.train(run_folder.create(config, tmp_path / "models"))
    assert run.progress.ending["event"] == "done"
    assert run.progress.total_steps == -(-2 * len(films) // config.batch_size)
    assert f"It learnt from {len(films)} further plots too" in (run.model / "README.md").read_text()
