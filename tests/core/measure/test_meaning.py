"""A probability's meaning on test films, on answers known in advance."""

import numpy as np
import pytest

from core.measure.meaning import FEWEST, ladder, meaning, meanings, wilson

GENRES = ("Horror", "Drama")


@pytest.fixture
def films():
    """A hundred films with 65 % for Horror, 66 of them Horror; five with 95 % for Drama, four of them Drama."""
    y_score = np.full((105, 2), 0.01)
    y_score[:100, 0], y_score[100:, 1] = 0.65, 0.95
    y_true = np.zeros((105, 2), dtype=np.int8)
    y_true[:66, 0], y_true[100:104, 1] = 1, 1
    return y_true, y_score


def test_of_a_hundred_films(films):
    told = meaning(*films, GENRES, "Horror", 0.61)
    assert told == "Of 100 test films with 60 to 70 % for Horror, 66 were Horror (95 % interval 56 to 75)."


def test_too_few_films_of_a_genre_are_told_as_those_of_all(films):
    assert FEWEST > 5
    told = meaning(*films, GENRES, "Drama", 0.95)
    assert told == "Of 100 test films with 90 to 100 % for a genre, 80 had it (95 % interval 38 to 96)."
    assert meaning(*films, GENRES, "Drama", 0.35) == "No test film had 30 to 40 % for any genre."


def test_the_ends_are_in_the_steps(films):
    assert "0 to 10 %" in meaning(*films, GENRES, "Drama", 0.0)
    assert "90 to 100 %" in meaning(*films, GENRES, "Drama", 1.0)
    assert len(ladder(*films, GENRES, "Horror")) == 10
    assert set(meanings(*films, GENRES, [0.61, 0.95])) == set(GENRES)


def test_wilson_on_published_values():
    assert wilson(0, 10) == pytest.approx((0, 0.2775), abs=1e-3)
    assert wilson(5, 10) == pytest.approx((0.2366, 0.7634), abs=1e-3)
