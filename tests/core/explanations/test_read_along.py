"""Reading along: each step is the answer to its own prefix, and the sentence names the largest jumps."""

import numpy as np
import pytest

from core.explanations.read_along import BY_WORD, MOST_STEPS, ReadAlong, jumps, read_along, told
from core.text import tokenize


def haunted(texts):
    """Horror: .12, and more or less with some words; Drama: what is left."""
    horror = [0.12 + 0.36 * ("ghost" in text) - 0.09 * ("wedding" in text) - 0.01 * ("a" in text) for text in texts]
    return np.array([[p, 1 - p] for p in horror])


def reading(text: str, score=haunted, names=("Horror", "Drama")) -> ReadAlong:
    return read_along(score, text, tokenize(text), names)


def test_each_step_is_the_answer_to_its_own_prefix(tiny):
    text = "A ghost won't leave — the haunted bride's wedding. 🎬"
    tokens = tiny.tokens(text)
    along = read_along(tiny.predict_proba, text, tokens, list(tiny.classes_))
    assert along.unit == "word" and len(along.probabilities) == len(tokens) + 1
    for row, end in zip(along.probabilities, [0, *(token.end for token in tokens)], strict=True):
        np.testing.assert_allclose(row, tiny.predict_proba([text[:end]])[0], atol=1e-6)
    np.testing.assert_allclose(along.probabilities[-1], tiny.predict_proba([text])[0], atol=1e-6)


def test_all_prefixes_are_asked_at_once():
    asked = []
    reading("one two three", lambda texts: asked.append(list(texts)) or haunted(texts))
    assert asked == [["", "one", "one two", "one two three"]]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("The ghost of the wedding", "At *ghost* Horror rises from 12 % to 48 %; *wedding* takes 9 points back."),
        ("The wedding of the ghost", "At *ghost* Horror rises from 3 % to 39 %; *wedding* takes 9 points."),
        ("The wedding", "At *wedding* Horror falls from 12 % to 3 %."),
        ("One cat", "No word moves Horror by 2 points; it ends at 11 %."),
    ],
)
def test_the_largest_jumps_are_told(text, sentence):
    assert told(reading(text), "Horror") == sentence


def test_a_fall_is_told_with_what_was_gained():
    along = reading("The ghost of the wedding")
    assert (
        told(along, "Drama", "[{}]".format)
        == "At [ghost] Drama falls from 88 % to 52 %; [wedding] gives 9 points back."
    )


def test_jumps_are_largest_first():
    assert [(step, round(move, 2)) for step, move in jumps(reading("ghost at wedding"), "Horror")] == [
        (0, 0.36),
        (2, -0.09),
        (1, -0.01),
    ]


@pytest.mark.parametrize("count", [10, 300])
def test_a_long_plot_is_read_by_sentences(count):
    text = " ".join(
        f"Here the {'ghost' if i == 5 else 'cat'} of house number {i} walks, and nobody sees it." for i in range(count)
    )
    text = text if count > 10 else text + " And then" + " again" * BY_WORD + "."
    along, tokens = reading(text), tokenize(text)
    assert along.unit == "sentence"
    assert len(along.spans) == min(MOST_STEPS, count + (count == 10))
    assert along.spans[0][0] == tokens[0].start and along.spans[-1][1] == tokens[-1].end
    assert all(before[1] < after[0] for before, after in zip(along.spans, along.spans[1:], strict=False))
    assert all(text[start:].startswith(("Here", "And")) for start, _ in along.spans)
    assert told(along, "Horror").startswith("At *Here the ")


def test_a_long_plot_without_sentences_is_read_in_even_parts():
    along = reading("war and " * BY_WORD)
    assert along.unit == "part" and len(along.spans) == MOST_STEPS
    counts = {len(tokenize(along.text[start:end])) for start, end in along.spans}
    assert counts == {5}
