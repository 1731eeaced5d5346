"""The plot in a cell: texts joined, HTML as what it shows, nothing where the text says that there is none."""

import json

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import PlotError
from core.plots import is_placeholder, plot_text

SUBJECTS = ["plot", "overview", "description", "synopsis", "plot summary", "storyline"]
SHAPES = [
    "no {}", "No {} found.", "{} unknown", "{} not available.", "No {} available for this movie yet.", "Add a {} »",
    "The {} is currently unknown.", "{}: N/A", "{} coming soon!", "We don't have a {} for this title.", "{} TBA",
    "There is no {} yet. Be the first to contribute!", "{} kept under wraps",
]  # fmt: skip
ALONE = [
    "N/A", "n/a", "nan", "NaN", "None", "null", "-", "--", "...", "?", "TBA", "tbd", "Unknown", "#N/A", "\\N", "<NA>",
    "It looks like we don't have any Plot Summaries for this title yet. Be the first to contribute!", "Coming soon",
    "We don't have an overview translated in English. Help us expand our database by adding one.", "Plot under wraps.",
    "Know what this is about? Be the first one to add a plot.", "no summaries yet", "Keine Beschreibung vorhanden.",
    "Inhalt unbekannt", "Aucun résumé disponible", "Sin sinopsis.", "Nessuna trama", "あらすじはありません。",
]  # fmt: skip
CASES = st.sampled_from([str, str.upper, str.lower, str.title])


@given(st.sampled_from(SUBJECTS), st.sampled_from(SHAPES), CASES, st.sampled_from(["", " ", "\n", "\xa0"]))
def test_a_text_that_says_there_is_no_plot_is_none(subject, shape, case, blank):
    assert plot_text(blank + case(shape.format(subject)) + blank) == ""


@pytest.mark.parametrize("text", ALONE)
def test_placeholders(text):
    assert is_placeholder(text) and plot_text(text) == "" and plot_text([text]) == ""


@pytest.mark.parametrize(
    "text",
    [
        "None of them came home.", "Nan bakes a cake.", "A man without a story.", "The plot thickens.", "War",
        "No one knows.", "Nothing is known of the missing crew.", "A plot to kill the unknown king.", "Plot: a heist.",
    ],
)  # fmt: skip
def test_short_plots_are_plots(text):
    assert plot_text(text) == text


@given(st.lists(st.from_regex(r"\A[A-Z][a-z]{2,8} rides\.(\n|\xa0)?\Z"), min_size=1, max_size=4))
def test_a_list_of_texts_is_joined_in_every_form(texts):
    joined = " ".join(text.strip() for text in texts)
    forms = [texts, tuple(texts), np.array(texts, dtype=object), json.dumps(texts), repr(texts), {"en": joined},
             json.dumps({"id": 7, "text": joined}), [("en", joined)], [*texts, None], [*texts, "N/A"]]  # fmt: skip
    assert {plot_text(form) for form in forms} == {joined}


@pytest.mark.parametrize("text", ["[A man] walks into a bar", "(Based on a true story)", "['a' + 'b']"])
def test_brackets_that_are_no_list(text):
    assert plot_text(text) == text


@pytest.mark.parametrize("cell", [None, float("nan"), pd.NA, pd.NaT, [], {}, b"", "", " "])
def test_a_missing_cell_is_no_plot(cell):
    assert plot_text(cell) == ""


def test_html_is_what_it_shows():
    assert (
        plot_text("It&#39;s <b>noon</b>.<br /><br />Tom &amp; Jerry &quot;ride&quot;.")
        == 'It\'s noon. Tom & Jerry "ride".'
    )


def test_no_genre_is_given_to_what_is_no_plot(tiny):
    assert tiny.predict(["No overview found.", "A war begins."])[0] == []
    assert tiny.predict(["No overview found.", "A war begins."])[1]
    with pytest.raises(PlotError, match="there is no plot"):
        tiny.tokens("No overview found.")
