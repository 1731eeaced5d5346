"""Posters of an uploaded archive on the Explore page: small pictures of the session, and how each genre's look."""

import io
import zipfile

import numpy as np
import pytest

from core.posters.colours import looks, mean_colour
from dashboard.charts.films import posters as charts
from dashboard.state.poster import seen_posters
from dashboard.state.table import uploaded_table
from tests.support import drawn

COLOURS = {"Horror": (20, 10, 10), "Comedy": (250, 220, 120)}


@pytest.fixture(scope="module")
def archive():
    """Eight films whose posters' colours go with their genre, and one whose poster is a web page."""
    out = io.BytesIO()
    rows = ["title,plot,genres,poster"]
    with zipfile.ZipFile(out, "w") as packed:
        for i in range(8):
            genre = "Horror" if i % 2 else "Comedy"
            packed.writestr(f"p/{i}.jpg", drawn.saved(drawn.poster(COLOURS[genre], seed=i)))
            rows.append(f"Film {i},A plot of film number {i} with some words.,{genre},p/{i}.jpg")
        packed.writestr("p/8.jpg", b"<html>")
        packed.writestr("films.csv", "\n".join([*rows, "Film 8,A plot of the last film.,Horror,p/8.jpg"]))
    return out.getvalue()


def test_posters_of_an_archive_are_shown_and_belong_to_the_session(app, archive):
    page = app.switch_page("views/explore.py").run()
    assert "Posters" not in [tab.label for tab in page.tabs]
    page.selectbox(key="data").set_value("an upload").run()
    page.file_uploader(key="upload").set_value(("films.zip", archive, "application/zip")).run()
    page.session_state["tab"] = "Posters"
    page.run()
    assert not page.exception
    assert "Posters" in [tab.label for tab in page.tabs]
    told = " ".join(element.value for kind in (page.markdown, page.caption) for element in kind)
    assert "Horror has the darkest posters" in told and "Comedy the lightest" in told
    assert "8 films with posters" in told
    assert "1 poster could not be read; the first: 8.jpg is no JPEG" in told
    table = page.dataframe[-1].value
    assert table["poster"].str.startswith("data:image/jpeg;base64,").all()
    assert seen_posters.KEY in page.session_state
    folder = page.session_state[uploaded_table.KEY].folder
    assert [path.name for path in folder.iterdir()] == ["films.zip"], "nothing else is written"
    page.button(key="remove_upload").click().run()
    assert not page.exception and seen_posters.KEY not in page.session_state


def test_genres_are_ordered_by_the_brightness_of_their_posters():
    colours = np.array([mean_colour(np.full((4, 4, 3), value, np.uint8)) for value in (0, 100, 200)])
    found = looks(colours, [["A"], ["B", "C"], ["C"]])
    assert [(look.genre, look.posters, look.colour[0]) for look in found] == [("A", 1, 0), ("B", 1, 100), ("C", 2, 150)]
    assert found[2].brightness == pytest.approx(150 / 255)
    bars = charts.brightness(found).data[0]
    assert list(bars.y) == ["C", "B", "A"] and bars.marker.color[0] == "rgb(150,150,150)"
    assert charts.numbers(found)["genre"].tolist() == ["A", "B", "C"]
