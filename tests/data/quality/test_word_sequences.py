"""One tokenizer: the words that a table is checked and split by are those that the model reads."""

import unicodedata

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.text import words
from data.quality.word_sequences import word_sequences

ODD = [
    "cafe\u0301",
    "ﬁlm",
    "ＦＩＬＭ",
    "İstanbul",
    "DON’T",
    "'s",
    "’tis",
    "rock'n'roll",
    "x²",
    "Ⅷ",
    "1,000.5",
    "naïve.",
]


def read(text):
    sequences = word_sequences(pd.Series([text], dtype=str))
    return sequences.words[sequences.codes].tolist()


@pytest.mark.parametrize("text", [*ODD, unicodedata.normalize("NFD", "Amélie à Paris"), "ｆｕｌｌ ｗｉｄｔｈ"])
def test_accents_ligatures_and_wide_letters_give_the_model_s_words(text):
    assert read(text) == words(text)


@given(st.lists(st.text(max_size=12) | st.sampled_from(ODD), max_size=12).map(" ".join))
def test_any_text_gives_the_model_s_words(text):
    assert read(text) == words(text)
