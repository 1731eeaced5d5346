"""Hostile words as text: in Markdown, in Plotly, in spreadsheets and in the terminal."""

import re
from html import unescape

import pandas as pd
import pytest
from hypothesis import given, settings

from core.errors import printable
from core.markdown import plain, without_images
from tests.support.nasty import TEXTS, odd_text
from tests.support.tiers import TIER

LIVE = re.compile(r"(?<!\\)[`*_\[\]<$~]|(?<!\\):\w+\[|:[\w+-]+:|https?://|\bwww\.|\w@\w|-->|<!--")


@settings(max_examples=TIER.examples(1_500))
@given(odd_text)
def test_nothing_in_it_is_markup(text):
    shown = plain(text)
    assert not LIVE.search(shown), shown
    assert "\n" not in shown
    shown.encode("utf-8")
    letters = re.sub(r"[^a-zA-Z0-9]", "", text)
    assert re.sub(r"[^a-zA-Z0-9]", "", shown) == letters, "every letter is still there"
    assert "\x1b" not in printable(text) + printable(text, lines=True)


@pytest.mark.parametrize(
    "text", ["# a", "1. a", "- a", "+ a", "> a", "=== a", "a <b>", "![a](b)", "&lt;", ":red[x]", "$x$"]
)
def test_signs_that_begin_something_are_escaped(text):
    assert "\\" in plain(text)
    assert plain(text).replace("\\", "").replace("\u2060", "") == text


def test_usual_sentences_stay_readable():
    for text in ("Sci-Fi (71 %)", "Best test micro F1: 0.613", "3 of 22 genres; it's fine.", "12 % - 3"):
        assert plain(text) == text


def test_a_readme_loads_nothing():
    text = without_images("![a](http://x/y)\n![a][b]\n> ```mermaid\ngraph\n```\n~~~ mermaid\n# Title\n| a |")
    assert "![" not in text and "mermaid" not in text and "# Title\n| a |" in text


def test_charts_hold_no_tags():
    from dashboard.charts import look
    from dashboard.charts.films import films
    from dashboard.charts.metrics import measures, predictions
    from dashboard.charts.training import runs

    evil = [text for text in TEXTS if 0 < len(text) < 200 and "\ud800" not in text] + [
        '<a href="http://127.0.0.1:9">x</a>',
        "<b>&amp;</b>",
    ]
    square = pd.DataFrame(1.0, index=evil, columns=evil)
    table = pd.DataFrame({"name": evil, "n": 1.0, "run": evil, "step": 1, "value": 1.0, "best": False, "kind": "train"})
    table = table.assign(group=evil, films=20, micro_f1=0.5, micro_f1_low=0.4, micro_f1_high=0.6)
    charts = [
        predictions.waterfall(evil, [0.1] * len(evil), 0.1, 0.5),
        films.bars(table, "n", "name", "plots"), films.heatmap(square, square),
        runs.score_curve(table, "step", "micro_f1", "F1"),
        runs.differences(table, "name", "n", "F1"), measures.pairs(square, "x", "%{x}"),
        measures.intervals(table, 0.5, (0.0, 1.0)),
    ]  # fmt: skip
    for figure in charts:
        drawn = [str(text) for trace in figure.data for name in ("x", "y", "name") if trace[name] is not None
                 for text in ([trace[name]] if isinstance(trace[name], str) else trace[name])]  # fmt: skip
        drawn += [str(text) for text in figure.layout.yaxis.ticktext or ()]
        assert not any(re.search(r"<(?!/?b>)|<b>.*<b>", text) for text in drawn), drawn
    assert [unescape(text) for text in look.flat(evil)] == evil
