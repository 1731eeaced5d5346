"""A poster beside a plot on the Predict page: what it adds, where, and that nothing of it stays."""

import tempfile
from pathlib import Path

import numpy as np
import pytest

from core.posters.shares import Shares
from dashboard.components.predict import genre_bars, poster_part
from dashboard.state.poster import held_poster
from tests.support import drawn

GENRES = ("Drama", "Horror")
TOLD = Shares(GENRES, *(np.array(row) for row in ([0.5, 0.1], [0.4, 0.3], [0.3, 0.2], [0.35, 0.6])))


def opened(app, content, plot):
    """The Predict page with a poster in the session."""
    app.session_state[held_poster.HELD] = content
    app.session_state["plot"] = plot
    return app.run()


def told(app):
    return " ".join(element.value for kind in (app.markdown, app.caption, app.info, app.error) for element in kind)


def test_the_page_shows_what_the_poster_adds_and_says_how_far_to_trust_it(app):
    before = {path.name for path in Path(tempfile.gettempdir()).iterdir()}
    opened(app, drawn.saved(drawn.poster()), "A detective hunts a killer through a haunted house.")
    assert not app.exception
    assert "What the poster adds" in told(app)
    assert "before anything is known" in told(app)
    assert "Covering the" in told(app) or any("Covering the" in warning.value for warning in app.warning)
    new = {path.name for path in Path(tempfile.gettempdir()).iterdir()} - before
    assert not [name for name in new if name.endswith((".jpg", ".png", ".jpeg"))]
    app.button("remove_poster").click().run()
    assert "What the poster adds" not in told(app)


def test_a_poster_alone_is_answered_and_the_page_says_how_little_that_is(app):
    opened(app, drawn.saved(drawn.poster()), "")
    assert not app.exception
    assert "A poster alone says little" in told(app)
    assert "Choose a genre to see where on the poster." in told(app), "there are no words"


def test_a_screenshot_is_answered_by_its_poster_and_the_page_says_so(app):
    opened(app, drawn.saved(drawn.on_a_screen(drawn.Image.fromarray(drawn.poster())), "PNG"), "")
    assert "A border was cut off the picture: 33\u00a0% of it is left." in told(app)


@pytest.mark.parametrize("name", ["html", "cut off", "a bomb"])
def test_what_is_no_poster_is_a_sentence_and_the_plot_is_answered(app, name):
    opened(app, drawn.refused()[name], "A detective hunts a killer through a haunted house.")
    assert not app.exception
    assert any(element.value.startswith("The poster ") for element in app.error)
    assert "What the poster adds" not in told(app)


def test_the_sentence_is_a_sum():
    assert poster_part._sum(TOLD, "Horror", True) == (
        "Horror is at 10 % before anything is known. The plot adds 30.0 points and the poster adds 20.0 points: 60 %."
        " By the plot alone it would be at 30 %."
    )
    assert poster_part._sum(TOLD, "Drama", False).startswith(
        "Drama is at 50 % before anything is known. The poster takes 12.5 points: 35 %."
    )


def test_a_poster_that_adds_and_yet_lowers_the_answer_is_explained():
    told = Shares(("Horror",), *(np.array([value]) for value in (0.07, 0.78, 0.25, 0.75)))
    assert told.of_poster[0] > 0 > told.both[0] - told.plot[0]
    assert "the mean of what it adds by itself" in poster_part._sum(told, "Horror", True)
    assert "the mean" not in poster_part._sum(TOLD, "Horror", True)


def test_the_table_begins_with_the_most_probable_genre():
    assert poster_part.table(TOLD)["genre"].tolist() == ["Horror", "Drama"]


def test_without_a_plot_the_table_says_nothing_of_one():
    assert poster_part.table(TOLD, readable=False).columns.tolist() == ["genre", "probability", "poster adds"]


def test_genres_are_those_at_their_threshold_or_the_most_probable():
    scores = genre_bars.pd.Series([0.4, 0.9, 0.6], index=["Drama", "War", "Music"])
    assert genre_bars.predicted(scores, np.array([0.5, 0.5, 0.5])) == ["War", "Music"]
    assert genre_bars.predicted(scores, np.array([1.0, 1.0, 1.0])) == ["War"]
