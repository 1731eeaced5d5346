"""The bars of the genres: what they show, what is folded away, and what a click may choose."""

import pandas as pd
import pytest
import streamlit as st

from dashboard.components.predict import genre_bars

PROBABILITIES = pd.Series({"Drama": 0.4, "War": 0.9, "Music": 0.01, "Sport": 0.04, "Western": 0.03})
THRESHOLDS = pd.Series({"Drama": 0.5, "War": 0.5, "Music": 0.5, "Sport": 0.02, "Western": 0.5})


def test_the_most_probable_is_first_and_the_predicted_are_marked():
    drawn = genre_bars.described(PROBABILITIES, THRESHOLDS, ["War", "Sport"])
    assert [row["name"] for row in drawn["likely"]] == ["War", "Drama", "Sport"]
    assert [row["given"] for row in drawn["likely"]] == [True, False, True]
    assert drawn["likely"][0]["told"] == "War: 90 %, threshold 50 %, predicted"


def test_what_is_unlikely_and_below_its_threshold_is_folded_away():
    drawn = genre_bars.described(PROBABILITIES, THRESHOLDS, ["War"])
    assert [row["name"] for row in drawn["folded"]] == ["Western", "Music"]
    assert drawn["more"] == "2 less likely"


def test_a_genre_that_is_predicted_although_unlikely_is_in_sight():
    drawn = genre_bars.described(PROBABILITIES, THRESHOLDS, ["Music"])
    assert "Music" in [row["name"] for row in drawn["likely"]]


@pytest.mark.parametrize("sent", [None, {}, {"picked": None}, {"picked": "No genre"}, {"picked": ["War"]}])
def test_a_click_that_names_no_genre_is_passed_over(monkeypatch, sent):
    monkeypatch.setattr(st, "session_state", {})
    genre_bars.pick_from(sent, ["War"])
    assert st.session_state == {}


def test_a_click_chooses_its_genre(monkeypatch):
    monkeypatch.setattr(st, "session_state", {})
    genre_bars.pick_from({"picked": "War"}, ["War"])
    assert st.session_state == {genre_bars.GENRE: "War"}
