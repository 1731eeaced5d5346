"""The coloured plot: what it is given to draw, what it may do with it, and what it answers."""

import ast
import json
import re
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.explanations import explain
from dashboard.charts import coloured
from dashboard.components.explanation import coloured_plot
from dashboard.state.plot.changed_words import LONGEST, MOST_STEPS, changes_after
from tests.support.nasty import odd_text

DASHBOARD = Path(__file__).resolve().parents[2] / "dashboard"
SCRIPTS = sorted(DASHBOARD.rglob("*.js"))
MAKES_MARKUP = re.compile(
    r"innerHTML|outerHTML|insertAdjacent|setHTML|createContextualFragment|DOMParser|srcdoc|document\.write|\beval\b"
    r"|new Function|import\s*\(|setTimeout\(\s*[\"'`]|\.href|\.src\b|setAttribute\(\s*[\"'`](on|href|src|style)"
)
OWN = ("A", "ghost", "at", "the", "wedding")


def test_pieces_are_the_plot_and_every_second_one_is_a_word(tiny):
    text = "🎬👩‍👩‍👧 The ghost — 'haunted'\n\n love… 🚀 war "
    drawn = coloured.words(explain(tiny, text, "linear_path"), str(tiny.classes_[0]))
    assert "".join(drawn["pieces"]) == text
    assert drawn["pieces"][1::2] == ["The", "ghost", "haunted", "love", "war"]
    assert len(drawn["strengths"]) == len(drawn["amounts"]) == 5
    assert all(-1 <= strength <= 1 for strength in drawn["strengths"])
    assert json.loads(json.dumps(drawn)) == drawn


def test_numbers_are_those_of_the_explanation(tiny):
    explanation = explain(tiny, "A ghost haunts the wedding of a soldier.", "occlusion")
    genre = max(explanation.output_names, key=lambda name: abs(explanation.for_genre(name)).max())
    drawn, values = coloured.words(explanation, genre), explanation.for_genre(genre)
    assert drawn["amounts"] == [f"{100 * value:+.1f}" for value in values]
    assert drawn["unit"] == "points"
    assert max(map(abs, drawn["strengths"])) == 1, "the genre with the strongest word has the full tint"


def test_words_beyond_the_models_reach_are_marked_as_unread(tiny):
    text = "ghost " * tiny.most_words
    explanation = explain(tiny, text + "wedding", "linear_path")
    assert coloured.words(explanation, explanation.output_names[0])["unread"]
    explanation = explain(tiny, text + "!!!", "linear_path")
    assert not coloured.words(explanation, explanation.output_names[0])["unread"]


def series(**probabilities: float) -> pd.Series:
    return pd.Series(probabilities)


def test_bars_are_the_genre_what_turned_and_what_moved_in_one_order():
    before = series(Drama=0.6, Horror=0.5, War=0.3, Music=0.2, Sport=0.01)
    after = series(Drama=0.61, Horror=0.1, War=0.31, Music=0.2, Sport=0.02)
    drawn = coloured.bars(before, after, [{"Drama", "Horror"}, {"Drama", "War"}], "Music")
    assert [bar["genre"] for bar in drawn] == ["Horror", "War", "Music"]
    assert [bar["note"] for bar in drawn] == ["no longer given", "now given", ""]
    assert drawn[0]["moves"] == "50 % → 10 %"
    again = coloured.bars(before, series(**{**after, "Horror": 0.45}), [{"Drama", "Horror"}] * 2, "Music")
    assert [bar["genre"] for bar in again] == ["Horror", "Music"], "rows don't change places from click to click"


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({1: ""}, "Without “ghost”: Horror goes from 71 % to 32 % (−39 points)."),
        ({1: "", 4: "wake"}, "Without “ghost” and with “wake” for “wedding”: Horror goes"),
        ({0: "", 1: "", 2: "", 3: ""}, "With 4 changes: Horror goes"),
    ],
)
def test_changes_are_told_in_a_sentence(changes, sentence):
    assert coloured.told(OWN, changes, "Horror", 0.71, 0.32).startswith(sentence)


def test_a_move_is_told_as_the_rounded_figures_show_it():
    told = coloured.told(OWN, {1: ""}, "Horror", 0.8351, 0.8349)
    assert told == "Without “ghost”: Horror goes from 84 % to 83 % (−1 point)."


@pytest.mark.parametrize(
    ("steps", "changes"),
    [
        ([], {}),
        ([[1, ""]], {1: ""}),
        ([[4, "wake"], [1, ""]], {1: "", 4: "wake"}),
        ([[1, ""], [1, "spirit"]], {1: "spirit"}),
        ([[1, ""], [1, None]], {}),
        ([[1, ""], [2, ""], [None, None]], {}),
        ([[None, None], [2, ""]], {2: ""}),
        ([[1, "  a\n drowned   man "]], {1: "a drowned man"}),
        ([[1, " "]], {1: ""}),
        ([[1, "ghost"]], {}),
        ([[1, "\ud800 half"]], {1: "? half"}),
        ([[1, "x" * 900]], {1: "x" * LONGEST}),
    ],
)
def test_what_stands_after_the_steps(steps, changes):
    assert changes_after(steps, OWN) == changes


@pytest.mark.parametrize(
    "nonsense",
    [None, "steps", {"0": ""}, [None], [[1]], [[1, "", ""]], [["1", ""]], [[True, ""]], [[1.0, ""]], [[-1, ""]]]
    + [[[5, ""]], [[10**30, ""]], [[1, 3]], [[1, ["x"]]], [[1, {}]], [["__proto__", ""]]],
)
def test_what_is_no_step_changes_nothing(nonsense):
    assert changes_after(nonsense, OWN) == {}
    if isinstance(nonsense, list):
        assert changes_after([[2, ""], *nonsense], OWN) == {2: ""}


_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | odd_text, lambda inner: st.lists(inner, max_size=3)
)
_steps = st.tuples(st.none() | st.integers(-1, 6), st.none() | odd_text).map(list)


@given(st.lists(_steps | _values, max_size=12))
def test_any_steps_leave_words_of_this_plot_and_undoing_is_to_forget(steps):
    changes = changes_after(steps, OWN)
    assert all(0 <= i < len(OWN) and len(word) <= LONGEST and word != OWN[i] for i, word in changes.items())
    assert list(changes) == sorted(changes)
    assert changes_after([*steps, [1, "other"]][:-1], OWN) == changes


def test_endless_steps_are_cut_short():
    assert changes_after([[0, ""]] * MOST_STEPS + [[1, ""]], OWN) == {0: ""}


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_scripts_of_the_pages_make_no_markup_of_what_they_are_given(path):
    assert not MAKES_MARKUP.findall(path.read_text(encoding="utf-8"))


def test_the_rule_notices_what_it_forbids():
    for bad in ("it.innerHTML = x", "new Function(x)", "a.setAttribute('onclick', x)", "import(x)", "a.href = x"):
        assert MAKES_MARKUP.search(bad)
    assert SCRIPTS


def components():
    """Every call that registers a component, with its module."""
    for path in DASHBOARD.rglob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and "components.v2" in ast.unparse(node.func):
                yield path, tree, node


def test_what_a_component_is_made_of_is_constant():
    found = list(components())
    assert found
    for path, tree, call in found:
        constants = {ast.unparse(node.targets[0]): node.value for node in tree.body if isinstance(node, ast.Assign)}
        made_of = {part.arg: part.value for part in call.keywords if part.arg in ("html", "css", "js")}
        assert call in [value for value in constants.values()], f"{path.name}: registered once, with the module"
        for kind, value in made_of.items():
            text = ast.unparse(constants[ast.unparse(value)])
            assert re.fullmatch(rf"_FILES\.with_suffix\('\.{kind}'\)\.read_text\(encoding='utf-8'\)", text), text


def test_the_files_of_the_component_hold_no_place_to_fill_in():
    for text in (coloured_plot.HTML, coloured_plot.CSS):
        assert "%s" not in text and "{{" not in text and "<script" not in text.lower() and "url(" not in text
