"""Targets and their weights: known answers for unknown genres, and for a teacher's probabilities."""

import numpy as np
import pandas as pd
import pytest

from core.errors import TableError
from train.config import ConfigError, TrainConfig
from train.examples import targets
from train.examples.teacher import Teacher, read_plots

GENRES = ["Drama", "Sport"]


def films(per_labeller: int = 400) -> tuple[pd.DataFrame, np.ndarray]:
    """Two labellers: one gives Sport to every second film, the other to three films only."""
    frame = pd.DataFrame({"plot": [f"plot {i}" for i in range(2 * per_labeller)]})
    frame["labeller"] = ["wide"] * per_labeller + ["narrow"] * per_labeller
    y_true = np.ones((2 * per_labeller, 2), dtype=np.int8)
    y_true[:per_labeller:2, 1] = 0
    y_true[per_labeller + 3 :, 1] = 0
    return frame, y_true


def test_without_a_labeller_every_label_is_known():
    frame, y_true = films()
    assert targets.label_mask(frame, y_true, "").all()


def test_a_genre_that_a_labeller_lacks_is_unknown_where_it_is_absent():
    frame, y_true = films()
    weight = targets.label_mask(frame, y_true, "labeller")
    assert weight[:400].all()
    assert weight[400:, 0].all()
    np.testing.assert_array_equal(weight[400:, 1], y_true[400:, 1])


def test_few_films_of_a_labeller_prove_nothing():
    frame, y_true = films(per_labeller=200)
    assert targets.label_mask(frame, y_true, "labeller").all()


def test_a_missing_labeller_column_is_named():
    frame, y_true = films()
    with pytest.raises(TableError, match="'tier'"):
        targets.label_mask(frame, y_true, "tier")


def write_teacher(path, plots, drama, sport):
    pd.DataFrame({"plot": plots, "p_Drama": drama, "p_Sport": sport}).to_csv(path, index=False)
    return path


def test_a_teacher_is_mixed_in_by_its_share_and_decides_what_is_unknown(tmp_path):
    frame, y_true = films()
    teacher = write_teacher(tmp_path / "t.csv", ["plot 0", "plot 799"], [0.5, 0.25], [0.25, 0.5])
    config = TrainConfig(labeller="labeller", teacher=str(teacher), teacher_share=0.5)
    built = targets.build(config, frame, y_true, Teacher.read(teacher, GENRES))
    target, weight = built.target, built.weight
    np.testing.assert_allclose(target[0], [0.75, 0.125])
    np.testing.assert_allclose(target[799], [0.625, 0.5])  # Sport is unknown there: the teacher alone
    np.testing.assert_allclose(target[1], y_true[1])  # not asked about: the labels
    assert weight[799].all() and weight[798, 1] == 0


def test_a_teacher_answers_the_plots_that_it_knows(tmp_path):
    teacher = Teacher.read(write_teacher(tmp_path / "t.csv", ["a", "b", "a"], [0.5, 0.25, 0.9], [0, 1, 1]), GENRES)
    assert list(teacher.plots) == ["a", "b"], "the first answer to a plot counts"
    np.testing.assert_array_equal(teacher.predict_proba(["b", "c", "a"]), [[0.25, 1], [np.nan, np.nan], [0.5, 0]])


def test_a_teacher_without_plots_is_refused(tmp_path):
    path = tmp_path / "t.csv"
    pd.DataFrame({"text": ["a"], "p_Drama": [0.5], "p_Sport": [0.5]}).to_csv(path, index=False)
    for read in (read_plots, lambda path: Teacher.read(path, GENRES)):
        with pytest.raises(TableError, match="has no column plot"):
            read(path)


def test_a_teacher_without_a_genre_is_refused(tmp_path):
    path = tmp_path / "t.csv"
    pd.DataFrame({"plot": ["plot 0"], "p_Drama": [0.5]}).to_csv(path, index=False)
    with pytest.raises(TableError, match="p_Sport"):
        Teacher.read(path, GENRES)


def test_a_teacher_that_is_no_number_is_refused(tmp_path):
    path = write_teacher(tmp_path / "t.csv", ["plot 0"], ["much"], [0.5])
    with pytest.raises(TableError, match="probabilities"):
        Teacher.read(path, GENRES)


@pytest.mark.parametrize("share", [-0.1, 1.5])
def test_a_share_outside_its_range_is_refused(share):
    with pytest.raises(ConfigError, match="teacher_share"):
        TrainConfig(teacher_share=share)


@pytest.mark.slow
def test_the_loss_that_keras_minimises_is_the_mean_over_weighted_genres():
    import keras

    from core.model.network.layers import cross_entropy

    ids = keras.Input((2,))
    model = keras.Model(ids, keras.layers.Identity()(ids))
    model.compile(loss=cross_entropy)
    logits, target = np.array([[0.0, 2.0]]), np.array([[1.0, 0.5]])
    first, second = np.log(2.0), np.log1p(np.exp(2.0)) - 0.5 * 2.0
    for weight, loss in (([1, 1], first + second), ([1, 0], first), ([0, 3], 3 * second)):
        assert model.test_on_batch(logits, target, np.array([weight])) == pytest.approx(loss / 2, rel=1e-6)


def test_trusted_films_weigh_as_much_as_they_are_told_to():
    frame, y_true = films()
    config = TrainConfig(score_where="labeller=wide", scored_weight=3.0)
    weight = targets.build(config, frame, y_true).weight
    assert (weight[:400] == 3).all()
    assert (weight[400:] == 1).all()


def test_a_weight_for_nobody_is_refused():
    with pytest.raises(ConfigError, match="score_where"):
        TrainConfig(scored_weight=2.0)
