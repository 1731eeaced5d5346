"""Pure: an explanation in, what the coloured plot draws out, as plain lists and numbers for the browser."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from core.explanations import Explanation
from core.explanations.render.html import size, strongest
from core.text import tokenize
from dashboard.charts.palette import genre_color
from dashboard.phrasing import conjunction, percent, points

MOVES = 0.02  # a genre that moves by less is left to the table
MOST_BARS, MOST_NAMED = 6, 3


def words(explanation: Explanation, genre: str) -> dict[str, Any]:
    """The text in pieces, between the words and the words in turn, and how far each word moves the genre.

    Pieces and not positions: a browser counts characters beyond the first 65,536 twice. ``strengths`` are from -1 to 1
    on the scale that all genres share; ``amounts`` are what people read, in ``unit``.
    """
    values = explanation.for_genre(genre)
    return _text(explanation) | {
        "genre": genre,
        "strengths": np.clip(values / strongest(explanation), -1, 1).round(3).tolist(),
        "amounts": [size(value, explanation.scale).split(" ")[0] for value in values],
        "unit": size(0, explanation.scale).split(" ")[1],
    }


def shares(explanation: Explanation, values: NDArray[np.float64], what: str) -> dict[str, Any]:
    """The same for what has no sign: the share of each word [words] in something; ``says`` tells it in words."""
    return _text(explanation) | {
        "genre": f"the share {what}",
        "strengths": (values / (float(values.max(initial=0.0)) or 1.0)).round(3).tolist(),
        "says": [f"{percent(float(value))} {what}" for value in values],
    }


def _text(explanation: Explanation) -> dict[str, Any]:
    pieces: list[str] = []
    position = 0
    for start, end in explanation.spans:
        pieces += [explanation.text[position:start], explanation.text[start:end]]
        position = end
    rest = explanation.text[position:]
    return {
        "pieces": [*pieces, rest],
        "unread": bool(tokenize(rest, 1)),
        "unknown": [i for i, known in enumerate(explanation.known) if not known],
    }


def bars(before: pd.Series, after: pd.Series, chosen: Sequence[set[str]], genre: str) -> list[dict[str, Any]]:
    """Genres to show side by side: ``genre``, those that are won or lost, and those that move most.

    ``before`` and ``after``: probabilities by genre. ``chosen``: the genres that the model gives, before and after.
    """
    moved = (after - before).abs().sort_values(ascending=False)
    turned = chosen[0] ^ chosen[1]
    order = [genre, *(name for name in moved.index if name in turned), *moved[moved >= MOVES].index]
    shown = list(dict.fromkeys(order))[:MOST_BARS]
    return [
        {
            "genre": name,
            "before": round(float(before[name]), 4),
            "after": round(float(after[name]), 4),
            "moves": f"{percent(before[name])} → {percent(after[name])}",
            "note": "" if name not in turned else "now given" if name in chosen[1] else "no longer given",
            "color": genre_color(name),
        }
        for name in sorted(shown, key=lambda name: -float(before[name]))
    ]


def told(own: Sequence[str], changes: Mapping[int, str], genre: str, before: float, after: float) -> str:
    """The changes in one sentence: Without “ghost”: Horror goes from 71 % to 32 % (−39 points).

    ``own``: the plot's own words; ``changes``: other words by position, or none (empty).
    """
    gone = [f"“{own[i]}”" for i, word in changes.items() if not word]
    other = [f"“{word}” for “{own[i]}”" for i, word in changes.items() if word]
    parts = [f"without {conjunction(gone)}"] if gone else []
    parts += [f"with {conjunction(other)}"] if other else []
    if len(changes) > MOST_NAMED or any(len(own[i]) > 40 for i in changes):
        parts = [f"with {len(changes)} change{'s' if len(changes) > 1 else ''}"]
    what = " and ".join(parts)
    moves = f"from {percent(before)} to {percent(after)} ({points(before, after)})"
    return f"{what[0].upper()}{what[1:]}: {genre} goes {moves}."
