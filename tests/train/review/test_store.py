"""Decisions are never lost: not by a kill, not by two people at once, not by an undo, not by an export and import."""

import multiprocessing
import os
import signal
import subprocess
import sys
import time

import pandas as pd
import pytest

from tests.support.tiers import TIER
from train.review import store
from train.review.database import ReviewError
from train.review.store import Store
from train.runs.guards import READONLY, RunError


def films(count):
    return pd.DataFrame(
        {"title": [f"Film {i}" for i in range(count)], "plot": [f"War number {i}." for i in range(count)]}
    )


@pytest.fixture
def review(tmp_path):
    opened = Store(tmp_path / "review.sqlite")
    opened.add(films(10))
    return opened


def test_a_film_is_asked_about_until_it_is_decided(review):
    first = review.next("ann")
    assert review.next("ann") == first
    review.decide(first.film, ["War", "Sad"], ["War"], "ann")
    assert review.next("ann") != first
    row = review.decided().iloc[0]
    assert (row["labels"], row["proposed"], row["who"], row["title"]) == ("War|Sad", "War", "ann", first.title)
    assert review.progress() == store.Progress(10, 1, 0)


def test_the_same_film_is_not_added_twice(review):
    assert review.add(films(12)) == 2
    assert review.progress().films == 12


def test_two_people_are_not_asked_about_the_same_film(review):
    assert review.next("ann") != review.next("ben")


def test_undo_brings_the_film_back_and_keeps_what_was_done(review):
    film = review.next("ann")
    review.decide(film.film, ["War"], [], "ann")
    review.decide(review.next("ben").film, ["Sad"], [], "ben")
    assert review.undo("ann") == film
    assert review.next("ann") == film
    assert review.decided()["who"].tolist() == ["ben"]
    assert review.history()["action"].tolist() == ["decided", "decided", "undone"]
    assert review.undo("ann") is None


def test_a_skipped_film_is_not_asked_about_again_and_teaches_nothing(review):
    film = review.next("ann")
    review.decide(film.film, ["War"], [], "ann", skip=True)
    assert review.progress() == store.Progress(10, 0, 1)
    assert review.decided()["labels"].tolist() == [""]


def test_the_order_can_be_changed(review):
    last = int(review.waiting(10)["film"].iloc[-1])
    review.order([last])
    assert review.next("ann").film == last


def test_an_export_can_be_gone_on_from_elsewhere(review, tmp_path):
    for labels in (["War", "Sad"], ["Sad"]):
        review.decide(review.next("ann").film, labels, ["War"], "ann")
    review.decide(review.next("ann").film, [], [], "ann", skip=True)
    path = tmp_path / "export.csv"
    review.decided().to_csv(path, index=False)
    other = Store(tmp_path / "other.sqlite")
    assert other.restore(pd.read_csv(path, dtype=str, keep_default_na=False)) == 3
    pd.testing.assert_frame_equal(other.decided(), review.decided())
    assert other.restore(pd.read_csv(path, dtype=str, keep_default_na=False)) == 0


def test_what_is_no_export_is_refused(review):
    with pytest.raises(ReviewError, match="no column"):
        review.restore(films(2))


def _reviewer(path, who, count):
    opened = Store(path)
    for _ in range(count):
        film = opened.next(who)
        opened.decide(film.film, [who], [], who)


def test_two_reviewers_at_once_lose_nothing(tmp_path):
    path = tmp_path / "review.sqlite"
    Store(path).add(films(60))
    people = [multiprocessing.get_context("spawn").Process(target=_reviewer, args=(path, who, 25)) for who in "ab"]
    for person in people:
        person.start()
    for person in people:
        person.join()
    table = Store(path).decided()
    assert table["who"].value_counts().to_dict() == {"a": 25, "b": 25}
    assert (table["labels"] == table["who"]).all()
    assert table["title"].is_unique


ENDLESS = """
import sys
from pathlib import Path
from train.review.store import Store
review = Store(Path(sys.argv[1]))
while True:
    film = review.next("ann")
    number = review.decide(film.film, ["War"], [], "ann")
    print(number, flush=True)
"""


def test_a_killed_reviewer_has_lost_no_decision_that_was_taken(tmp_path):
    path = tmp_path / "review.sqlite"
    Store(path).add(films(5_000))
    for kill in range(TIER.killed_apps):
        command = [sys.executable, "-c", ENDLESS, str(path)]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        process.stdout.readline()
        time.sleep(0.03 * (kill + 1))
        os.kill(process.pid, signal.SIGKILL)
        numbers = process.communicate()[0].split()
        table = Store(path).history()
        assert not numbers or table["decision"].max() >= int(numbers[-1])
        assert Store(path).progress().decided == len(table)


def test_a_hundred_thousand_films_are_no_slower(tmp_path):
    """Each step stays far below 300 ms; measured generously, for a busy machine."""
    review = Store(tmp_path / "review.sqlite")
    review.add(films(100_000))
    began = time.process_time()
    for _ in range(10):
        review.decide(review.next("ann").film, ["War"], [], "ann")
        review.progress()
    assert (time.process_time() - began) / 10 < 0.3


def test_a_file_that_is_something_else_is_refused(tmp_path):
    (tmp_path / "text").write_text("no database at all, but long enough to be read as one" * 10)
    with pytest.raises(ReviewError, match="can't be used"):
        Store(tmp_path / "text")


def test_a_file_that_was_replaced_meanwhile_is_noticed(review, tmp_path):
    other = Store(tmp_path / "other.sqlite")
    other.add(films(3))
    os.replace(other.path, review.path)
    with pytest.raises(ReviewError, match="replaced"):
        review.next("ann")


def test_nothing_is_written_where_genrelens_is_read_only(review, tmp_path, monkeypatch):
    monkeypatch.setenv(READONLY, "1")
    before = review.history()
    for act in (
        lambda: review.next("ann"),
        lambda: review.decide(1, ["War"], [], "ann"),
        lambda: review.add(films(20)),
    ):
        with pytest.raises(RunError, match="read-only"):
            act()
    with pytest.raises(RunError, match="read-only"):
        Store(tmp_path / "new.sqlite")
    assert review.history().equals(before)
