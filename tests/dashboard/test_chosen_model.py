"""One model everywhere: that of the installation and, only where a session picked another, "for this session"."""

import os
from pathlib import Path

import pytest

from dashboard.state import chosen_model
from tests.dashboard.conftest import TINY_NAME
from train.runs import control

MODELS = Path(os.environ["GENRELENS_MODELS"])


@pytest.fixture(autouse=True)
def nothing_promoted():
    yield
    (MODELS / "active.txt").unlink(missing_ok=True)


def said(app) -> str:
    return "\n".join(str(element.value) for kind in (app.caption, app.warning) for element in kind).replace("\\", "")


def picked(app) -> str:
    return app.selectbox(key=chosen_model.KEY).value


def in_the_address(app) -> list[str]:
    value = app.query_params[chosen_model.LINK]
    return value if isinstance(value, list) else [value]


def test_the_address_names_the_model_that_answers(app, folder):
    app.run()
    assert in_the_address(app) == ["default"]
    app.selectbox(key=chosen_model.KEY).set_value(TINY_NAME).run()
    assert in_the_address(app) == [TINY_NAME]
    assert "For this session only; otherwise **Shipped** answers." in said(app)


def test_a_link_opens_with_its_model_and_says_so_when_it_is_gone(app, folder):
    app.query_params[chosen_model.LINK] = TINY_NAME
    app.run()
    assert picked(app) == TINY_NAME


def test_a_link_to_a_model_that_is_gone_says_so_and_is_answered(app):
    app.query_params[chosen_model.LINK] = "runs/no-such-run/model"
    app.run()
    assert not app.exception
    assert picked(app) == "default" and "runs/no-such-run/model, which is not here" in said(app)


def test_a_promoted_model_is_in_the_picker_at_once_and_after_a_reload(app, folder):
    app.run()
    control.activate(folder, MODELS)
    app.run()
    assert picked(app) == TINY_NAME and in_the_address(app) == [TINY_NAME]
    assert "For this session only" not in said(app)


def test_whoever_picked_a_model_keeps_it_when_another_is_promoted(app, folder):
    app.run()
    app.selectbox(key=chosen_model.KEY).set_value(TINY_NAME).run()
    control.activate(folder, MODELS)
    app.run()
    app.selectbox(key=chosen_model.KEY).set_value("default").run()
    assert f"otherwise **{folder.parent.name}** answers" in said(app)
    app.run()
    assert picked(app) == "default"


def test_one_button_makes_the_session_s_model_that_of_the_installation(app, folder):
    app.run()
    app.selectbox(key=chosen_model.KEY).set_value(TINY_NAME).run()
    app.button(key="use_everywhere").click().run()
    assert control.active(MODELS) == folder
    assert picked(app) == TINY_NAME and "For this session only" not in said(app)


def test_a_read_only_app_offers_no_such_button(app, folder, monkeypatch):
    monkeypatch.setenv("GENRELENS_READONLY", "1")
    app.run()
    app.selectbox(key=chosen_model.KEY).set_value(TINY_NAME).run()
    assert "use_everywhere" not in [button.key for button in app.button]


def test_the_picker_says_on_which_films_a_score_was_measured(app, folder, tiny):
    app.run()
    app.selectbox(key=chosen_model.KEY).set_value(TINY_NAME).run()
    films = tiny.artifact.card.scored_films
    assert f"on {films:,} test films of {tiny.artifact.card.data}" in said(app)
