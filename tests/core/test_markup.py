"""HTML in a plot is read as what it shows, and every word keeps its place in the text as it was typed."""

import html
import itertools
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.markup import plain, shown
from core.text import tokenize, words

WORDS = st.from_regex(r"\A[a-z]{2,8}\Z")
GAPS = {
    " ": " ", "<br />": " ", "<br>": " ", "</p>\n<p>": " \n ", "&nbsp;": "\xa0", "<div class='a'>": " ",
    " &amp; ": " & ",
    "&amp;#8212;": "—", " <i>": " ", "</b> ": " ", "&lt;br /&gt;": " ", "<!-- a note --> ": " ", "<H1>": " ",
    " <3 ": " <3 ", " a < b > c ": " a < b > c ", "<sheriff>": "<sheriff>", "<script>var x = 1;</script> ": " ",
}  # fmt: skip
LETTERS = {"&eacute;": "é", "&#233;": "é", "&#xE9;": "é", "&amp;eacute;": "é", "<b>": "", "</em>": "", "é": "é"}


@st.composite
def typed_and_shown(draw):
    typed, seen = "", ""
    for word in draw(st.lists(WORDS, min_size=1, max_size=8)):
        cut = draw(st.integers(0, len(word)))
        letter, gap = draw(st.sampled_from(sorted(LETTERS))), draw(st.sampled_from(sorted(GAPS)))
        typed += word[:cut] + letter + word[cut:] + gap
        seen += word[:cut] + LETTERS[letter] + word[cut:] + GAPS[gap]
    return typed, seen


@given(typed_and_shown())
def test_the_words_are_those_that_are_shown_and_lie_where_they_were_typed(texts):
    typed, seen = texts
    tokens = tokenize(typed)
    assert [token.word for token in tokens] == words(seen) == words(typed) == words(plain(typed))
    for token in tokens:
        there = re.sub(r"</?\w+>", "", typed[token.start : token.end])
        assert words(html.unescape(html.unescape(there))) == [token.word]
    assert all(one.end <= other.start for one, other in zip(tokens, tokens[1:], strict=False))


@pytest.mark.parametrize("entity", ["&#39;", "&apos;", "&#x27;", "&rsquo;", "&amp;#39;", "&amp;amp;#39;", "&#39"])
def test_an_apostrophe_is_one_however_it_is_escaped(entity):
    assert words(f"It{entity}s the film{entity}s end, they don{entity}t know") == words(
        "It's the film's end, they don't know"
    )


@pytest.mark.parametrize(
    "text",
    ["I <3 you", "a < b and b > c", "AT&T", "R&B & soul", "<sheriff> rides", "<<<", "&", "&;", "x<y>z", "&bogus;"],
)
def test_what_is_no_html_stays_as_it_is(text):
    assert shown(text) is None or shown(text).text == text
    assert plain(text) == text


def test_a_word_in_tags_and_entities_is_found_where_it_was_typed():
    typed = "A <i>sheriff</i>.<br/>Caf&eacute; <b>n</b>oir"
    assert [typed[token.start : token.end] for token in tokenize(typed)] == ["A", "sheriff", "Caf&eacute;", "n</b>oir"]
    assert plain(typed) == "A sheriff. Café noir"


def test_many_brackets_take_no_time():
    for text in ("<" * 200_000, "<b " * 60_000, "&" * 200_000, "<!--" * 50_000, "<script>" * 25_000, "&amp;" * 40_000):
        tokenize(text)


@pytest.mark.parametrize("text", ["&yy9;", "r3&zwnj9;", "&notit3;", "&x3r;/", "a &b; c", "&nosuch1name2; ghost"])
def test_what_is_no_entity_reads_as_typed(text):
    tokens = tokenize(text)
    assert [text[token.start : token.end].lower() for token in tokens] == [token.word for token in tokens]
    assert all(one.end <= other.start for one, other in itertools.pairwise(tokens))
