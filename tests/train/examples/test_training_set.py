"""Plots that only a teacher knows are part of the training set, unless they would leak."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from core.text import Vocabulary, encode
from data import split
from data.sources import registry
from train.config import TrainConfig
from train.examples import training_set
from train.examples.sides import Side
from train.examples.targets import of_labels
from train.examples.teacher import Teacher
from train.examples.training_set import TrainingSet
from train.runs import control, run_folder

GENRES = ["Drama", "War"]
SHORTER = 8  # words taken off a copy, which leaves it nearly a copy


@pytest.fixture(scope="module")
def films():
    return registry.load("open_plots").frame.iloc[:60].reset_index(drop=True)


@pytest.fixture
def teacher(tmp_path):
    """Write a teacher's file about some plots; return the settings that name it, and the teacher."""

    def write(plots: list[str], genres: list[str] = GENRES) -> tuple[TrainConfig, Teacher]:
        path = tmp_path / "teacher.csv"
        table = pd.DataFrame({f"p_{genre}": np.linspace(0.1, 0.9, len(plots)) for genre in genres})
        table.assign(plot=plots).to_csv(path, index=False)
        return TrainConfig(teacher=str(path)), Teacher.read(path, genres)

    return write


def less(plot: str) -> str:
    return " ".join(plot.split()[SHORTER:])


def test_what_repeats_a_film_held_back_is_left_out(films, teacher):
    held_back = np.arange(len(films)) >= 50
    piece_of_training, piece_of_test = less(films["plot"][3]), less(films["plot"][55])
    asked = [*films["plot"], piece_of_training, piece_of_test, "A ferry leaves an island, and nobody waves."]
    extra = training_set.extra_plots(teacher(asked)[1], films, held_back)
    assert extra == [piece_of_training, "A ferry leaves an island, and nobody waves."]


def test_a_teacher_of_the_films_alone_brings_no_more_plots(films, teacher):
    assert training_set.extra_plots(teacher(films["plot"].tolist())[1], films, np.zeros(60, bool)) == []
    assert training_set.extra_plots(None, films, np.zeros(60, bool)) == []


def test_a_plot_that_the_teacher_answers_in_part_is_left_out(films):
    probabilities = pd.DataFrame([[0.5, np.nan], [0.5, 0.1]], index=["A ferry.", "A soldier."], columns=GENRES)
    assert training_set.extra_plots(Teacher(probabilities), films, np.zeros(60, bool)) == ["A soldier."]


def test_films_have_their_genres_and_more_plots_the_teachers(films, teacher):
    asked = ["A ferry leaves an island.", "A soldier digs."]
    config, answers = teacher(asked)
    vocabulary = Vocabulary.fit(plot.lower().split() for plot in [*films["plot"], *asked])
    y_true = np.tile(np.array([[1, 0]], dtype=np.int8), (60, 1))
    train = Side(films, encode(films["plot"], vocabulary, 256), y_true)
    extra = training_set.extra_plots(answers, films, np.zeros(60, bool))
    examples = training_set.build(config, train, extra, answers, vocabulary)
    assert examples.plots[60:] == asked and len(examples.sequences) == len(examples.targets) == 62
    np.testing.assert_array_equal(examples.targets.target[:60], y_true)
    np.testing.assert_allclose(examples.targets.target[60:], [[0.1, 0.1], [0.9, 0.9]], rtol=1e-6)
    assert (examples.targets.weight == 1).all()


def test_the_fingerprint_knows_plots_targets_genres_and_vocabulary(films):
    vocabulary = Vocabulary.fit(plot.lower().split() for plot in films["plot"])
    sequences, y_true = encode(films["plot"], vocabulary, 256), np.ones((60, 2))
    examples = TrainingSet(films["plot"].tolist(), sequences, of_labels(y_true))
    other = TrainingSet(examples.plots, sequences, of_labels(1 - y_true))
    fewer = TrainingSet(examples.plots, sequences[1:], examples.targets)
    prints = [some.fingerprint(GENRES, vocabulary) for some in (examples, other, fewer)]
    assert len({*prints, examples.fingerprint(["Drama", "Western"], vocabulary)}) == 4
    assert prints[0] == TrainingSet([], sequences, of_labels(y_true)).fingerprint(GENRES, vocabulary)


@pytest.mark.slow
def test_a_run_says_what_it_learnt_from_beside_its_films(trainer, small_config, teacher, tmp_path):
    frame = registry.load(small_config.data).frame
    films = frame["plot"][split.assign(frame) == "train"].tolist()
    genres = sorted(set("|".join(frame["genres"]).split("|")))
    config = replace(small_config, epochs=1, teacher=teacher([*films, *map(less, films)], genres)[0].teacher)
    assert control.estimate(config, tmp_path) > control.estimate(replace(config, teacher=""), tmp_path)
    run = trainer.train(run_folder.create(config, tmp_path / "models"))
    assert run.state == "done"
    assert run.progress.total_steps == -(-2 * len(films) // config.batch_size)
    assert f"It also learnt from {len(films)} plots" in (run.model / "README.md").read_text()
