"""Two models on one plot: where they differ most, and by which words."""

from dataclasses import replace

import numpy as np
import pytest

from core.errors import OptionError
from core.explanations.beside import Beside, beside, columns, common_genres, told
from tests.core.explanations.render.test_html import made

PLOT = "A detective hunts a killer while a haunted bride waits at the wedding in the old house."


@pytest.fixture
def pair():
    first = made([[0.5, -0.01], [-0.06, -0.05], [0.0, 0.01]])
    second = replace(
        made([[0.1, -0.01], [-0.01, -0.05], [0.0, 0.02]]),
        outputs=np.array([0.12, 0.26]),
        known=(True, False, False),
    )
    return Beside(first, second)


def test_genres_words_and_sentence_name_what_differs_most(pair):
    assert pair.apart() == ["Horror", "Sci-Fi & co"]
    haunted, wedding, _ = pair.words("Horror")
    assert (haunted.word, haunted.first, haunted.second) == ("haunted", 0.5, 0.1)
    assert haunted.difference == pytest.approx(0.4)
    assert wedding.known == (True, False)
    assert told(pair, "Horror", ("mine", "Shipped")) == (
        "Horror is 71 % for mine and 12 % for Shipped. *haunted* differs most: +50.0 points for mine, +10.0 points for"
        " Shipped. *wedding*: -6.0 points for mine, -1.0 points for Shipped. Shipped doesn't know *wedding*."
    )


def test_two_real_models_are_compared_on_the_genres_that_both_have(tiny, shipped):
    found = beside(shipped, tiny, PLOT, "occlusion")
    assert set(found.genres) == set(shipped.classes_) & set(tiny.classes_)
    gaps = [abs(np.subtract(*found.probabilities(genre))) for genre in found.apart()]
    assert gaps == sorted(gaps, reverse=True)
    genre = found.genres[0]
    assert found.probabilities(genre)[1] == pytest.approx(tiny.predict_proba([PLOT])[0, columns(tiny, [genre])[0]])
    words = found.words(genre, 5)
    assert [found.first.data[word.position] for word in words] == [word.word for word in words]


def test_a_model_beside_itself_differs_nowhere(tiny):
    found = beside(tiny, tiny, PLOT, "occlusion")
    genre = found.genres[0]
    assert all(word.difference == 0 for word in found.words(genre))
    assert told(found, genre, ("one", "other")).count(".") == 1


def test_models_without_a_common_genre_are_refused_in_one_sentence():
    assert common_genres(["B", "A"], ["A", "C", "B"]) == ["B", "A"]
    with pytest.raises(OptionError, match=r"no genre in common.*\.$"):
        common_genres(["A"], ["B"])
