"""The lesson: one answers first, then looks; the same films for a whole class."""

import re

import numpy as np
import pandas as pd
import pytest

from core.explanations.faithfulness import Deletion
from core.markdown import plain
from dashboard.charts import lesson as charts
from dashboard.state.cache.films import lessons
from dashboard.state.lesson import leaky_split, lesson_films, lying_highlight
from dashboard.state.table.scored_table import ScoredTable
from data.sources import registry
from train.runs.guards import READONLY

PAGE = {"guess": "lesson", "leak": "lesson_split", "threshold": "lesson_threshold", "highlight": "lesson_highlight"}


def opened(app, part="guess", **link):
    """A page of the lesson, as a link opens it."""
    app.switch_page(f"views/{PAGE[part]}.py")
    for name, value in link.items():
        app.query_params[name] = value
    app.run()
    assert not app.exception and not app.error
    return app


def said(app) -> str:
    kinds = (app.title, app.markdown, app.caption, app.info, app.warning, app.success, app.text)
    return "\n".join(str(element.value) for kind in kinds for element in kind)


def figures(app) -> dict[str, str]:
    return {metric.label: metric.value for metric in app.metric}


def click(app, start):
    """Click the button whose key begins so."""
    next(button for button in app.button if str(button.key).startswith(start)).click().run()
    assert not app.exception and not app.error
    return app


def test_a_set_is_the_same_films_for_everyone_and_for_every_model():
    ids = [f"film {n}" for n in range(50)]
    first = lesson_films.drawn(ids, ids, 3)
    assert len(set(first)) == lesson_films.COUNT
    assert first == lesson_films.drawn(ids, ids, 3) != lesson_films.drawn(ids, ids, 4)
    judged = [name for name in ids if name != ids[first[0]]]
    names = [judged[row] for row in lesson_films.drawn(ids, judged, 3)]
    assert names[:-1] == [ids[row] for row in first[1:]]


def test_the_films_are_those_of_the_test_side_and_stay_there():
    from data import split

    whole = registry.load("open_plots")
    sides = split.assign(whole.frame)
    table = lesson_films.test_side(whole, sides)
    assert table.frame["id"].tolist() == whole.frame["id"][sides == "test"].tolist()
    assert set(split.assign(table.frame)) == {"test"}


def test_the_score_is_micro_f1_of_what_is_known():
    y_true = np.array([[1, 0, 1], [0, 1, 0]], dtype=np.int8)
    films = ScoredTable(pd.DataFrame(), y_true, np.ones((2, 3), dtype=bool), np.zeros((2, 3)), True, 0, {})
    guess = lesson_films.decisions([["a"], ["a", "b"]], ["a", "b", "c"])
    assert lesson_films.micro_f1(films, [0, 1], guess) == pytest.approx(2 * 2 / (3 + 3))
    assert lesson_films.micro_f1(films, [0], guess[:1]) == pytest.approx(2 / 3)
    films.known[1, 0] = False
    assert lesson_films.micro_f1(films, [0, 1], guess) == pytest.approx(2 * 2 / (2 + 3))


def test_a_leaky_split_flatters_and_more_so_where_people_recur():
    films = registry.load("open_plots").frame.iloc[:300]
    found = {
        (people, method): leaky_split.leak(leaky_split.episodes(films, people, 7), method, 7)
        for people in (True, False)
        for method in leaky_split.SPLITS.values()
    }
    for people in (True, False):
        assert found[people, "title"].seen == 0
        assert not found[people, "title"].test["same"].any()
        assert found[people, "random"].seen > 0.8
        assert found[people, "random"].micro_f1 > found[people, "title"].micro_f1
    leaky = found[True, "random"]
    assert leaky.micro_f1 > found[False, "random"].micro_f1 + 0.2
    assert leaky.micro_f1 > found[True, "title"].micro_f1 + 0.4
    assert leaky.same_f1 == 1


def test_names_belong_to_one_series_and_films_of_one_sentence_to_none():
    films = pd.DataFrame(
        {
            "title": ["A", "B", "C"],
            "year": [1, 2, 3],
            "plot": ["One. Two. Three.", "Four. Five.", "Six."],
            "genres": "War",
        }
    )
    made = leaky_split.episodes(films, True, 1)
    assert made["series"].tolist() == ["A (1)"] * 3 + ["B (2)"] * 2
    people = [
        set(re.findall(r"\b[A-Z][a-z]{5,}\b", " ".join(made["plot"][rows]))) for rows in (slice(0, 3), slice(3, 5))
    ]
    assert 3 <= len(people[0]) <= leaky_split.PEOPLE
    assert not people[0] & people[1]
    assert leaky_split.episodes(films, True, 1).equals(made)
    assert leaky_split.episodes(films, False, 1)["plot"].tolist() == ["One.", "Two.", "Three.", "Four.", "Five."]


def four_films():
    films = pd.DataFrame({"title": list("ABCD")})
    return charts.points(films, np.array([1, 0, 1, 0]), np.array([0.9, 0.6, 0.4, 0.1]))


def test_a_threshold_finds_misses_and_takes_wrongly():
    assert charts.counts(four_films(), 0.5) == charts.Counts(hits=1, missed=1, wrong=1)
    assert charts.counts(four_films(), 0.5).figures == (0.5, 0.5, 0.5)
    assert charts.counts(four_films(), 0.4).figures == pytest.approx((2 / 3, 1, 0.8))
    nothing = charts.counts(four_films(), 1.0)
    assert np.isnan(nothing.figures[0]) and nothing.figures[1:] == (0, 0)


def test_what_a_move_of_the_threshold_wins_and_loses():
    moves = charts.moves(four_films(), 0.05, 0.5)
    assert moves[["title", "effect"]].to_numpy().tolist() == [["C", "gained"], ["D", "wrongly gained"]]
    moves = charts.moves(four_films(), 0.95, 0.5)
    assert moves[["title", "effect"]].to_numpy().tolist() == [["A", "lost"], ["B", "rightly lost"]]
    assert charts.moves(four_films(), 0.5, 0.5).empty
    before = charts.counts(four_films(), 0.5)
    assert "Yours finds 1 more and gets 1 more wrong." in charts.told(
        "War", charts.counts(four_films(), 0.05), before, 0.5
    )
    assert "Yours finds 1 fewer and gets 1 fewer wrong." in charts.told(
        "War", charts.counts(four_films(), 0.95), before, 0.5
    )
    assert "the same films" in charts.told("War", before, before, 0.5)


def test_a_lie_has_the_same_colours_on_other_words(shipped):
    from core.explanations import explain

    own = explain(shipped, "A ghost haunts the old house of a widow, and her children vanish one after the other.")
    lie = lying_highlight.shuffle(own)
    assert sorted(map(tuple, lie.values)) == sorted(map(tuple, own.values))
    assert not np.array_equal(lie.values, own.values)
    assert np.array_equal(lie.values, lying_highlight.shuffle(own).values)
    assert (lie.data, lie.spans) == (own.data, own.spans)
    assert {lying_highlight.own_is_first(text) for text in "abcdefgh"} == {True, False}


def test_the_one_that_costs_more_is_the_more_faithful():
    strong, weak = (Deletion("War", 5, 0.9, after, 0.8, 0.05) for after in (0.2, 0.7))
    assert lying_highlight.more_faithful(strong, weak)
    assert not lying_highlight.more_faithful(weak, strong)


def first_film(app):
    """The film that is asked about, found by the key of its button."""
    key = next(str(button.key) for button in app.button if str(button.key).endswith("_answer"))
    name = key.removeprefix("lesson_guess_").removesuffix("_answer")
    return lessons.films().frame.set_index("id").loc[name], name


def test_one_guesses_before_anything_is_shown_and_then_sees_who_said_what(app):
    opened(app, set="3")
    film, name = first_film(app)
    assert film["plot"] in said(app) and f"## {plain(film['title'])}" not in said(app)
    assert not figures(app)
    truth = film["genres"].split("|")
    app.session_state[f"lesson_guess_{name}"] = truth
    app.run()
    click(app, "lesson_guess_")
    assert f"## {plain(film['title'])}" in said(app)
    table = next(frame.value for frame in app.dataframe if "you" in frame.value)
    assert set(table.loc[table["you"] == "✓", "genre"]) == set(truth) == set(table.loc[table["film"] == "✓", "genre"])
    assert (table["model"] == "✓").any()
    assert figures(app)["Your F1"] == "1.00"
    right = len(truth)
    assert f"You: {right} of {right} right, 0 wrong." in said(app)
    click(app, "lesson_guess_next")
    assert first_film(app)[1] != name
    assert figures(app)["Your F1"] == "1.00"


def test_a_link_opens_the_same_film_and_the_score_is_of_the_whole_session(app):
    opened(app, set="3", film="2")
    second, name = first_film(app)
    app.session_state[f"lesson_guess_{name}"] = second["genres"].split("|")
    app.run()
    click(app, "lesson_guess_")
    app.number_input(key="set").set_value(4).run()
    assert app.number_input(key="film").value == 1
    _, other = first_film(app)
    assert "over 1 film of this session" in said(app)
    app.session_state[f"lesson_guess_{other}"] = ["Western"]
    app.run()
    click(app, "lesson_guess_")
    assert "over 2 films of this session" in said(app)
    app.number_input(key="set").set_value(3).run()
    app.number_input(key="film").set_value(2).run()
    assert f"## {plain(second['title'])}" in said(app)


def test_after_the_last_film_all_are_listed_and_another_set_begins(app, monkeypatch):
    monkeypatch.setattr(lesson_films, "COUNT", 2)
    opened(app)
    for _ in range(2):
        _, name = first_film(app)
        app.session_state[f"lesson_guess_{name}"] = ["Drama"]
        app.run()
        click(app, "lesson_guess_")
        if any(str(button.key).startswith("lesson_guess_next") for button in app.button):
            click(app, "lesson_guess_next")
    assert "over 2 films" in said(app)
    assert len(next(frame.value for frame in app.dataframe if "your F1" in frame.value)) == 2
    click(app, "lesson_guess_other")
    assert app.session_state["set"] == 2
    assert first_film(app)[1] != name
    assert not any("your F1" in frame.value for frame in app.dataframe)


def test_a_link_opens_the_split_that_leaks_with_its_choices(app):
    opened(app, "leak", set="2", split="by series")
    assert "No test episode meets its own series" in said(app)
    assert figures(app)["Series known from training"] == "0 %"
    honest = float(figures(app)["Micro F1"])
    app.session_state["split"] = "episode by episode"
    app.run()
    assert not app.exception
    assert float(figures(app)["Micro F1"]) > honest + 0.4
    assert "% are answered by their own series: micro F1 1.00 there" in said(app).replace("\u00a0", " ")
    before = said(app)
    app.number_input(key="episode").set_value(999).run()
    assert not app.exception
    assert said(app) != before
    assert "Where people are named, the leaky split adds +0." in said(app)


def test_a_link_opens_a_threshold_and_moving_it_tells_what_happens(app):
    opened(app, "threshold", of="Horror", at="0.05")
    assert "own threshold for Horror" in said(app)
    recall = int(figures(app)["Recall"].removesuffix(" %"))
    app.slider(key="at").set_value(0.95).run()
    assert not app.exception
    assert int(figures(app)["Recall"].removesuffix(" %")) < recall


def test_which_highlight_lies_is_told_with_its_test_after_the_choice(app):
    opened(app, "highlight", set="5")
    assert "tested" not in said(app) and not figures(app)
    click(app, "lesson_highlight_A")
    assert "A tested." in said(app) and "B tested." in said(app)
    right = any("Right" in element.value for element in app.success)
    assert figures(app)["The true one recognised"] == f"{int(right)} of 1"
    click(app, "lesson_highlight_next")
    assert "tested" not in said(app)


@pytest.mark.parametrize("part", list(PAGE))
def test_every_part_works_at_a_read_only_show(app, monkeypatch, part):
    monkeypatch.setenv(READONLY, "1")
    opened(app, part)
    assert len(said(app)) > 400


def test_a_link_with_nonsense_opens_the_lesson_all_the_same(app):
    opened(app, "threshold", set="many", of="No such genre", at="seven")
    assert "own threshold for" in said(app)
