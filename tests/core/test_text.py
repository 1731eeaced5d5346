import unicodedata

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from core.markup import shown
from core.text import LONGEST_TEXT, Vocabulary, batches_by_length, encode, normalise, pad, tokenize, words

ANY_TEXT = st.text(max_size=300)
SENTENCES = st.lists(
    st.sampled_from(["don't", "film’s", "1,000", "3.5", "Ünlü", "e\u0301tude", "🚀", "..", "co-op", "<x>", "\n", "它"]),
    max_size=30,
).map(" ".join)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The Cat sat.", ["the", "cat", "sat"]),
        ("He doesn't know; they'll see the film's end.", "he does n't know they 'll see the film 's end".split()),
        ("I’m, you’re, can’t", ["i", "'m", "you", "'re", "ca", "n't"]),
        ("In 1984, 3.5 million (1,000,000) left", ["in", "1984", "3.5", "million", "1,000,000", "left"]),
        ("co-operation/war_time x2", ["co", "operation", "war", "time", "x", "2"]),
        ("<script>alert('x')</script> <sheriff>", ["sheriff"]),
        ("CAFÉ cafe\u0301 ﬁlm", ["café", "café", "film"]),
        ("kid\u00adnapped by a de\u200btec\u200dtive\ufeff", ["kidnapped", "by", "a", "detective"]),
        ("re\u00adlent and don\u2060't", ["relent", "and", "do", "n't"]),
        ("🚀🚀 !!! ... —", []),
        ("", []),
    ],
)
def test_tokens_known(text, expected):
    assert words(text) == expected
    assert [token.word for token in tokenize(text)] == expected


@pytest.mark.parametrize("apostrophe", "'`\u00b4\u02bc\u2018\u2019\u201b\u2032\uff07")
def test_any_apostrophe_reads_as_the_straight_one(apostrophe):
    text = "She doesn't know the film's end; they'll ask O'Brien."
    assert words(text.replace("'", apostrophe)) == words(text)


INVISIBLE = st.sampled_from("\u00ad\u034f\u061c\u200b\u200c\u200d\u200e\u2060\u2066\ufe0f\ufeff")


@given(st.lists(st.from_regex(r"\A[a-z]{2,8}\Z"), min_size=1, max_size=8), st.data())
def test_what_is_invisible_splits_no_word(typed, data):
    hidden = []
    for word in typed:
        place = data.draw(st.integers(1, len(word)))
        hidden.append(word[:place] + data.draw(INVISIBLE) + word[place:])
    assert words(" ".join(hidden)) == words(" ".join(typed)) == typed


def test_spans_give_the_words_as_typed():
    text = "  Don’t  wake the\tÉtude's  GHOST!"
    assert [text[t.start : t.end] for t in tokenize(text)] == ["Do", "n’t", "wake", "the", "Étude", "'s", "GHOST"]


@given(ANY_TEXT | SENTENCES)
def test_spans_of_any_text(text):
    end = 0
    for token in tokenize(text):
        assert token.start >= end, "tokens overlap or stand out of order"
        assert token.end > token.start
        assert normalise(text[token.start : token.end]) == token.word
        end = token.end
    assert end <= len(text)


@given(ANY_TEXT | SENTENCES)
def test_no_letter_and_no_digit_is_lost(text):
    """Everything between the tokens is punctuation, space, HTML or a mark that no letter carries."""
    assume(shown(text) is None)
    kept = set()
    for token in tokenize(text):
        kept.update(range(token.start, token.end))
    lost = [c for i, c in enumerate(text) if i not in kept and unicodedata.category(c) in ("Lu", "Ll", "Lo", "Nd")]
    assert lost == []


@given(ANY_TEXT, st.integers(0, 5))
def test_a_limit_takes_the_first_words(text, limit):
    assert tokenize(text, limit) == tokenize(text)[:limit]
    assert words(text, limit) == words(text)[:limit]


def test_only_the_beginning_of_a_huge_text_is_read():
    assert words("x" * (LONGEST_TEXT + 50)) == ["x" * LONGEST_TEXT]
    assert words(" " * LONGEST_TEXT + "late") == []


def test_vocabulary_keeps_the_frequent_words_and_orders_ties():
    vocabulary = Vocabulary.fit([["b", "a", "c"], ["b", "a"], ["b", "once"]], max_words=5, min_count=2)
    assert vocabulary.words == ("[PAD]", "[UNK]", "b", "a")
    assert Vocabulary.fit([["b", "a", "b", "a", "c", "c"]], max_words=4).words == ("[PAD]", "[UNK]", "a", "b")
    assert "a" in vocabulary
    assert "[UNK]" not in vocabulary, "a plot that holds the marker's letters has no known word"
    assert vocabulary.ids(["a", "nothing", "b"]).tolist() == [3, 1, 2]


def test_vocabulary_refuses_another_beginning():
    with pytest.raises(ValueError, match=r"begins with \[PAD\]"):
        Vocabulary(("the", "a"))


def test_encode_cuts_and_never_returns_an_empty_sequence():
    vocabulary = Vocabulary(("[PAD]", "[UNK]", "ship"))
    encoded = encode(["Ship ship rock ship", "", "rock"], vocabulary, max_tokens=3)
    assert [ids.tolist() for ids in encoded] == [[2, 2, 1], [1], [1]]


def test_pad_at_the_end():
    assert pad([np.array([5, 6], np.int32), np.array([7], np.int32)]).tolist() == [[5, 6], [7, 0]]


@given(st.lists(st.integers(1, 50), min_size=1, max_size=80), st.integers(1, 20))
def test_batches_hold_every_text_once_and_pad_little(lengths, size):
    batches = batches_by_length(lengths, size)
    assert sorted(i for batch in batches for i in batch) == list(range(len(lengths)))
    assert all(len(batch) <= size for batch in batches)
    in_order = [lengths[i] for batch in batches for i in batch]
    assert in_order == sorted(in_order)
