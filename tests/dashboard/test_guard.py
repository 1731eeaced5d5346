"""A user's mistake is one sentence, a bug a calm message with its traceback in the log; the rest of the page works."""

import logging

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from core.errors import PlotError
from dashboard.components.explanation import explanation
from dashboard.components.shared import guard
from dashboard.components.training import live_run
from dashboard.phrasing import BUG
from dashboard.state.batch import batch_job
from train.runs import control

SECRET = "a list index out of range in /home/somebody"


def broken(*arguments, **options):
    raise ValueError(SECRET)


def said(app) -> str:
    kinds = (app.title, app.markdown, app.caption, app.info, app.error, app.warning, app.success)
    return "\n".join(str(element.value) for kind in kinds for element in kind)


def tracebacks(caplog) -> list[str]:
    return [str(record.exc_info[1]) for record in caplog.records if record.exc_info]


def is_calm(app, caplog) -> bool:
    """No exception, no word of the bug on the page; its traceback in the log."""
    return not app.exception and SECRET not in said(app) and SECRET in tracebacks(caplog)


def page_of_three(failing):
    """A page whose second part fails."""
    import streamlit as st

    from dashboard.components.shared.guard import guarded

    st.title("First")
    with guarded():
        failing()
    st.caption("Third")


def test_a_bug_is_a_calm_message_between_parts_that_work(caplog):
    app = AppTest.from_function(page_of_three, kwargs={"failing": broken}).run()
    assert is_calm(app, caplog)
    assert (app.title[0].value, app.error[0].value, app.caption[0].value) == ("First", BUG, "Third")


def test_a_mistake_is_its_own_sentence_and_no_matter_for_the_log(caplog):
    def mistake():
        raise PlotError("The plot is empty. Write *something*.")

    app = AppTest.from_function(page_of_three, kwargs={"failing": mistake}).run()
    assert app.error[0].value == r"The plot is empty. Write \*something\*."
    assert app.caption[0].value == "Third" and not app.exception
    assert not tracebacks(caplog)


@pytest.mark.parametrize("signal", [st.stop, st.rerun])
def test_streamlit_s_own_signals_pass(signal, caplog):
    def once():
        if "done" not in st.session_state:
            st.session_state["done"] = True
            signal()

    app = AppTest.from_function(page_of_three, kwargs={"failing": once}).run()
    assert not app.error and not app.exception and not tracebacks(caplog)
    assert [caption.value for caption in app.caption] == ([] if signal is st.stop else ["Third"])


def page_that_looks_again(failing):
    from dashboard.components.shared.guard import live

    live(failing, every=None)()


def test_a_part_that_is_drawn_again_by_itself_is_guarded_each_time(caplog):
    app = AppTest.from_function(page_that_looks_again, kwargs={"failing": broken}).run()
    assert is_calm(app, caplog) and app.error[0].value == BUG


def page_with_a_button(action):
    import streamlit as st

    from dashboard.components.shared.guard import attempt

    st.button("Do it", key="do", on_click=attempt, args=(action,))
    st.caption("The rest")


def test_a_button_that_fails_leaves_its_page(caplog):
    app = AppTest.from_function(page_with_a_button, kwargs={"action": broken}).run()
    app.button(key="do").click().run()
    assert is_calm(app, caplog)
    assert app.toast[0].value == BUG and app.caption[0].value == "The rest"


# ---- the app's own pages


def test_a_panel_of_an_explanation_fails_alone(app, caplog, monkeypatch):
    monkeypatch.setitem(explanation.PANELS, "The sum", broken)
    app.query_params["view"] = "The sum"
    app.run()
    assert is_calm(app, caplog)
    assert [error.value for error in app.error] == [BUG]
    assert "**Tested.**" in said(app) and app.get("bidi_component")


def test_a_page_fails_and_the_sidebar_and_the_other_pages_work(app, caplog, monkeypatch):
    monkeypatch.setattr(control, "listed", broken)
    app.run()
    app.switch_page("views/training.py").run()
    assert is_calm(app, caplog)
    assert app.title[0].value == "Training" and BUG in [error.value for error in app.error]
    assert app.selectbox(key="model").value and app.button(key="train")
    app.switch_page("views/about.py").run()
    assert not app.error


def test_the_sidebar_fails_and_the_page_answers(app, caplog, monkeypatch):
    monkeypatch.setattr(live_run, "_follow", broken)
    app.run()
    assert is_calm(app, caplog)
    assert app.get("bidi_component")  # the bars


def test_a_bug_in_a_batch_is_not_the_file_s_fault(tiny, caplog, monkeypatch, tmp_path):
    monkeypatch.setattr(batch_job.parquet, "tag_to_parquet", broken)
    source = tmp_path / "films.csv"
    source.write_text("plot\nA ghost.\n")
    with source.open("rb") as stream:
        job = batch_job.BatchJob("films.csv", stream)
    job._work(tiny, "plot", None, "")
    assert (job.state, job.error) == ("failed", BUG)
    assert SECRET in caplog.text
    job.discard()


def test_the_message_says_what_to_do_and_streamlit_shows_no_traceback_of_its_own():
    assert BUG.startswith("Something went wrong here; it is in the log.") and "Reload" in BUG
    assert st.get_option("client.showErrorDetails") == "none"
    assert guard.LOG.isEnabledFor(logging.ERROR)
