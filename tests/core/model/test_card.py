"""The card is read into its type or refused in one sentence that names the file and the field."""

import json
from dataclasses import fields

import pytest

from core.errors import ArtifactError
from core.model.folder import card as cards
from core.model.folder.card import Card

LEAST = {
    "format_version": 2,
    "name": "tiny",
    "genres": ["Drama", "Horror"],
    "data": "open_plots",
    "created": "2026-11-26T10:00:00+00:00",
    "packages": {"python": "3.11"},
    "metrics": {"micro_f1": 0.5},
}
NUMBERS = [10**400, -(10**400), float("nan"), float("inf"), True, "0.5", None, [0.5]]


def refused(values, *words):
    with pytest.raises(ArtifactError) as caught:
        Card.from_dict(values)
    message = str(caught.value)
    assert "\n" not in message and "Train again or restore the file." in message
    assert all(word in message for word in ("card.json", *words)), message


def test_every_field_has_a_reader():
    assert set(cards._READ) == {f.name for f in fields(Card)} - {"more"}


def test_a_card_comes_back_as_it_went(shipped):
    written = json.loads((shipped.artifact.folder / "card.json").read_text(encoding="utf-8"))
    assert list(shipped.artifact.card.to_dict().items()) == list(written.items()), "in the same order"
    assert Card.from_dict(written) == shipped.artifact.card
    assert Card.from_dict(LEAST).to_dict() == LEAST


def test_keys_of_another_version_survive():
    values = LEAST | {"poster_model": {"layers": [1, 2]}, "note": None}
    assert Card.from_dict(values).more == {"poster_model": {"layers": [1, 2]}, "note": None}
    assert Card.from_dict(values).to_dict() == values


@pytest.mark.parametrize("name", LEAST)
def test_what_every_card_needs(name):
    refused({key: value for key, value in LEAST.items() if key != name}, name)
    refused(LEAST | {name: None}, name)


@pytest.mark.parametrize("value", NUMBERS, ids=range(len(NUMBERS)))
@pytest.mark.parametrize("name", ["metrics", "baseline"])
def test_metrics_are_finite_numbers(name, value):
    refused(LEAST | {name: {"micro_f1": value}}, f"{name}.micro_f1")
    refused(LEAST | {name: {"micro_f1": 0.5, "map": value}}, f"{name}.map")
    refused(LEAST | {name: {"map": 0.5}}, name, "micro_f1")


@pytest.mark.parametrize("value", [value for value in NUMBERS if value is not None], ids=range(len(NUMBERS) - 1))
def test_other_numbers_are_finite_too(value):
    for name in ("global_threshold", "glove_coverage", "onnx_gap", "scored_films", "further_plots", "best_epoch"):
        refused(LEAST | {name: value}, name)
    refused(LEAST | {"ece": {"test": {"after": value}}}, "ece.test.after")
    refused(LEAST | {"films": {"train": value}}, "films.train")


@pytest.mark.parametrize("value", [7, [], {}, True])
def test_texts_are_texts(value):
    for name in ("name", "data", "created", "score_where"):
        refused(LEAST | {name: value}, name)
    refused(LEAST | {"packages": {"python": value}}, "packages.python")


@pytest.mark.parametrize("genres", ["Drama", [], ["Drama", "Drama"], ["a|b"], [""], ["=cmd()"], ["a\nb"], [1]])
def test_genres_are_names_that_tables_can_hold(genres):
    refused(LEAST | {"genres": genres}, "genre")


def test_thresholds_set_by_hand_come_with_those_of_the_training():
    good = {"set": "2026-11-26", "trained": {"Drama": 0.3, "Horror": 0.2}}
    assert Card.from_dict(LEAST | {"thresholds_by_hand": good}).thresholds_by_hand.trained["Horror"] == 0.2
    for bad in ({}, "yes", good | {"set": 1}, good | {"trained": {"Drama": 0.3}}, good | {"more": 1}):
        refused(LEAST | {"thresholds_by_hand": bad}, "thresholds_by_hand")
