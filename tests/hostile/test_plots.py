"""The plot box: any text at all gets probabilities, or one sentence."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import PlotError
from core.explanations import explain
from core.explanations.render import html, page
from core.explanations.what_if import edited
from core.text import Vocabulary, encode, normalise, tokenize, words
from tests.support.nasty import TEXTS, is_one_sentence, odd_text
from tests.support.tiers import TIER

pieces = st.lists(odd_text | st.sampled_from(["war", "didn't", "film's", "ghost", "3.14"]), max_size=12).map(" ".join)


@settings(max_examples=TIER.examples(3_000))
@given(pieces, st.integers(1, 50) | st.none())
def test_tokens_are_where_they_say(text, limit):
    found = tokenize(text, limit)
    assert limit is None or len(found) <= limit
    position = 0
    for token in found:
        assert position <= token.start < token.end <= len(text)
        assert token.word == normalise(text[token.start : token.end])
        position = token.end
    assert [token.word for token in found] == words(text, limit)


@settings(max_examples=TIER.examples(500))
@given(st.lists(pieces, max_size=5))
def test_any_texts_are_encoded(texts):
    vocabulary = Vocabulary.fit([words(text) for text in texts], min_count=1)
    for text, ids in zip(texts, encode(texts, vocabulary, 20), strict=True):
        assert 1 <= len(ids) <= 20
        assert ids.max() < len(vocabulary)
        assert (ids == 1).all() == (not words(text, 20))


@settings(max_examples=TIER.examples(500))
@given(pieces)
def test_any_plot_is_answered(tiny, text):
    probabilities = tiny.predict_proba([text])
    assert probabilities.shape == (1, len(tiny.classes_))
    assert ((probabilities >= 0) & (probabilities <= 1)).all()
    try:
        assert tiny.tokens(text)
    except PlotError as error:
        assert is_one_sentence(error)
        assert tiny.predict([text]) == [[]] or not tiny.readable(text)


@settings(max_examples=TIER.examples(150))
@given(pieces)
def test_any_plot_is_explained(tiny, text):
    try:
        found = explain(tiny, text, "linear_path")
    except PlotError as error:
        assert is_one_sentence(error)
        return
    assert np.isfinite(found.values).all()
    drawn = html.to_html(found, found.output_names[0]) + page.to_html(found)
    assert "<script" not in drawn.lower() and "<img" not in drawn.lower()
    page.to_json(found).encode("utf-8", "surrogatepass")
    assert edited(text, found.spans[0], "") != text


@pytest.mark.parametrize("text", TEXTS, ids=range(len(TEXTS)))
def test_the_corpus_is_explained(tiny, text):
    try:
        explain(tiny, text, "occlusion" if len(text) < 5_000 else "linear_path")
    except PlotError as error:
        assert is_one_sentence(error)
