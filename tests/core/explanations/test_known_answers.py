"""Attributions of functions whose answer is known."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import PlotError
from core.explanations import METHODS, explain_function
from core.explanations.target import Target, of_function, tidy, without
from core.explanations.tree import linkage, sentences
from core.text import tokenize, words

HONEST = [name for name, method in METHODS.items() if method.black_box and name != "random"]
WEIGHTS = {"ghost": 0.5, "wedding": -0.25, "the": 0.0, "screams": 0.125, "robot": 1.0}


def linear(texts):
    """Two outputs: the sum of the words' weights plus 2, and its negative."""
    total = np.array([2 + sum(WEIGHTS.get(word, 0) for word in words(text)) for text in texts])
    return np.stack([total, -total], axis=1)


def conjunction(texts):
    """1 when both words are there; the second output counts them, squared."""
    found = [set(words(text)) for text in texts]
    both = [float({"ghost", "house"} <= have) for have in found]
    count = [float(len({"ghost", "house"} & have) ** 2) for have in found]
    return np.stack([both, count], axis=1)


@pytest.mark.parametrize("method", HONEST)
def test_a_linear_functions_attributions_are_its_weights(method):
    text = "The ghost screams. A wedding, the robot!"
    found = explain_function(linear, text, ["up", "down"], method)
    expected = [WEIGHTS.get(word, 0) for word in words(text)]
    np.testing.assert_allclose(found.for_genre("up"), expected, atol=1e-9)
    np.testing.assert_allclose(found.for_genre("down"), np.negative(expected), atol=1e-9)
    np.testing.assert_allclose(found.base_values, [2, -2])
    np.testing.assert_allclose(found.gaps, 0, atol=1e-9)


@pytest.mark.parametrize("method", HONEST)
def test_an_ignored_word_gets_nothing_and_symmetric_words_get_the_same(method):
    found = explain_function(conjunction, "an old ghost in one house here", ["both", "count"], method)
    ghost, house = found.data.index("ghost"), found.data.index("house")
    ignored = [i for i in range(len(found.data)) if i not in (ghost, house)]
    np.testing.assert_allclose(found.values[ignored], 0, atol=1e-9)
    np.testing.assert_allclose(found.values[ghost], found.values[house], atol=1e-9)
    assert (found.values[ghost] > 0).all()


def test_shap_shares_the_credit_of_a_conjunction():
    found = explain_function(conjunction, "ghost house", ["both", "count"], "shap")
    np.testing.assert_allclose(found.values, [[0.5, 2], [0.5, 2]])


def test_leave_one_out_gives_each_part_of_a_conjunction_all_of_it():
    found = explain_function(conjunction, "ghost house", ["both", "count"], "occlusion")
    np.testing.assert_allclose(found.values, [[1, 3], [1, 3]])
    np.testing.assert_allclose(found.gaps, [-1, -2])


def test_guided_halves_what_leave_one_out_gives_to_a_conjunction_and_sees_what_is_redundant():
    found = explain_function(conjunction, "an old ghost in one house here", ["both", "count"], "guided", genres=1)
    assert found.values[found.data.index("ghost"), 1] == pytest.approx((3 + 1) / 2)

    def either(texts):
        """1 when one of the two words is there."""
        return np.array([[float(bool({"ghost", "house"} & set(words(text))))] for text in texts])

    text = "an old ghost in one house here"
    assert explain_function(either, text, ["f"], "occlusion").values.max() == 0
    found = explain_function(either, text, ["f"], "guided")
    assert found.values[found.data.index("ghost")] > 0
    np.testing.assert_allclose(found.values[[0, 1, 3, 4, 6]], 0)


def test_guided_finds_the_words_of_a_long_text_with_a_fraction_of_the_questions():
    """Runs of words first; those that matter are opened, so that each of their words has its own weight again."""
    strong = {5: 2.0, 700: 1.0, 900: -1.5}
    filler = [f"word{chr(97 + i % 26)}{chr(97 + i // 26 % 26)}{chr(97 + i // 676)}" for i in range(1_000)]
    weights = {word: strong.get(i, hash_of(word) / 1e4) for i, word in enumerate(filler)}

    def score(texts):
        return np.array([[sum(weights[word] for word in words(text))] for text in texts])

    found = explain_function(score, " ".join(filler), ["f"], "guided")
    np.testing.assert_allclose(found.values[list(strong), 0], list(strong.values()), atol=1e-9)
    assert np.abs(np.delete(found.values[:, 0], list(strong))).max() < 0.01
    assert found.values.sum() == pytest.approx(sum(weights.values()), rel=0.01)
    assert found.evaluations < 300


def test_guided_shares_a_run_that_it_does_not_open_among_its_words():
    def score(texts):
        return np.array([[len(words(text)) / 600] for text in texts])

    found = explain_function(score, " ".join(["and"] * 600), ["f"], "guided")
    np.testing.assert_allclose(found.values[:, 0], 1 / 600, atol=1e-9)


def test_shap_adds_up_within_a_small_budget_too():
    def rough(texts):
        """A function in which every word matters to every other."""
        return np.array([[np.sin(sum(hash_of(word) for word in words(text)))] for text in texts])

    text = " ".join(f"word{chr(97 + i % 26)}{chr(97 + i // 26)}" for i in range(80))
    found = explain_function(rough, text, ["f"], "shap", evaluations=100)
    assert np.abs(found.gaps).max() < 1e-9
    assert found.evaluations <= 110


def hash_of(word):
    """A number for a word, the same in every process."""
    return sum(ord(letter) * 31**i for i, letter in enumerate(word)) % 1000 / 100


@pytest.mark.parametrize("method", sorted(METHODS))
def test_one_word_and_no_word(method):
    if METHODS[method].black_box:
        found = explain_function(linear, "robot", ["up", "down"], method)
        assert found.values.shape == (1, 2)
        with pytest.raises(PlotError):
            explain_function(linear, " ... ", ["up", "down"], method)
    else:
        with pytest.raises(ValueError, match="black-box"):
            explain_function(linear, "robot", ["up", "down"], method)


def test_what_was_asked_before_is_not_asked_again():
    asked = []

    def counted(texts):
        asked.extend(texts)
        return linear(texts)

    target = of_function(counted, "the ghost screams", ["up", "down"])
    masks = np.array([[True, True, False], [True, True, False], [False, True, False]])
    np.testing.assert_allclose(target(masks)[:, 0], [2.5, 2.5, 2.5])
    target(masks)
    assert len(asked) == target.evaluations == 2


@given(st.text(alphabet="ab'’nt 1,.é\u0301-\n", max_size=40), st.randoms())
def test_deleting_words_leaves_exactly_the_others(text, random):
    tokens = tokenize(text)
    keep = np.array([random.random() < 0.5 for _ in tokens], dtype=bool)
    if len(tokens):
        target = Target(text, tokens, linear, ("up", "down"))
        left = [token.word for token, kept in zip(tokens, keep, strict=True) if kept]
        assert words(target.masked(keep)) == left
        assert words(tidy(target.masked(keep))) == left


def test_without_keeps_everything_else_as_typed():
    assert without("don't 3D-print", [(2, 5), (6, 7)]) == "do   D-print"
    assert tidy(without("A ghost, a house.", [(2, 7)])) == "A, a house."


def test_sentences_and_their_tree():
    text = "One two three. Four five! Six"
    spans = [(token.start, token.end) for token in tokenize(text)]
    groups = sentences(text, spans)
    assert groups == [[0, 1, 2], [3, 4], [5]]
    tree = linkage(groups)
    assert tree.shape == (5, 4)
    below = {i: {i} for i in range(6)}
    for row, (left, right, _, size) in enumerate(tree):
        below[6 + row] = below[int(left)] | below[int(right)]
        assert len(below[6 + row]) == size
    assert {0, 1, 2} in below.values()
    assert {3, 4} in below.values()
    assert below[10] == set(range(6))
