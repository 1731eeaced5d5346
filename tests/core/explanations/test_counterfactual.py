"""Counterfactuals and what-if, on functions whose answer is known and on a real model."""

import itertools

import numpy as np
import pytest

from core.explanations import explain, explain_function
from core.explanations.counterfactual import counterfactual
from core.explanations.target import without
from core.explanations.what_if import compare, edited, edited_at, what_if
from core.text import words

WEIGHT = {"ghost": 0.3, "house": 0.25, "screams": 0.2, "wedding": -0.3}


def score(texts):
    """.1 and the weights of the words that are there."""
    return np.array([[0.1 + sum(WEIGHT.get(word, 0) for word in words(text)), 0.5] for text in texts])


def made(text):
    return explain_function(score, text, ["Horror", "Drama"], "occlusion")


def test_the_fewest_words_that_take_a_genre_below_its_threshold():
    found = counterfactual(score, made("A ghost screams in the house."), "Horror", threshold=0.4)
    assert found.words == ("ghost", "house")
    assert found.before == pytest.approx(0.85)
    assert found.after == pytest.approx(0.3)
    assert found.text == "A screams in the."
    assert counterfactual(score, made("A ghost screams in the house."), "Horror", threshold=0.56).words == ("ghost",)


def test_the_words_that_hold_a_genre_down():
    found = counterfactual(score, made("A ghost at the wedding"), "Horror", threshold=0.35)
    assert found.words == ("wedding",)
    assert found.before < 0.35 <= found.after


def test_none_within_the_limit_is_an_answer():
    assert counterfactual(score, made("A ghost in the house"), "Drama", threshold=0.4) is None
    assert counterfactual(score, made("A ghost screams in the house."), "Horror", 0.15, limit=2) is None


def test_a_word_that_turns_out_to_be_spare_is_put_back():
    def tricky(texts):
        """Above the threshold while x, or both y and z, are there; x looks strongest by itself."""
        found = [set(words(text)) for text in texts]
        return np.array([[0.2 + 0.5 * ({"y", "z"} <= have) + 0.2 * ("x" in have and "y" in have)] for have in found])

    found = counterfactual(tricky, explain_function(tricky, "x y z", ["f"], "occlusion"), "f", threshold=0.5)
    assert len(found.words) == 1


def test_no_word_of_a_real_counterfactual_can_be_left_out(tiny):
    text = "A young woman falls in love with a soldier during the war, but a killer hunts them both."
    explanation = explain(tiny, text)
    checked = 0
    for genre, probability in zip(explanation.output_names, explanation.outputs, strict=True):
        threshold = probability - 0.005
        found = counterfactual(tiny.predict_proba, explanation, genre, threshold)
        if found is None:
            continue
        checked += 1
        assert found.after < threshold <= found.before
        np.testing.assert_allclose(
            found.after, tiny.predict_proba([found.text])[0][explanation.column(genre)], atol=1e-6
        )
        for fewer in itertools.combinations(found.positions, len(found.positions) - 1):
            left = without(text, [explanation.spans[i] for i in fewer])
            assert tiny.predict_proba([left])[0][explanation.column(genre)] >= threshold
    assert checked


def test_what_if_a_word_goes_or_is_another():
    text = "A ghost at the wedding."
    gone = what_if(score, text, (2, 7))
    assert gone.text_after == "A at the wedding."
    np.testing.assert_allclose(gone.change, [-0.3, 0])
    other = what_if(score, text, (15, 22), " house ")
    assert other.text_after == "A ghost at the house."
    np.testing.assert_allclose(other.change, [0.55, 0])
    assert compare(score, text, text).change.tolist() == [0, 0]
    with pytest.raises(ValueError, match="no word"):
        edited(text, (20, 90))


def test_several_words_go_or_are_others_at_once():
    text = "A ghost, at the wedding."
    assert edited_at(text, {(16, 23): "house", (2, 7): ""}) == "A, at the house."
    assert edited_at(text, {(0, 1): "The", (16, 23): " wake "}) == "The ghost, at the wake."
    assert edited_at("A  gap.", {(3, 6): "hole"}) == "A  hole.", "what nobody changed stays as it was typed"
    assert edited_at(text, {}) == text
    with pytest.raises(ValueError, match="no word"):
        edited_at(text, {(0, 4): "", (2, 7): ""})


def test_dropping_the_only_word_leaves_what_the_model_says_of_nothing(tiny):
    result = what_if(tiny.predict_proba, "love", (0, 4))
    assert result.text_after == ""
    assert np.isfinite(result.after).all()
