"""Learning labels of one's own: nothing is read twice, few films are learnt from sooner, and it says what it took."""

import re

import numpy as np
import pytest
from sklearn.metrics import roc_auc_score

from core.model.windows import encode
from train.adapt import doubts, head
from train.adapt.command import Clock
from train.adapt.head import Readings, Start, fit
from train.adapt.labels import LabelledFilms
from train.adapt.learning import learn
from train.adapt.sides import Sides
from train.runs.events import Note, Phase

PLOTS = ["A soldier comes home from the war to a house that is haunted.", "A banker falls in love with a robot.", ""]


def test_the_network_reads_each_film_once(tiny, own_films, monkeypatch):
    read, run = [], tiny._session.run
    monkeypatch.setattr(tiny._session, "run", lambda names, fed, *rest: read.append(len(fed["ids"])) or run(names, fed))
    rows = np.arange(len(own_films))
    learn(tiny, Sides(own_films.part(rows[:80]), own_films.part(rows[80:100])))
    plots = own_films.frame["plot"].tolist()[:100]
    assert sum(read) == sum(len(encode(plot, tiny.vocabulary, tiny.max_tokens)) for plot in plots) >= 100


def test_what_is_read_at_once_is_what_is_read_one_by_one(tiny, own_films):
    plots = [*own_films.frame["plot"].tolist()[:10], *PLOTS, "war ghost " * 3_000]
    read = Readings.of(tiny, plots)
    assert np.array_equal(read.pooled, tiny.run(plots, "pooled").astype(np.float64))
    assert np.array_equal(read.log_odds, tiny.decision_function(plots))


def test_fewer_films_than_numbers_teach_the_same_by_the_shorter_way(tiny, own_films, monkeypatch):
    """Also with films that are copies of each other, whose products have no Cholesky factor of their own."""
    some = Readings.of(tiny, own_films.frame["plot"].tolist()[:40])
    films, y_true = some[np.r_[:40, :8]], own_films.y_true[np.r_[:40, :8]]
    start = Start.of(tiny, own_films.labels)
    assert len(films) < films.pooled.shape[1] + films.log_odds.shape[1]
    shorter = fit(films, y_true, start).log_odds(films)
    monkeypatch.setattr(head, "_turned", lambda dense, words: None)
    assert np.abs(shorter - fit(films, y_true, start).log_odds(films)).max() < 1e-6


@pytest.mark.parametrize("copies", [1, 2, 9])
def test_one_film_alone_or_copied_is_enough_to_fit_a_head(tiny, copies):
    """Its features, less their mean, are nothing: the films' products are zeros."""
    films = Readings.of(tiny, ["A detective hunts a killer."] * copies)
    fitted = fit(films, np.array([[1, 0]] * copies), Start.of(tiny, ["Late night", "Early morning"]))
    assert fitted.log_odds(films)[0, 0] > 0 > fitted.log_odds(films)[0, 1]
    others = fitted.log_odds(Readings.of(tiny, PLOTS))
    assert np.allclose(others, fitted.log_odds(films)[0]), "copies teach nothing of what tells films apart"


def test_films_that_are_there_twice_do_not_flatter(tiny, own_films):
    """Labels dealt out by chance can't be told, however well a head remembers the film from its other row."""
    twice = np.repeat(np.arange(60), 2)
    frame = own_films.part(twice).frame
    dealt = np.random.default_rng(0).integers(0, 2, (60, 3), dtype=np.int8)[twice]
    films = LabelledFilms("twice.csv", frame, ["One", "Three", "Two"], dealt)
    measured = learn(tiny, Sides(films, None)).evaluation
    assert roc_auc_score(measured.y_true, measured.y_score, average="macro") < 0.6
    assert roc_auc_score(dealt, doubts.out_of_fold(tiny, films), average="macro") < 0.6


def test_the_seconds_of_the_parts_are_all_the_seconds():
    told = []
    clock = Clock(told.append)
    for event in (Phase("reading the table"), Note("A note."), Phase("opening the model")):
        clock(event)
    assert [type(event) for event in told] == [Phase, Note, Phase]
    total, *parts = map(float, re.findall(r"\d+\.\d", clock.sentence()))
    assert len(parts) == 3
    assert abs(total - sum(parts)) <= 0.2
