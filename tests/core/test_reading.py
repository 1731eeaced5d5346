"""What the line above an answer says of a text."""

import sys

import pytest

from core.reading import LANGUAGES, Reading, other_language, read

SPANISH = (
    "Un policía retirado busca a su hija desaparecida en Madrid y descubre que sus compañeros trabajan para un cartel."
)
PLAIN = "A young detective hunts a killer through the city and falls in love with the only witness of the murder."


def test_an_ordinary_plot_has_nothing_to_say(shipped):
    reading = read(shipped, PLAIN)
    assert reading.sentence == "Read all 20 words."
    assert (reading.language, reading.note, reading.beyond) == ("en", "", 0)
    assert reading.familiarity > 0.05


def test_unknown_words_are_counted_and_named_once(shipped):
    reading = read(shipped, f"{PLAIN} Zzqxa meets Zzqxb and Zzqxa.")
    assert reading.count == "Read all 25 words; 3 are unknown (Zzqxa, Zzqxb)."
    many = Reading(30, 0, tuple("abcdefg"), 7, "en", None, "")
    assert many.sentence == "Read all 30 words; 7 are unknown (a, b, c, d, e, ...)."


@pytest.mark.parametrize(
    ("text", "note"),
    [
        ("milk, eggs, 2 kg flour, butter, toilet paper, cat food", "Fewer than 1 in 100 plots look this unusual"),
        (SPANISH, "looks like Spanish"),
        ("haunted", "too short to tell"),
        ("...", "no word to read"),
        ("qqzzx wwqqk the house zzzpq xxkkq of qqpqx", "too much to tell"),
    ],
)
def test_what_to_make_of_it_and_what_would_help(shipped, text, note):
    reading = read(shipped, text)
    assert note in reading.note
    assert "would help." in reading.note
    assert reading.sentence == f"{reading.count} {reading.note}"


def test_one_word():
    assert Reading(1, 0, (), 0, "en", None, "").count == "Read 1 word."
    assert Reading(1, 0, ("Zorg",), 1, "en", None, "").count == "Read 1 word; 1 is unknown (Zorg)."


def test_what_is_beyond_is_said(shipped):
    reading = read(shipped, "house " * 4_500)
    assert reading.count.startswith("Read the first 4,000 of 4,500 words")
    assert "What comes after them was not read." in reading.note
    assert (reading.to_dict()["words"], reading.to_dict()["read"]) == (4_500, 4_000)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        (SPANISH, "es"),
        ("Zwei Brüder kehren nach dem Krieg auf den Hof ihres Vaters zurück.", "de"),
        ("Une jeune femme quitte sa famille pour suivre un cirque.", "fr"),
        ("Бывший следователь узнаёт, что его брата убили друзья.", "ru"),
        (PLAIN, "en"),
        ("milk, eggs, 2 kg flour, butter, toilet paper, cat food", "en"),
        ("asdf qwer zxcv asdf qwer", "en"),
    ],
)
def test_languages(text, language):
    assert other_language(text) == language
    assert language == "en" or language in LANGUAGES


def test_without_the_package_every_text_may_be_english(monkeypatch):
    monkeypatch.setitem(sys.modules, "py3langid.langid", None)
    assert other_language(SPANISH) == "en"


def test_a_model_that_cannot_tell_says_nothing_of_it(tiny, monkeypatch):
    monkeypatch.setattr(tiny, "familiarity_", None)
    reading = read(tiny, "milk, eggs, butter, house, love, war, family, food")
    assert reading.familiarity is None and "1 in 100" not in reading.note
