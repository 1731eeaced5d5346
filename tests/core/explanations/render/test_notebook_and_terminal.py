"""What a notebook's cell and a terminal show of an explanation."""

import io
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from rich.console import Console

from core.explanations import explain
from core.explanations.render.notebook import to_html
from core.explanations.render.terminal import coloured
from tests.core.explanations.render.test_html import Reader, made
from tests.support.nasty import TEXTS

ROOT = Path(__file__).resolve().parents[4]
EVIL = (
    '<script>alert(1)</script><img src=x onerror=alert(1)> "war" \x1b[31m ghost \x1b]0;owned\x07 [red]love[/red] $x^2$'
)
ALLOWED = {"div", "p", "b", "span", "details", "summary"}


def printed(explanation, **environment):
    """What a terminal gets, in full colour."""
    stream = io.StringIO()
    Console(file=stream, force_terminal=True, color_system="truecolor", width=100, _environ=environment).print(
        explanation
    )
    return stream.getvalue()


@pytest.fixture(scope="module")
def evil(tiny):
    return explain(tiny, EVIL, "linear_path")


def test_a_notebook_shows_the_text_as_typed_and_runs_nothing(evil):
    html = evil._repr_html_()
    seen = Reader(html)
    assert set(seen.tags) <= ALLOWED
    assert seen.text.count(EVIL) == 3, "the most probable genre and the next two"
    assert not re.search(r"<[a-z]+[^>]* on[a-z]+=", html)
    assert html.startswith('<div class="tex2jax_ignore mathjax_ignore"'), "dollar signs stay dollar signs"


@pytest.mark.parametrize("text", TEXTS, ids=range(len(TEXTS)))
def test_no_plot_becomes_markup_or_a_command_to_the_terminal(text):
    explanation = made([[0.5, 0.1]], f"haunted {text[:2_000]}", ("haunted",))
    seen = Reader(to_html(explanation))
    assert set(seen.tags) <= ALLOWED
    written = re.sub(r"\x1b\[[\d;]*m", "", printed(explanation))
    assert all(sign.isprintable() or sign == "\n" for sign in written)


def test_a_notebook_names_genres_with_their_probabilities_and_takes_its_colours_from_the_page():
    explanation = made([[0.5, -0.01], [-0.06, -0.05], [0.0, 0.01]], model="<i>mine</i>, version 1")
    html = to_html(explanation)
    seen = Reader(html)
    assert "Horror 71 %, Sci-Fi & co 25 %" in seen.text
    assert "By occlusion, in probability. Model: <i>mine</i>, version 1." in seen.text
    assert seen.tags.count("details") == 1
    assert not re.findall(r"(?<![-\w])color:(?!inherit)", html), "no text colour of its own, so both themes can read it"


def test_a_terminal_shows_the_text_with_a_tint_for_each_sign():
    explanation = made([[0.5, 0.0], [-0.3, 0.0], [0.0, 0.0]], "a haunted wedding of zzxqv [b] :smile:")
    text = coloured(explanation, "Horror")
    assert text.plain == explanation.text
    styles = {text.plain[span.start : span.end]: str(span.style) for span in text.spans}
    assert styles["haunted"].startswith("bold #ffffff on #1d5fa0")
    assert styles["wedding"].startswith("underline")
    assert styles["zzxqv"] == "dim italic"
    assert "[b] :smile:" in printed(explanation)


def test_without_colours_the_signs_are_still_told_apart():
    explanation = made([[0.5, 0.0], [-0.3, 0.0], [0.0, 0.0]])
    full, plain = printed(explanation), printed(explanation, NO_COLOR="1")
    assert "48;2;" in full
    assert not re.search(r"\x1b\[[\d;]*[34]8;", plain)
    assert re.search(r"\x1b\[1mhaunted", plain) and re.search(r"\x1b\[4mwedding", plain)


def test_the_command_colours_in_a_terminal_alone(tiny_model):
    pty = pytest.importorskip("pty")
    arguments = [sys.executable, "-m", "core", "explain", "A war ends in love.", "--model", str(tiny_model)]
    piped = subprocess.run(arguments, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert "\x1b" not in piped
    code = f"import pty, sys; sys.exit(pty.spawn({arguments!r}) >> 8)"
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        capture_output=True,
        env={"PATH": "/usr/bin:/bin", "TERM": "xterm-256color"},
        check=True,
        stdin=subprocess.DEVNULL,
    )
    assert pty and b"\x1b[" in done.stdout
    assert b"unknown to the model" in done.stdout


def test_a_log_odds_explanation_says_so():
    explanation = replace(made([[0.5, 0.0], [-0.3, 0.0], [0.0, 0.0]]), scale="log_odds")
    assert "in log-odds" in to_html(explanation)
