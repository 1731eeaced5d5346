"""The odd texts are what the benchmark says they are."""

from collections import Counter

import numpy as np
import pytest

from benchmarks.reading import odd_texts as made
from core.text import words
from data.sources import registry


@pytest.fixture(scope="module")
def odd():
    plots = registry.load("open_plots").frame["plot"].tolist()
    return made.odd_texts(plots)


def test_two_hundred_different_texts_of_each_kind(odd):
    assert set(odd) == set(made.KINDS) and len(made.KINDS) == 12
    for kind, texts in odd.items():
        assert len(set(texts)) >= 199, kind
        assert all(words(text) for text in texts), kind


@pytest.mark.parametrize("path", sorted(made.FOLDER.glob("*.txt")), ids=lambda path: path.stem)
def test_a_template_makes_five_different_texts(path):
    if path.stem == "goods":
        return
    texts = made.written(path.stem)
    assert len(texts) == len(set(texts)) >= made.COUNT
    assert not any(sign in text for text in texts for sign in "{}|")


def test_ten_languages_share_the_foreign_plots_evenly():
    marks = Counter(text.partition(" ")[0] for text in made.written("plots_in_other_languages"))
    assert len(marks) == 10 and set(marks.values()) == {20}


def test_a_third_is_untouched_whoever_asks(odd):
    assert len(made.untouched()) == 4 and made.untouched() == made.untouched()


def test_a_shuffled_plot_has_the_words_of_one(odd):
    plots = {tuple(sorted(plot.split())) for plot in registry.load("open_plots").frame["plot"]}
    assert all(tuple(sorted(text.split())) in plots for text in odd[made.SHUFFLED][:50])


def test_the_same_texts_each_time():
    one, other = (made.shopping_lists(np.random.default_rng(3)) for _ in range(2))
    assert one == other
