"""A map of films: the same each time, kept whole or not at all, and better than chance."""

import numpy as np
import pytest

from data.map import film_map, representation
from data.map.places import by_neighbours, trustworthiness
from data.map.representation import MapError
from data.sources import registry


class Stop(Exception):
    """What ends the work."""


@pytest.fixture(scope="module")
def plots():
    return registry.load("open_plots").frame["plot"].tolist()[:150]


@pytest.fixture(scope="module")
def drawn(tiny, plots):
    return film_map.draw(tiny, plots)


@pytest.fixture(scope="module")
def judged(tiny, plots):
    return representation.read(tiny, plots)


def test_the_same_films_give_the_same_map(tiny, plots, drawn):
    again = film_map.draw(tiny, plots)
    assert np.array_equal(again.arranged, drawn.arranged)
    assert np.array_equal(again.main, drawn.main)
    assert (again.trust, again.trust_arranged) == (drawn.trust, drawn.trust_arranged)


def test_neighbours_on_the_map_are_neighbours_for_the_model(drawn, judged):
    films, judges = judged
    shuffled = np.random.default_rng(1).permutation(drawn.arranged)
    by_chance = trustworthiness(judges, shuffled)
    assert drawn.trust_arranged > drawn.trust > by_chance + 0.1
    assert trustworthiness(judges, judges.pooled) == pytest.approx(1, abs=1e-3), "the representation itself"


def test_main_directions_come_first(tiny, plots):
    heard = []
    film_map.draw(tiny, plots, first=heard.append, arranging=lambda share: heard.append(share))
    assert heard[0].arranged is None
    assert len(heard[0].main) == len(plots)
    assert heard[1] == 0.0
    assert heard[-1] == 1.0


def test_a_plot_lies_where_its_film_lies(tiny, plots, drawn):
    place = drawn.films.place(tiny.run(plots[3:4], "pooled"))
    assert np.abs(place[0] - drawn.films.directions[3]).max() < 2e-3


def test_unreadable_plots_are_counted_and_of_many_films_a_sample_is_drawn(tiny, plots, monkeypatch):
    monkeypatch.setattr(representation, "MOST", 100)
    films, _ = representation.read(tiny, ["", "N/A", *plots])
    assert films.beyond == 52
    assert films.unreadable + len(films.positions) == 100
    assert (np.diff(films.positions) > 0).all()
    assert films.y_score.shape == (len(films.positions), len(tiny.classes_))
    assert tiny.predict_proba([plots[films.positions[0] - 2]])[0] == pytest.approx(films.y_score[0], abs=1e-4)


@pytest.mark.parametrize(("films", "sentence"), [(["A ghost."] * 8, "from 30 films on"), ([], "from 30 films on")])
def test_too_few_films_are_told_so(tiny, films, sentence):
    with pytest.raises(MapError, match=sentence):
        film_map.draw(tiny, films)


def test_plots_that_are_all_the_same_are_told_so(tiny):
    with pytest.raises(MapError, match="no difference"):
        film_map.draw(tiny, ["A ghost haunts the old house."] * 40)


def test_films_that_come_twice_are_no_trouble(tiny, plots):
    twice = film_map.draw(tiny, plots[:30] * 3)
    assert np.isfinite(twice.arranged).all()


@pytest.mark.parametrize("part", ["reading", "arranging"])
def test_a_stop_is_heard_and_leaves_no_file(tiny, plots, tmp_path, part):
    def stop(share):
        if part == "reading" or share > 0.2:
            raise Stop

    with pytest.raises(Stop):
        film_map.save(film_map.draw(tiny, plots, **{part: stop}), tmp_path / "map.npz")
    assert list(tmp_path.iterdir()) == []


def test_a_map_comes_back_as_it_was(drawn, tmp_path):
    film_map.save(drawn, tmp_path / "maps" / "one.npz")
    back = film_map.load(tmp_path / "maps" / "one.npz")
    assert np.array_equal(back.arranged, drawn.arranged)
    assert np.array_equal(back.films.directions, drawn.films.directions)
    assert (back.trust, back.trust_arranged, back.judges) == (drawn.trust, drawn.trust_arranged, drawn.judges)
    assert back.films.beyond == 0


def test_a_disk_that_fills_up_leaves_no_half_a_file(drawn, tmp_path, monkeypatch):
    def full(stream, **parts):
        stream.write(b"PK")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(np, "savez", full)
    with pytest.raises(OSError, match="No space"):
        film_map.save(drawn, tmp_path / "one.npz")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("damage", ["cut", "empty", "other arrays", "not a number", "none"])
def test_a_damaged_file_counts_as_none(drawn, tmp_path, damage):
    file = tmp_path / "one.npz"
    film_map.save(drawn, file)
    if damage == "cut":
        file.write_bytes(file.read_bytes()[:2_000])
    elif damage == "empty":
        file.write_bytes(b"")
    elif damage == "none":
        file.unlink()
    else:
        with np.load(file) as stored:
            parts = dict(stored)
        wrong = parts["arranged"][:5] if damage == "other arrays" else parts["arranged"] * np.nan
        np.savez(file, **parts | {"arranged": wrong})
    assert film_map.load(file) is None


def test_a_map_is_told_by_its_model_and_its_plots(plots):
    names = {
        film_map.content("a", plots),
        film_map.content("b", plots),
        film_map.content("a", plots[1:]),
        film_map.content("a", ["".join(plots[:2]), *plots[2:]]),
    }
    assert len(names) == 4
    assert film_map.content("a", list(plots)) in names


def test_the_map_used_longest_ago_makes_room(drawn, tmp_path, monkeypatch):
    for name in ("old", "used"):
        film_map.save(drawn, tmp_path / f"{name}.npz")
    film_map.load(tmp_path / "old.npz")
    size = (tmp_path / "old.npz").stat().st_size
    monkeypatch.setattr(film_map, "KEPT", 2.5 * size)
    film_map.save(drawn, tmp_path / "new.npz")
    assert {file.stem for file in tmp_path.iterdir()} == {"old", "new"}


def test_few_films_have_few_neighbours(judged):
    films, _ = judged
    assert by_neighbours(films.directions[:30], lambda share: None).shape == (30, 2)
