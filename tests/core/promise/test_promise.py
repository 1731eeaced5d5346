"""What is promised, what it is called, and what becomes of a film."""

import pickle
import shutil

import numpy as np
import pytest

from core.errors import ArtifactError, OptionError
from core.model.classifier import GenreClassifier
from core.model.folder.layout import LAYOUT
from core.promise.promise import Promise, parse


def promise(*thresholds, precision=0.9):
    genres = tuple("ABCDEFG"[: len(thresholds)])
    limits = np.array(thresholds, dtype=float)
    return Promise(genres, np.full(len(genres), precision), limits, np.zeros(len(genres)))


def test_a_film_is_accepted_when_all_that_is_likely_of_it_is_promised():
    made = promise(0.8, 0.7, np.inf)
    y_score = np.array(
        [
            [0.9, 0.2, 0.1],  # one promised label
            [0.8, 0.95, 0.49],  # two of them, at the threshold and above; no other is likely
            [0.9, 0.6, 0.1],  # B is likely and not promised
            [0.9, 0.1, 0.5],  # C, of which nothing can be promised, is as likely as not
            [0.4, 0.3, 0.1],  # nothing is promised
            [0.9, 0.2, 0.1],  # no plot like those that the promise was made on
        ]
    )
    decisions = made.decide(y_score, [True] * 5 + [False])
    assert [decision.word for decision in decisions] == ["accept", "accept", "review", "review", "review", "review"]
    assert [decision.labels for decision in decisions] == [["A"], ["B", "A"], ["A"], ["A"], [], ["A"]]
    assert [decision.errors for decision in decisions] == pytest.approx([0.1, 0.25, 0.1, 0.1, 0, 0.1])


def test_the_shipped_model_promises_for_some_genres_and_says_so_of_the_others(shipped):
    made = Promise.of(shipped, parse([".8", "Drama=.9"]))
    assert {"Drama", "Comedy", "Documentary"} <= set(made.kept) < set(made.genres)
    assert made.key == "0.8,Drama=0.9"
    assert made.sentence.startswith("At least 80 % (Drama 90 %) of the films that get one of these labels have it")
    assert "can't be promised at any threshold for " in made.sentence and "Film-Noir" in made.sentence
    everywhere = Promise.of(shipped, parse([".8"]))
    drama = made.genres.index("Drama")
    assert made.thresholds[drama] > everywhere.thresholds[drama]
    assert 0 < made.coverage[drama] < everywhere.coverage[drama] < 1
    told = next(line for line in made.lines if line.startswith("Drama"))
    assert f"90 % from {made.thresholds[drama]:.2f} on, which reaches {100 * made.coverage[drama]:.0f} % of" in told
    assert len(made.lines) == len(made.kept)
    assert pickle.loads(pickle.dumps(made)).key == made.key, "it travels to Ray's workers"


def test_where_nothing_can_be_promised_it_is_said():
    rng = np.random.default_rng(0)
    made = Promise.fit(("A", "B"), rng.integers(2, size=(50, 2)), rng.random((50, 2)), np.full(2, 0.9))
    assert made.kept == []
    assert made.sentence == "At least 90 % can't be promised for any label: too few tested films are that clear."
    assert made.decide(np.array([[1.0, 1.0]]), [True])[0].word == "review"


def test_a_model_without_its_evaluation_names_the_file(tiny_model, tmp_path):
    folder = tmp_path / "serving"
    folder.mkdir()
    for name in LAYOUT.serving:
        shutil.copyfile(tiny_model / name, folder / name)
    with pytest.raises(ArtifactError, match=r"lacks evaluation.npz: .* Restore the whole folder"):
        Promise.of(GenreClassifier.load(folder), parse([".9"]))


@pytest.mark.parametrize("value", ["90", "much", "", "1", ".4", "nan", "Horror=", "Horror=9", "=x", "-.9"])
def test_what_is_no_precision_is_refused_in_a_sentence(value):
    with pytest.raises(OptionError, match=r"can't be promised. Give a precision from 0.5 to 0.995"):
        parse([".9", value])


def test_every_label_needs_a_precision_and_a_model(tiny):
    with pytest.raises(OptionError, match="every other label is missing"):
        parse(["Horror=.9"])
    with pytest.raises(OptionError, match="no genre 'Opera' to promise"):
        Promise.of(tiny, parse([".9", "Opera=.95"]))
