"""The line above an answer, and links that hold, as Streamlit's own runner sees them."""

import random

import pytest

from core.explanations import METHODS
from dashboard.state.plot import plot_link
from tests.dashboard.test_pages import PLOT, open_page, texts

LIST = "milk, eggs, 2 kg flour, butter, toilet paper, cat food"
LONG = " ".join(random.Random(3).choices(f"{PLOT} {LIST} ghost war love sister killer family".split(), k=900))
HUGE = "".join(random.Random(3).choices("abcdefghijklmnop qrstuvwxyz", k=30_000))


def test_an_ordinary_plot_has_one_line_and_no_warning(app):
    open_page(app, "predict")
    app.text_area(key="plot").set_value(PLOT).run()
    assert "Read all 16 words." in texts(app)
    assert not app.info and not app.warning


def test_a_list_and_a_spanish_plot_are_told_calmly(app):
    open_page(app, "predict")
    app.text_area(key="plot").set_value(LIST).run()
    assert "1 in 100 plots look this unusual" in app.info[0].value
    app.text_area(key="plot").set_value("Un policía retirado busca a su hija desaparecida en la gran ciudad.").run()
    assert "looks like Spanish" in app.info[0].value
    assert not app.warning and not app.error


@pytest.mark.parametrize("text", [PLOT, LONG, "ghost 🚀 & <b>?=+/ é"])
def test_a_plot_survives_its_link(text):
    assert plot_link.unpacked(plot_link.packed(text)) == text


@pytest.mark.parametrize("link", ["", "too-long", "%%%", "eJw", "A" * 50])
def test_a_damaged_link_is_none(link):
    assert plot_link.unpacked(link) is None


def test_a_bomb_is_no_plot():
    assert plot_link.unpacked(plot_link.packed("a" * 5_000_000)) is None


def test_a_long_plot_is_in_the_address_and_opens_again(small_app):
    open_page(small_app, "predict")
    small_app.text_area(key="plot").set_value(LONG).run()
    link = small_app.query_params["packed"]
    link = link if isinstance(link, str) else link[0]
    assert "plot" not in small_app.query_params and len(link) <= plot_link.LONGEST
    assert plot_link.unpacked(link) == LONG


def test_a_link_to_a_long_plot_opens_that_plot(small_app):
    small_app.query_params["packed"] = plot_link.packed(LONG)
    open_page(small_app, "predict")
    assert small_app.text_area(key="plot").value == LONG


def test_what_cannot_fit_is_said_here_and_there(small_app):
    open_page(small_app, "predict")
    small_app.text_area(key="plot").set_value(HUGE).run()
    assert "too long to share as a link; download the page instead" in texts(small_app)
    assert small_app.query_params["packed"] in ("too-long", ["too-long"])


@pytest.mark.parametrize(("link", "told"), [("too-long", "was too long to share"), ("damaged", "is damaged")])
def test_a_link_without_its_plot_says_so(app, link, told):
    app.query_params["packed"] = link
    open_page(app, "predict")
    assert told in app.warning[0].value
    assert "lighthouse" in app.text_area(key="plot").value


def test_every_method_names_its_base():
    assert {method.base for method in METHODS.values()} >= {"without any word", "with every word blank"}
