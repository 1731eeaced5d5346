"""What people see of an explanation: coloured words, a sentence, a page."""

import re
from dataclasses import replace
from html.parser import HTMLParser

import numpy as np
import pytest

from core.explanations import Explanation
from core.explanations.faithfulness import Deletion
from core.explanations.render.html import label, legend, strongest
from core.explanations.render.html import to_html as highlighted
from core.explanations.render.page import to_html as page
from core.explanations.render.sentence import faithfulness_sentence, sentence

TEXT = 'A <b>haunted</b> wedding\n& "zzxqv" ☂'


def made(values, text=TEXT, words=("haunted", "wedding", "zzxqv"), **changes):
    """An explanation of two genres, Horror and Sci-Fi & co."""
    spans = tuple((text.index(word), text.index(word) + len(word)) for word in words)
    values = np.array(values, dtype=float)
    base = np.array([0.08, 0.3])
    explanation = Explanation(
        values=values,
        base_values=base,
        data=tuple(words),
        spans=spans,
        output_names=("Horror", "Sci-Fi & co"),
        method="occlusion",
        seconds=0.1,
        text=text,
        outputs=np.array([0.71, 0.25]),
        scale="probability",
        evaluations=5,
        known=tuple(word != "zzxqv" for word in words),
    )
    return replace(explanation, **changes)


@pytest.fixture
def horror():
    return made([[0.5, -0.01], [-0.06, -0.05], [0.0, 0.01]])


class Reader(HTMLParser):
    """The text of a page, its tags and its words' styles."""

    def __init__(self, html):
        super().__init__(convert_charrefs=True)
        self.text, self.tags, self.spans = "", [], []
        self.feed(html)

    def handle_starttag(self, tag, attributes):
        self.tags.append(tag)
        if tag == "span":
            self.spans.append(dict(attributes))

    def handle_data(self, text):
        self.text += text


def test_the_text_stays_as_typed_and_nothing_in_it_becomes_markup(horror):
    seen = Reader(highlighted(horror, "Horror"))
    assert seen.text == TEXT
    assert set(seen.tags) == {"div", "span"}


def test_sign_is_told_by_line_and_words_as_well_as_colour(horror):
    haunted, wedding, unknown = Reader(highlighted(horror, "Horror")).spans[:3]
    assert "solid" in haunted["style"]
    assert "dashed" in wedding["style"]
    assert haunted["title"] == haunted["aria-label"] == "haunted: raises Horror, +50.0 points"
    assert wedding["title"] == "wedding: lowers Horror, -6.0 points"
    assert "dotted" in unknown["style"]
    assert "not in the model's vocabulary" in unknown["title"]
    assert all(span["tabindex"] == "0" for span in (haunted, wedding, unknown))
    assert "solid" in legend() and "dashed" in legend() and "dotted" in legend()


def opacity(span):
    """Opacity of a word's tint; 0 without one."""
    found = re.search(r"background-color:rgba\([\d,]+,([\d.]+)\)", span["style"])
    return float(found[1]) if found else 0.0


def test_the_scale_is_the_same_for_all_genres(horror):
    assert strongest(horror) == 0.5
    in_horror, in_scifi = (Reader(highlighted(horror, genre)).spans for genre in horror.output_names)
    assert opacity(in_horror[1]) == pytest.approx(opacity(in_scifi[1]) * 0.06 / 0.05, abs=0.002)
    assert opacity(in_scifi[0]) == 0  # -.01 of .5 is too faint to show
    assert opacity(Reader(highlighted(horror, "Horror", limit=1.0)).spans[0]) == pytest.approx(
        opacity(in_horror[0]) / 2
    )


def test_what_the_model_did_not_read_is_grey():
    unread = highlighted(made([[0.1, 0.2]], "haunted beyond the end", ("haunted",)), "Horror")
    assert '<span style="opacity:.55"> beyond the end</span>' in unread
    assert "opacity:.55" not in highlighted(made([[0.1, 0.2]], "haunted!", ("haunted",)), "Horror")


def test_log_odds_are_called_so(horror):
    assert label(replace(horror, scale="log_odds"), 0, "Horror").endswith("+0.50 log-odds")


def test_the_sentence_says_what_moved_and_what_held_back(horror):
    assert (
        sentence(horror, "Horror")
        == "This plot takes Horror from 8 % without any word to 71 %: *haunted* raises it most, by 50 points;"
        " *wedding* lowers it by 6 points."
    )


def test_the_sentence_of_a_genre_that_is_lowered(horror):
    told = sentence(horror, "Sci-Fi & co", emphasis=str.upper)
    assert told == (
        "This plot takes Sci-Fi & co from 30 % without any word to 25 %: WEDDING and HAUNTED lower it most, by 5 and 1"
        " points; ZZXQV raises it by 1 point."
    )


@pytest.mark.parametrize(
    ("method", "base"),
    [("guided", "without any word"), ("integrated_gradients", "with every word blank"),
     ("linear_path", "by the rest of the network"), ("my own", "without any word")],
)  # fmt: skip
def test_the_sentence_names_what_the_first_figure_is(horror, method, base):
    assert f"from 8 % {base} to 71 %" in sentence(replace(horror, method=method), "Horror")


def test_the_sentence_when_no_word_matters():
    assert "No word" in sentence(made(np.zeros((3, 2))), "Horror")


def test_the_sentence_of_faithfulness():
    found = Deletion("Horror", 5, 0.71, 0.22, 0.66, 0.02)
    expected = "Removing the five strongest words takes Horror from 71 % to 22 %; five random words: 66 %."
    assert faithfulness_sentence(found) == expected
    assert not found.near_random
    assert "No word supports Horror" in faithfulness_sentence(replace(found, words=0))
    one = faithfulness_sentence(replace(found, words=1))
    assert "the strongest word takes" in one and "one random word:" in one
    only = faithfulness_sentence(replace(found, words=1, is_all=True))
    assert only == "Removing the only word takes Horror from 71 % to 22 %. There are no other words to compare with."
    assert "all five words" in faithfulness_sentence(replace(found, is_all=True))


@pytest.mark.parametrize(
    ("before", "after", "random", "spread", "hardly"),
    [
        (0.79, 0.30, 0.60, 0.16, False),  # thirty points apart
        (0.92, 0.87, 0.91, 0.01, True),  # four points apart
        (0.71, 0.22, 0.66, 0.02, False),
        (0.80, 0.40, 0.45, 0.02, True),  # random words take nearly as much
        (0.60, 0.20, 0.25, 0.01, True),
        (0.99, 0.95, 0.99, 0.00, True),
        (0.04, 0.01, 0.04, 0.00, False),  # three points, but three quarters of it
        (0.30, 0.31, 0.30, 0.02, True),  # the wrong way
        (0.50, 0.38, 0.49, 0.03, False),
        (0.80, 0.45, 0.70, 0.30, True),  # a single draw often takes as much
    ],
)
def test_the_warning_is_what_a_reader_would_conclude(before, after, random, spread, hardly):
    assert Deletion("Horror", 5, before, after, random, spread).near_random == hardly
    assert not Deletion("Horror", 5, before, after, random, spread, is_all=True).near_random


def test_the_page_needs_no_other_file_and_runs_no_script(horror):
    html = page(horror, ["Horror", "Sci-Fi & co"])
    seen = Reader(html)
    assert "script" not in seen.tags and "link" not in seen.tags and "img" not in seen.tags and "b" not in seen.tags
    assert not re.search(r"https?:|url\(", html)
    assert "prefers-color-scheme:dark" in html
    assert "color-scheme:light dark" in html
    assert "haunted</span>" in html
    assert "Sci-Fi &amp; co" in html
    assert "+50.0 points" in html
    assert "from 8 % without any word to 71 %" in seen.text
    with pytest.raises(ValueError, match="Horror"):
        page(horror, ["Western"])


def test_a_script_in_a_plot_stays_text():
    text = "<script>alert(1)</script> \"'>& haunted"
    found = made([[0.1, 0.2], [0.2, 0.1]], text=text, words=("alert", "haunted"))
    for html in (highlighted(found, "Horror"), page(found)):
        assert "script" not in Reader(html).tags
        assert text in Reader(html).text


def test_sentences_take_the_sum_of_their_words():
    text = "A haunted wedding. The robot\nsings"
    found = made([[0.5, 0.1], [-0.2, 0.2], [0.1, 0.3], [0.0, 0.4]], text, ("haunted", "wedding", "robot", "sings"))
    by = found.by_sentence()
    assert by.data == ("haunted wedding", "robot", "sings")
    np.testing.assert_allclose(by.values, [[0.3, 0.3], [0.1, 0.3], [0.0, 0.4]])
    np.testing.assert_allclose(by.gaps, found.gaps)
    assert "haunted wedding" in Reader(highlighted(by, "Horror")).text


def test_top_words_by_sign(horror):
    assert [w.word for w in horror.top_words("Horror")] == ["haunted", "wedding"]
    assert [w.word for w in horror.top_words("Horror", sign=-1)] == ["wedding"]
    assert horror.top_words("Sci-Fi & co", 1, sign=1)[0].position == 2
    with pytest.raises(ValueError, match="Western"):
        horror.for_genre("Western")


def test_shapes_that_do_not_fit_are_refused(horror):
    for changes in ({"values": np.zeros((2, 2))}, {"known": (True,)}, {"outputs": np.zeros(3)}, {"scale": "odds"}):
        with pytest.raises(ValueError):
            replace(horror, **changes)
