"""Posters of an uploaded archive on the Explore page: small pictures of the session, and how each genre's look."""

import numpy as np
import pytest

from core.posters.colours import looks, mean_colour
from dashboard.charts.films import posters as charts
from dashboard.state.poster import held_poster, poster_keys
from dashboard.state.table import uploaded_table
from tests.support import drawn


def test_posters_of_an_archive_are_shown_and_belong_to_the_session(app, archive_of_posters):
    page = app.switch_page("views/explore.py").run()
    assert "Posters" not in [tab.label for tab in page.tabs]
    page.selectbox(key="data").set_value("an upload").run()
    page.file_uploader(key="upload").set_value(("films.zip", archive_of_posters, "application/zip")).run()
    page.session_state["tab"] = "Posters"
    page.run()
    assert not page.exception
    assert "Posters" in [tab.label for tab in page.tabs]
    told = " ".join(element.value for kind in (page.markdown, page.caption) for element in kind)
    assert "Horror has the darkest posters" in told and "Comedy the lightest" in told
    assert "12 films with posters" in told
    assert "1 poster could not be read; the first: 12.jpg is no JPEG" in told
    table = page.dataframe[-1].value
    assert table["poster"].str.startswith("data:image/jpeg;base64,").all()
    assert poster_keys.SEEN in page.session_state
    folder = page.session_state[uploaded_table.KEY].folder
    assert [path.name for path in folder.iterdir()] == ["films.zip"], "nothing else is written"
    page.button(key="remove_upload").click().run()
    assert not page.exception and poster_keys.SEEN not in page.session_state


def test_genres_are_ordered_by_the_brightness_of_their_posters():
    colours = np.array([mean_colour(np.full((4, 4, 3), value, np.uint8)) for value in (0, 100, 200)])
    found = looks(colours, [["A"], ["B", "C"], ["C"]])
    assert [(look.genre, look.posters, look.colour[0]) for look in found] == [("A", 1, 0), ("B", 1, 100), ("C", 2, 150)]
    assert found[2].brightness == pytest.approx(150 / 255)
    bars = charts.brightness(found).data[0]
    assert list(bars.y) == ["C", "B", "A"] and bars.marker.color[0] == "rgb(150,150,150)"
    assert charts.numbers(found)["genre"].tolist() == ["A", "B", "C"]


def test_similar_films_may_weigh_the_posters_of_an_archive(app, archive_of_posters):
    page = app.switch_page("views/explore.py").run()
    page.selectbox(key="data").set_value("an upload").run()
    page.file_uploader(key="upload").set_value(("films.zip", archive_of_posters, "application/zip")).run()
    app.session_state[held_poster.HELD] = drawn.saved(drawn.poster((22, 9, 12), seed=77))  # as Horror's are
    app.session_state["plot"] = "A plot of a film with some words."
    app.query_params["view"] = "Similar films"
    page = app.switch_page("views/predict.py").run()
    assert not page.exception and poster_keys.READ not in page.session_state, "none is read while none counts"
    page.slider(key="poster_weight").set_value(100).run()
    assert not page.exception and not page.error
    nearest = next(it.value for it in page.dataframe if "similarity" in it.value)
    assert nearest["genres"].tolist()[:6] == ["Horror"] * 6
    assert nearest["poster"].iloc[0].startswith("data:image/jpeg;base64,")
    assert any("12 posters were read" in element.value for element in page.caption)
