"""Labels that look wrong are found where they were made wrong, and odd labels are named."""

import numpy as np
import pandas as pd

from train.adapt import doubts, labels


def films(names, y_true=None):
    frame = pd.DataFrame({"title": [f"Film {i}" for i in range(len(names))], "plot": "A war begins."})
    return labels.label(frame, names, "films.csv")


def test_flipped_labels_come_first():
    """A model that is right nine times in ten: what was flipped disagrees with it."""
    rng = np.random.default_rng(0)
    truth = rng.random((400, 3)) < 0.3
    truth[:, 0] |= ~truth.any(axis=1)
    y_score = np.clip(np.where(truth, 0.85, 0.1) + rng.normal(0, 0.08, truth.shape), 0.01, 0.99)
    flipped = rng.random(truth.shape) < 0.05
    given = truth ^ flipped
    table = labels.LabelledFilms(
        "films.csv", pd.DataFrame({"plot": [""] * 400}), ["a", "b", "c"], given.astype(np.int8)
    )
    first = doubts.ranked(table, y_score).head(int(flipped.sum()))
    places = [table.labels.index(label) for label in first["label"]]
    assert flipped[first["film"], places].mean() > 0.9
    assert (first["has"] == given[first["film"], places]).all()


def test_probabilities_are_those_of_a_head_that_has_not_seen_the_film(tiny, own_films):
    y_score = doubts.out_of_fold(tiny, own_films)
    assert y_score.shape == own_films.y_true.shape
    assert ((y_score > 0) & (y_score < 1)).all()


def test_odd_labels_are_named():
    names = [["Sci-Fi", "Space"], ["Science fiction", "Cosy"]] * 30 + [["Cosy", "Once"], ["Loud"], ["Cosy", "Loud"]]
    said = doubts.problems(films(names))
    assert ("Sci-Fi", "Space") in said.always
    assert ("Cosy", "Sci-Fi") in said.never
    assert said.few == ["Loud", "Once"]
    assert said.alike == [("Sci-Fi", "Science fiction")]
    assert all(sentence[-1] in ".?" for sentence in said.sentences())
