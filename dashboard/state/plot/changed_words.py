"""What a reader has changed in an explained plot: words left out, and other words in the place of the plot's own.

The browser keeps the reader's steps in order and sends all of them each time, so that quick clicks lose nothing and
undoing is to forget the last one. What it sends may be anything: :func:`changes_after` is the only one that reads it.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import streamlit as st

from core.explanations.what_if import edited_at
from dashboard.state.plot.explained import Explained

MOST_STEPS, LONGEST, PLOTS_KEPT = 2_000, 60, 20
_TURNS = "changed_words_turns"
_KEPT = "changed_words"  # steps by plot: they outlive a change of page, as the plot does


@dataclass(frozen=True)
class Changes:
    """``plot`` names the plot and its unit; ``words``: what stands at a position now, nothing when empty."""

    plot: str
    steps: list[Any]
    words: dict[int, str]
    text: str


def changes_after(steps: object, own: Sequence[str]) -> dict[int, str]:
    """Pure: what differs from the plot's ``own`` words after all steps, by position; an empty word is left out.

    A step is [position, word]; without a word (None) the plot's own comes back, without a position all do. What is no
    step changes nothing.
    """
    changes: dict[int, str] = {}
    for step in steps[:MOST_STEPS] if isinstance(steps, list) else []:
        if not isinstance(step, list) or len(step) != 2:
            continue
        position, word = step
        if position is None:
            changes = {}
        elif type(position) is int and 0 <= position < len(own) and (word is None or isinstance(word, str)):
            changes.pop(position, None)
            word = own[position] if word is None else _typed(word)
            if word != own[position]:
                changes[position] = word
    return dict(sorted(changes.items()))


def _typed(word: str) -> str:
    """The word on one line, short, without half characters (surrogates), which nothing can send or keep."""
    return " ".join(word.encode("utf-8", "replace").decode().split())[:LONGEST]


def of(explained: Explained, place: str) -> Changes:
    """The reader's changes to this plot; ``place``: the key of the coloured plot that they are made in."""
    view, plot = explained.view, identity(explained)
    kept: dict[str, list[Any]] = st.session_state.setdefault(_KEPT, {})
    sent = (st.session_state.get(place) or {}).get("changes")
    now = isinstance(sent, dict) and (sent.get("plot"), sent.get("turn", 0)) == (plot, turn(plot))
    if isinstance(sent, dict) and now and isinstance(sent.get("steps"), list):
        kept.pop(plot, None)
        kept[plot] = sent["steps"][:MOST_STEPS]
        while len(kept) > PLOTS_KEPT:
            kept.pop(next(iter(kept)))
    steps = kept.get(plot, [])
    words = changes_after(steps, view.data)
    return Changes(plot, steps, words, edited_at(view.text, {view.spans[i]: word for i, word in words.items()}))


def put(changes: Changes, positions: Sequence[int], word: str) -> None:
    """More steps by another part of the page: a word in the place of the plot's own at some positions.

    For a callback. The browser takes the steps over when the turn is another one than it knows.
    """
    kept: dict[str, list[Any]] = st.session_state.setdefault(_KEPT, {})
    kept[changes.plot] = [*changes.steps, *([position, word] for position in positions)]
    st.session_state.setdefault(_TURNS, {})[changes.plot] = turn(changes.plot) + 1


def turn(plot: str) -> int:
    """How often another part of the page has changed a plot's words; what the browser sent before that is past."""
    turns: dict[str, int] = st.session_state.get(_TURNS, {})
    return turns.get(plot, 0)


def identity(explained: Explained) -> str:
    """A name for this plot in these units, words or sentences, as long as neither changes."""
    unit = "sentences" if explained.by_sentence else "words"
    return hashlib.blake2b(f"{unit} {explained.text}".encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()
