"""Training, Promote: what a model would change, plots that it must pass, the history and the way back."""

import os
import re
from pathlib import Path

import pandas as pd
import pytest

from core.model.folder.model_ref import ModelRef
from dashboard.components.training.promotion import told_of
from dashboard.state import chosen_model
from dashboard.state.cache.model import promotion
from dashboard.state.table import scored_table
from data.sources import registry
from tests.dashboard.conftest import TINY_NAME
from train.promotion import changes, history, must_pass
from train.promotion.must_pass import Check
from train.runs import control

MODELS = Path(os.environ["GENRELENS_MODELS"])
WEDDING = "Two people fall in love at a wedding, and everyone laughs and sings."


@pytest.fixture(autouse=True)
def as_before():
    for name in ("active.txt", must_pass.FILE, history.FILE):
        (MODELS / name).unlink(missing_ok=True)
    yield
    for name in ("active.txt", must_pass.FILE, history.FILE):
        (MODELS / name).unlink(missing_ok=True)


@pytest.fixture(autouse=True)
def few_films(monkeypatch):
    """Two models on 80 films take no time; what is drawn is drawn from them all."""
    for module in (changes, scored_table):
        monkeypatch.setattr(module, "MOST", 80)


@pytest.fixture
def page(app):
    app.session_state["tab"] = "Promote"
    app.switch_page("views/training.py").run()
    assert not app.exception
    return app


def said(page):
    kinds = (page.caption, page.info, page.warning, page.error, page.success, page.markdown)
    return "\n".join(str(element.value) for kind in kinds for element in kind).replace("\\", "")


def table(page, column):
    """The first table on the page with this column."""
    return next(frame.value for frame in page.dataframe if column in frame.value)


def test_without_another_model_it_says_so(page):
    assert "There is no other model yet." in said(page) and "promote" not in [button.key for button in page.button]


def test_it_shows_what_changes_then_promotes_tells_and_goes_back(folder, page):
    assert "films (" in said(page) and "get other labels" in said(page)
    assert "Micro F1: worse by" in said(page)
    assert table(page, "gained")["gained"].sum() > 0
    some = re.findall(r"^- (gains|loses) [\w-]+ \(\w+(, [\w-]+)*\)", said(page), re.MULTILINE)
    assert len(some) >= 8, "in lines that wrap, with words"
    page.text_input(key="reviewer").set_value("Ada").run()
    page.text_input(key="promotion_why_0").set_value("to try it")  # sent with the click, in one message
    page.button(key="promote").click().run()
    assert not page.exception and control.active(MODELS) == folder
    (made,) = control.promotions(MODELS)
    assert (made.who, made.why, made.model, made.before) == ("Ada", "to try it", TINY_NAME, "default")
    assert "get other labels. Micro F1: worse by" in made.figures
    shown = table(page, "who")
    assert shown["who"].tolist() == ["Ada"] and shown["before"].tolist() == [chosen_model.SHIPPED]
    page.button(key="roll_back").click().run()
    assert not page.exception and control.active(MODELS) == MODELS / "default"
    shown = table(page, "who")
    assert shown["what"].tolist()[0] == "back to Shipped"
    assert page.text_input(key="promotion_why_2").value == ""


def test_two_models_are_compared_on_films_that_neither_was_trained_on_whichever_is_promoted(folder, monkeypatch):
    monkeypatch.setattr(scored_table, "MOST", 3_000)
    tiny, shipped = ModelRef.of(folder), ModelRef.of(MODELS / "default")
    table = registry.load("open_plots")
    ahead, films = promotion.compared(tiny, shipped, table)
    behind, same = promotion.compared(shipped, tiny, table)
    assert films == same < len(table.frame) / 3, "the test side of tiny, which was trained on the table"
    assert ahead["micro_f1"] == behind["micro_f1"].negative() and ahead["micro_f1"].high < 0


def test_a_plot_that_must_pass_blocks_until_there_is_a_reason(folder, page):
    plots = f'plot,must,must_not\n"{WEDDING}",Nonsense,\n'.encode()
    page.file_uploader(key="must_pass_file").set_value(("checks.csv", plots, "text/csv")).run()
    assert must_pass.kept(MODELS) == [Check(WEDDING, ("Nonsense",), ())]
    assert "Fails 1 of 1 plot that it must pass." in said(page)
    assert page.button(key="promote").disabled
    page.text_input(key="promotion_override_0").set_value("the plot is nonsense").run()
    page.button(key="promote").click().run()
    assert control.active(MODELS) == folder
    assert control.promotions(MODELS)[0].override == "the plot is nonsense"


def test_the_quick_button_is_blocked_too_and_says_where_to_go(folder, app):
    must_pass.keep([Check(WEDDING, ("Nonsense",), ())], MODELS)
    app.run()
    app.selectbox(key="model").set_value(TINY_NAME).run()
    app.button(key="use_everywhere").click().run()
    assert control.active(MODELS) == MODELS / "default"
    assert "Promote on the Training page" in app.toast[0].value


def test_a_read_only_show_has_no_button(folder, app, monkeypatch):
    control.activate(folder, MODELS)
    monkeypatch.setenv("GENRELENS_READONLY", "1")
    app.session_state["tab"] = "Promote"
    app.switch_page("views/training.py").run()
    assert not app.exception and "read-only" in said(app)
    keys = {button.key for button in app.button}
    assert not keys & {"promote", "roll_back", "must_pass_remove"}
    assert "must_pass_file" not in [box.key for box in app.file_uploader]
    assert table(app, "who")["what"].tolist() == [Path(TINY_NAME).parent.name]


def test_what_a_film_gains_and_loses_is_told_line_by_line_and_its_title_is_no_markup():
    some = pd.DataFrame(
        {
            "title": ["A *b*", "B"],
            "change": ["+ War (a, b); - X; y (c); + Z", "- War"],
            "after": ["War, Z", ""],
        }
    )
    assert told_of(some) == [
        "**A \\*b\\***: War, Z\n- gains War (a, b)\n- loses X; y (c)\n- gains Z",
        "**B**: no label\n- loses War",
    ]
    many = pd.DataFrame({"title": ["A"], "change": ["; ".join(f"+ L{n} (a)" for n in range(8))], "after": ["L"]})
    assert told_of(many)[0].splitlines()[5:] == ["- gains L4 (a)", "- and 3 more"]
