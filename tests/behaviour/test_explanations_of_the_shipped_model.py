"""What explanations of the shipped model must do on plots that anyone would explain the same way."""

import time

import numpy as np
import pytest

from core.explanations import METHODS, explain
from core.explanations.counterfactual import counterfactual
from core.explanations.faithfulness import deletion

PLAIN = "A crew of five wakes up far from home and finds that something else is on board the vessel with them."
HORROR = (
    "A young couple inherits a haunted house in the woods. At night the screams of a murdered child wake them, and the"
    " photographs bleed. Only an old priest knows how to fight the demon that lives in the cellar."
)
BLACK_BOX = [name for name, method in METHODS.items() if method.black_box and name != "random"]


def probability(classifier, text, genre):
    return classifier.predict_proba([text])[0][list(classifier.classes_).index(genre)]


def test_a_spaceship_raises_scifi(shipped):
    with_it = PLAIN.replace("vessel", "spaceship")
    assert probability(shipped, with_it, "Sci-Fi") > probability(shipped, PLAIN, "Sci-Fi") + 0.1


@pytest.mark.parametrize("method", [*BLACK_BOX, "linear_path"])
def test_the_spaceship_is_among_the_top_words(shipped, method):
    found = explain(shipped, PLAIN.replace("vessel", "spaceship"), method)
    assert "spaceship" in [word.word for word in found.top_words("Sci-Fi", 3, sign=1)]


@pytest.mark.parametrize("method", BLACK_BOX)
def test_horror_comes_from_the_words_of_horror(shipped, method):
    found = explain(shipped, HORROR, method)
    top = {word.word for word in found.top_words("Horror", 6, sign=1)}
    assert len(top & {"haunted", "screams", "murdered", "bleed", "demon", "priest", "night"}) >= 2
    assert not top & {"a", "the", "of", "in"}


def test_the_strongest_words_do_more_than_random_ones(shipped):
    found = explain(shipped, HORROR)
    result = deletion(shipped.predict_proba, found, "Horror")
    assert not result.near_random
    assert result.after < result.random - 0.1


def test_the_counterfactual_crosses_the_threshold(shipped):
    found = explain(shipped, HORROR)
    threshold = shipped.thresholds_[found.column("Horror")]
    result = counterfactual(shipped.predict_proba, found, "Horror", threshold, limit=20)
    assert result is not None
    assert probability(shipped, result.text, "Horror") < threshold <= result.before


@pytest.mark.alone
@pytest.mark.parametrize("words", [1, 2000])
def test_one_word_and_two_thousand_are_explained_without_a_stall(shipped, words):
    text = " ".join((HORROR.split() * 60)[:words]) if words > 1 else "haunted"
    began = time.perf_counter()
    found = explain(shipped, text)
    assert time.perf_counter() - began < 20
    assert len(found.data) == min(words, len(shipped.tokens(text)))
    assert np.isfinite(found.values).all()


def test_markup_and_other_scripts_are_explained_as_they_stand(shipped):
    text = "<script>alert('x')</script> 宇宙船 🚀 A detective & a “killer”."
    found = explain(shipped, text)
    assert all(text[start:end] == word for word, (start, end) in zip(found.data, found.spans, strict=True))
    assert not found.known[found.data.index("宇宙船")]
