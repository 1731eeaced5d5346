"""Review: a file becomes a queue, decisions are kept, the model learns and asks before it is used."""

import io
import os
import shutil
import threading
from pathlib import Path

import pandas as pd
import pytest

from core.markdown import plain
from core.model.classifier import GenreClassifier
from dashboard.components.review import label_choice
from dashboard.state import review
from dashboard.state.cache.model import doubts
from data.sources import registry
from tests.dashboard.conftest import ended
from train.review import exports, project
from train.runs.guards import READONLY

MODELS = Path(os.environ["GENRELENS_MODELS"])
PATIENCE = 120  # seconds, on a busy machine


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
    """Click a button, one of the film's own by the beginning of its key."""
    full = [button.key for button in page.button if button.key == key or str(button.key).startswith(f"{key}_")]
    page.button(key=full[0]).click().run()
    assert not page.exception, page.exception
    assert not page.error, said(page)


def test_without_a_review_it_says_how_to_begin(page):
    assert "become a queue" in said(page)


def test_a_file_becomes_a_queue_and_one_film_is_shown(page):
    store = begun(page)
    assert store.progress().films == 14
    film = store.next("me")
    assert film.title in said(page)
    assert page.session_state[f"review_near_{film.film}"]


def test_another_review_begins_with_its_films_whatever_was_open_in_the_one_before(page):
    begun(page)
    page.session_state["tab"] = "Learn"
    page.query_params["tab"] = "Learn"
    page.run()
    assert page.session_state["tab"] == "Learn"
    click(page, "review_other")
    store = begun(page, count=12)
    assert page.session_state["tab"] == "Label films"
    assert store.next("me").title in said(page)


def test_of_one_review_nothing_is_shown_in_another(page):
    """Their films have the same numbers: the labels, the lesson and the pace of one are not those of the other."""
    begun(page, count=12)
    for _ in range(10):
        click(page, "review_accept")
    click(page, "review_to_learn")
    assert "It has learnt from 10 films" in said(page)
    seen = [number for number in range(20) if f"review_near_{number}" in page.session_state]
    click(page, "review_other")
    content = plots(14).decode().splitlines(keepends=True)
    others = "".join([content[0], *reversed(content[1:])]).encode()
    page.file_uploader(key="review_file").set_value(("others.csv", others, "text/csv")).run()
    store = project.opened("others", MODELS)
    film = store.next("me")
    offered = project.proposed(GenreClassifier.load(MODELS / store.fact(project.PROPOSER)), film.plot)
    assert film.film in seen, "a film of the other review has its number"
    assert page.session_state[f"review_near_{film.film}"] == offered[: label_choice.KEYS]
    page.session_state["tab"] = "Learn"
    page.run()
    assert "It has learnt from" not in said(page)


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


def test_labels_are_turned_on_and_off_by_the_keys_1_to_9(page):
    store = begun(page)
    film = store.next("me")
    turned = {page.button(key=f"review_near_{film.film}_{key}").label.removeprefix("✓ ") for key in (1, 9)}
    click(page, f"review_near_{film.film}_1")
    click(page, f"review_near_{film.film}_9")
    click(page, "review_accept")
    row = store.decided().iloc[0]
    assert len(turned) == 2
    assert set(row["labels"].split("|")) == set(row["proposed"].split("|")) ^ turned


def test_a_second_press_on_the_same_film_decides_nothing(page):
    """Both presses of a fast double A come from the button of the film that was on the screen."""
    from dashboard.components.review import film as of_a_film

    store = begun(page)
    first = store.next("me")
    click(page, "review_accept")
    assert page.session_state[of_a_film.LAST] == ("films", first.film)
    assert f"review_accept_{first.film}" not in [button.key for button in page.button]
    assert len(store.history()) == 1


def test_a_film_that_is_asked_about_again_can_be_decided_again(page):
    store = begun(page)
    film = store.next("me")
    click(page, "review_accept")
    store.put_first(pd.DataFrame({"title": [film.title], "plot": [film.plot]}), [["Cosy"]])
    page.run()
    click(page, "review_accept")
    assert store.decided()["labels"].tolist() == ["Cosy"]


def test_a_label_of_ones_own_can_be_typed(page):
    store = begun(page)
    film = store.next("me")
    page.multiselect(key=f"review_others_{film.film}").set_value(["=Cosy | <b>nights</b>"]).run()
    click(page, "review_accept")
    assert "Cosy / <b>nights</b>" in store.decided()["labels"].iloc[0].split("|")


def test_a_label_counts_even_if_the_key_comes_before_the_page_was_drawn_again(page):
    store = begun(page)
    film = store.next("me")
    page.multiselect(key=f"review_others_{film.film}").set_value(["Cosy"])  # sent with the key, in one message
    click(page, "review_accept")
    assert "Cosy" in store.decided()["labels"].iloc[0].split("|")


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


def test_a_film_that_was_looked_at_begins_with_what_the_new_model_proposes(page):
    store = begun(page)
    for _ in range(11):
        click(page, "review_accept")
    looked_at = f"review_near_{store.next('me').film}"
    assert looked_at in page.session_state
    click(page, "review_to_learn")
    assert looked_at in page.session_state, "nothing is asked yet"
    click(page, "review_use")
    assert looked_at not in page.session_state, "what is not kept is proposed anew"


def test_an_export_is_a_review_to_go_on_from(page):
    store = begun(page)
    click(page, "review_accept")
    content = exports.as_csv(store.decided()).encode()
    page.button(key="review_other").click().run()
    page.file_uploader(key="review_file").set_value(("mine.csv", content, "text/csv")).run()
    back = project.opened("mine", MODELS)
    assert back.decided().equals(store.decided())


def test_labels_that_look_wrong_come_first_when_they_are_sent(page):
    store = begun(page)
    looked_for(page, store).wait(PATIENCE)
    page.run()
    assert not page.exception
    assert "disagree with the model, the likeliest mistakes first" in said(page)
    click(page, "review_send")
    film = store.next("me")
    assert film.labels
    assert store.progress().films > 14


def test_the_search_for_wrong_labels_says_how_far_it_is_and_can_be_stopped(page, monkeypatch):
    """It takes half a minute, in which the page once had nothing but a clock."""
    go_on, compared = threading.Event(), threading.Event()

    def endless(source, films, report):
        report(0.5)
        compared.set()
        assert go_on.wait(PATIENCE)
        report(1)

    monkeypatch.setattr("train.adapt.doubts.out_of_fold", endless)
    doubts.jobs.clear()  # of what another test has found
    job = looked_for(page, begun(page))
    assert compared.wait(PATIENCE)
    page.run()
    bar = page.get("progress")[-1].proto
    assert bar.value == 50 and bar.text.startswith(f"Comparing each label of {len(job.films):,} films")
    click(page, "review_doubts_stop")
    go_on.set()
    job.wait(PATIENCE)
    page.run()
    assert "Stopped: nothing is known yet." in [element.value for element in page.info]


def looked_for(page, store):
    """The search for labels that look wrong, once somebody has asked for it."""
    page.session_state["tab"] = "Labels that look wrong"
    page.run()
    page.toggle[0].set_value(True).run(timeout=120)
    return doubts.job(review.proposer(store), registry.load("open_plots"))


def test_what_has_no_plot_is_one_sentence(page):
    page.file_uploader(key="review_file").set_value(("films.csv", b"a,b\n1,2\n", "text/csv")).run()
    assert "no column" in said(page)
    assert not page.exception


def test_at_a_read_only_show_nothing_can_be_written(page, monkeypatch):
    monkeypatch.setenv(READONLY, "1")
    page.run()
    assert "read-only" in said(page)
    assert not [button.key for button in page.button if str(button.key).startswith("review_")]
    assert not project.listed(MODELS)


def test_the_queue_of_a_table_keeps_the_labels_it_has():
    from dashboard.state.review import queue_of

    frame = pd.read_csv(io.StringIO("plot,genres\nA war.,Dramas|Cosy\n,Loud\nA feast.,\n"))
    queue = queue_of(frame, "films.csv")
    assert queue.films["plot"].tolist() == ["A war.", "A feast."]
    assert queue.labels == [["Dramas", "Cosy"], []]
    assert queue.notes == ["Left out, for want of a plot: 1 row."]


def test_a_table_with_a_row_for_each_label_asks_about_a_film_once_and_loses_no_label(page):
    rows = "title,plot,genres\nOne,A war.,Dramas\nTwo,A feast.,Cosy\nOne,A war.,Loud|Dramas\nOne,A war.,Sad\n"
    page.file_uploader(key="review_file").set_value(("rows.csv", rows.encode(), "text/csv")).run()
    assert not page.exception
    store = project.opened("rows", MODELS)
    assert store.progress().films == 2
    assert store.next("me").labels == ("Dramas", "Loud", "Sad")
    assert [toast.value for toast in page.toast] == [
        "More rows of the same films, which are asked about once, with the labels of all: 2."
    ]


def test_the_rest_is_tagged_by_what_was_learnt(page):
    """From Learn to Batch: a file with the films that nobody decided about, and the adapted model for this session."""
    store = begun(page)
    page.session_state["tab"] = "Learn"
    lessons = learnt(page, store)
    click(page, "review_tag")
    assert page.session_state["own_model"] == lessons["model"].iloc[0]
    assert f"wait on Batch, as {plain('films-rest.parquet')}" in said(page)
    page.switch_page("views/batch.py").run()
    click(page, "batch_start")
    from dashboard.state.cache import batch

    job = ended(batch.jobs().visit(page.session_state[batch.KEY]))
    assert job.state == "done", job.error
    tagged = pd.read_parquet(job.tagged)
    assert tagged["plot"].tolist() == store.undecided()["plot"].tolist()
    assert len(tagged) == 2
    assert {"p_Cosy", "p_Late", "p_Loud"} <= set(tagged.columns)


def test_learn_now_beside_the_film_goes_to_the_tab_and_learns(page):
    store = begun(page)
    for number in range(12):
        store.decide(store.next("me").film, ["Loud"] if number % 2 else ["Cosy"], [], "me")
    page.run()
    click(page, "review_to_learn")
    assert page.session_state["tab"] == "Learn"
    assert len(store.lessons()) == 1


def test_a_single_label_is_one_sentence_and_no_decision_is_lost(page):
    store = begun(page)
    page.session_state["tab"] = "Learn"
    for _ in range(12):
        store.decide(store.next("me").film, ["Cosy"], [], "me")
    page.run()
    page.button(key="review_learn").click().run()
    assert not page.exception
    assert "a single label" in said(page)
    assert len(store.decided()) == 12
    assert not len(store.lessons())


def test_where_the_models_of_a_review_are_gone_another_takes_their_place(page):
    store = begun(page)
    for role in (project.SOURCE, project.PROPOSER):
        store.note(role, "runs/20200101-000000-adapted/model")
    page.run()
    assert not page.exception
    assert "is gone; the one chosen in the sidebar takes its place" in page.warning[0].value
    click(page, "review_accept")
    assert len(store.decided()) == 1


def test_a_review_that_was_replaced_meanwhile_is_left_alone(page):
    """The decision is about a film of the old file: it goes into neither, and the page says so."""
    store = begun(page)
    other = project.opened("other", MODELS)
    other.add(pd.DataFrame({"title": ["Mine"], "plot": ["A feast ends in tears."]}))
    other.note(project.SOURCE, store.fact(project.SOURCE))
    other.note(project.PROPOSER, store.fact(project.PROPOSER))
    for path in store.path.parent.glob("films.sqlite*"):
        path.unlink()
    for path in store.path.parent.glob("other.sqlite*"):
        path.rename(path.with_name(path.name.replace("other", "films")))
    button = next(button for button in page.button if str(button.key).startswith("review_accept_"))
    button.click().run()
    assert not page.exception
    assert "was replaced by another file meanwhile" in page.toast[0].value
    assert not len(project.opened("films", MODELS).decided())
    assert "Mine" in said(page)


def test_a_reload_goes_on_with_the_review(page):
    begun(page)
    assert page.query_params["review"] == "films"
    page.session_state["review"] = None
    page.run()
    assert "0 of 14 films decided" in page.get("progress")[0].proto.text


def test_labels_with_separators_and_markup_stay_text(page):
    content = b"plot,genres\nA soldier comes home from the war.,<b>loud</b>|=SUM(A1)|*quiet*|a/b\n"
    page.file_uploader(key="review_file").set_value(("odd.csv", content, "text/csv")).run()
    assert not page.exception
    click(page, "review_accept")
    decided = project.opened("odd", MODELS).decided()
    assert decided["labels"].iloc[0].split("|") == ["<b>loud</b>", "SUM(A1)", "quiet*", "a/b"]
