"""Films whose plots are nearest to one, by the cosine of what the network makes of them."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from core.errors import PlotError
from core.model.neighbours import Neighbour, Neighbours, genre_shares

FILMS = Path(__file__).resolve().parents[3] / "data" / "open_plots" / "plots.csv"


@pytest.fixture(scope="module")
def films():
    return pd.read_csv(FILMS).iloc[:40]


def test_the_nearest_plots_by_cosine(tiny, films):
    texts = [*films["plot"], "", films["plot"].iloc[3]]
    index = Neighbours(tiny, texts)
    assert len(index.positions) == len(films) + 1
    found = index.nearest(films["plot"].iloc[3], count=5)
    assert len(found) == 5
    pooled = tiny.run(list(films["plot"]), "pooled").astype(float)
    pooled /= np.linalg.norm(pooled, axis=1, keepdims=True)
    similarity = pooled @ pooled[3]
    similarity[3] = -2
    expected = np.argsort(-similarity)[:5]
    assert [neighbour.position for neighbour in found] == expected.tolist()
    np.testing.assert_allclose([n.similarity for n in found], similarity[expected], atol=1e-4)


def test_few_plots_and_none(tiny):
    assert len(Neighbours(tiny, ["a war", "a love story"]).nearest("the war", count=10)) == 2
    assert Neighbours(tiny, []).nearest("the war") == []
    with pytest.raises(PlotError):
        Neighbours(tiny, ["a war"]).nearest("   ")


def test_it_says_how_many_plots_are_read(tiny, films):
    told = []
    Neighbours(tiny, [*films["plot"], *films["plot"]], told.append)
    assert told == sorted(told) and 0 < told[0] < 1 == told[-1]


def test_shares_of_genres_among_neighbours():
    genres = [["Drama"], ["Drama", "War"], ["Comedy"]]
    found = genre_shares([Neighbour(0, 0.9), Neighbour(1, 0.8)], genres)
    assert found == {"Drama": 1.0, "War": 0.5}
    assert genre_shares([], genres) == {}


def test_similarities_of_another_kind_count_by_their_weight(tiny, films):
    texts = ["", *films["plot"]]
    index, text = Neighbours(tiny, texts), films["plot"].iloc[3]
    others = np.linspace(-1, 1, len(texts))
    plain = index.nearest(text, count=5)
    assert [n.position for n in index.nearest(text, 5, 0.0, others)] == [n.position for n in plain]
    assert [n.position for n in index.nearest(text, 5, 1.0, others)] == [40, 39, 38, 37, 36]
    half = {n.position: n.similarity for n in index.nearest(text, 40, 0.5, others)}
    alone = {n.position: n.similarity for n in index.nearest(text, 40)}
    assert half[10] == pytest.approx((alone[10] + others[10]) / 2, abs=1e-5)
