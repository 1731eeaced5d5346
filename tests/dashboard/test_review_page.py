"""Review: a file becomes a queue, decisions are kept, the model learns and asks before it is used."""

import io
import os
import shutil
from pathlib import Path

import pandas as pd
import pytest

from data.sources import registry
from train.review import project
from train.runs.guards import READONLY

MODELS = Path(os.environ["GENRELENS_MODELS"])


@pytest.fixture
def page(app, folder):
    """The Review page with the tiny model, and no review yet."""
    app.session_state["own_model"] = folder.relative_to(folder.parents[2]).as_posix()
    app.switch_page("views/review.py").run()
    assert not app.exception
    yield app
    shutil.rmtree(project.folder(MODELS), ignore_errors=True)
    for adapted in MODELS.glob("runs/*-adapted"):
        shutil.rmtree(adapted)


def said(page) -> str:
    kinds = (page.markdown, page.caption, page.info, page.error, page.warning, page.success, page.text)
    return "\n".join(str(element.value) for kind in kinds for element in kind)


def plots(count: int) -> bytes:
    frame = registry.load("open_plots").frame[["title", "year", "plot"]]
    return frame.iloc[:: len(frame) // count].head(count).to_csv(index=False).encode()


def begun(page, count=14):
    page.file_uploader(key="review_file").set_value(("films.csv", plots(count), "text/csv")).run()
    assert not page.exception
    return project.opened("films", MODELS)


def click(page, key):
    page.button(key=key).click().run()
    assert not page.exception, page.exception
    assert not page.error, said(page)


def test_without_a_review_it_says_how_to_begin(page):
    assert "become a queue" in said(page)


def test_a_file_becomes_a_queue_and_one_film_is_shown(page):
    store = begun(page)
    assert store.progress().films == 14
    film = store.next("me")
    assert film.title in said(page)
    assert page.session_state[f"review_chips_{film.film}"]


def test_accept_skip_and_undo(page):
    store = begun(page)
    first = store.next("me")
    click(page, "review_accept")
    assert store.decided()["title"].tolist() == [first.title]
    assert store.decided()["labels"].tolist() == store.decided()["proposed"].tolist()
    click(page, "review_skip")
    assert store.progress().skipped == 1
    click(page, "review_undo")
    click(page, "review_undo")
    assert store.progress().left == 14
    assert store.next("me") == first


def test_a_label_of_ones_own_can_be_typed(page):
    store = begun(page)
    film = store.next("me")
    page.text_input(key=f"review_new_{film.film}").set_value("=Cosy | <b>nights</b>").run()
    click(page, "review_accept")
    assert "Cosy / <b>nights</b>" in store.decided()["labels"].iloc[0].split("|")


def learnt(page, store):
    """Twelve films decided with two labels of one's own, and learnt from."""
    for number in range(12):
        film = store.next("me")
        store.decide(film.film, ["Loud"] if number % 2 else ["Cosy", "Late"], [], "me")
    page.run()
    page.button(key="review_learn").click().run()
    assert not page.exception, page.exception
    return store.lessons()


def test_it_learns_asks_before_the_model_is_used_and_shows_the_curve(page):
    store = begun(page)
    page.session_state["tab"] = "Learn"
    before = store.fact(project.PROPOSER)
    lessons = learnt(page, store)
    assert len(lessons) == 1
    assert lessons["low"].iloc[0] <= lessons["micro_f1"].iloc[0] <= lessons["high"].iloc[0]
    assert store.fact(project.PROPOSER) == before
    assert "It has learnt from 12 films" in said(page)
    click(page, "review_use")
    assert store.fact(project.PROPOSER) == lessons["model"].iloc[0] != before
    assert store.fact(project.SOURCE) == before
    assert "After 12 films" in said(page)


def test_an_export_is_a_review_to_go_on_from(page):
    store = begun(page)
    click(page, "review_accept")
    content = store.decided().to_csv(index=False).encode()
    page.button(key="review_other").click().run()
    page.file_uploader(key="review_file").set_value(("mine.csv", content, "text/csv")).run()
    back = project.opened("mine", MODELS)
    assert back.decided().equals(store.decided())


def test_labels_that_look_wrong_come_first_when_they_are_sent(page):
    store = begun(page)
    page.session_state["tab"] = "Labels that look wrong"
    page.run()
    page.toggle[0].set_value(True).run(timeout=120)
    assert not page.exception
    assert "disagree with the model, the likeliest mistakes first" in said(page)
    click(page, "review_send")
    film = store.next("me")
    assert film.labels
    assert store.progress().films > 14


def test_what_has_no_plot_is_one_sentence(page):
    page.file_uploader(key="review_file").set_value(("films.csv", b"a,b\n1,2\n", "text/csv")).run()
    assert "no column" in said(page)
    assert not page.exception


def test_at_a_read_only_show_nothing_can_be_written(page, monkeypatch):
    monkeypatch.setenv(READONLY, "1")
    page.run()
    assert "read-only" in said(page)
    assert not page.button(key="review_accept") if "review_accept" in [b.key for b in page.button] else True
    assert not project.listed(MODELS)


def test_the_queue_of_a_table_keeps_the_labels_it_has():
    from dashboard.components.review.start import queue_of

    frame = pd.read_csv(io.StringIO("plot,genres\nA war.,Dramas|Cosy\n,Loud\nA feast.,\n"))
    films, labels = queue_of(frame, "films.csv")
    assert films["plot"].tolist() == ["A war.", "A feast."]
    assert labels == [["Dramas", "Cosy"], []]
