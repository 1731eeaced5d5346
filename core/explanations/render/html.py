"""An explanation as HTML: the text as typed, each word tinted by the sign and strength of its attribution.

Pure: an Explanation in, escaped HTML out. Colours are translucent, so that they read on light and dark pages; the sign
is told by the underline (solid raises, dashed lowers) and by the word's own label as well as by the colour.
"""

from html import escape

import numpy as np

from ...text import tokenize
from ..explanation import Explanation

RAISES, LOWERS = "47,127,193", "217,113,28"  # blue and orange, told apart by colour-blind people
STRONGEST, FAINTEST = 0.55, 0.04  # opacity of the strongest word; share of it below which a word stays plain


def strongest(explanation: Explanation) -> float:
    """The largest attribution, either sign, over all genres: the scale that all genres share."""
    return float(np.abs(explanation.values).max(initial=0.0)) or 1.0


def size(value: float, scale: str) -> str:
    """A signed attribution in words: percentage points, or log-odds."""
    return f"{100 * value:+.1f} points" if scale == "probability" else f"{value:+.2f} log-odds"


def label(explanation: Explanation, position: int, genre: str) -> str:
    """What hovering over a word, focusing it or reading it aloud tells."""
    value = float(explanation.for_genre(genre)[position])
    verb = "raises" if value > 0 else "lowers" if value < 0 else "doesn't move"
    unknown = "" if explanation.known[position] else "; not in the model's vocabulary"
    return f"{explanation.data[position]}: {verb} {genre}, {size(value, explanation.scale)}{unknown}"


def _style(strength: float, known: bool) -> str:
    """The inline style of a word; ``strength`` from -1 to 1."""
    styles = ["border-radius:3px", "padding:1px 0"]
    if abs(strength) >= FAINTEST:
        colour, line = (RAISES, "solid") if strength > 0 else (LOWERS, "dashed")
        styles += [
            f"background-color:rgba({colour},{STRONGEST * abs(strength):.3f})",
            f"border-bottom:2px {line} rgba({colour},{0.35 + 0.65 * abs(strength):.3f})",
        ]
    if not known:
        styles.append("outline:1px dotted rgba(128,128,128,.9)")
    return ";".join(styles)


def to_html(explanation: Explanation, genre: str, limit: float | None = None) -> str:
    """The text as one ``div``, each word a focusable ``span`` with its number in ``title`` and ``aria-label``.

    ``limit``: the attribution that gets the full tint; by default the strongest over all genres, so that genres can
    be compared. What the model did not read follows in grey.
    """
    limit = limit or strongest(explanation)
    values, text, position = explanation.for_genre(genre), explanation.text, 0
    pieces = ['<div class="plot" style="white-space:pre-wrap;overflow-wrap:anywhere;line-height:1.9">']
    for i, (start, end) in enumerate(explanation.spans):
        told = escape(label(explanation, i, genre), quote=True)
        style = _style(float(np.clip(values[i] / limit, -1, 1)), explanation.known[i])
        pieces.append(escape(text[position:start], quote=True))
        pieces.append(f'<span tabindex="0" role="note" title="{told}" aria-label="{told}" style="{style}">')
        pieces.append(f"{escape(text[start:end], quote=True)}</span>")
        position = end
    rest = escape(text[position:], quote=True)
    pieces.append(f'<span style="opacity:.55">{rest}</span></div>' if tokenize(text[position:], 1) else f"{rest}</div>")
    return "".join(pieces)


def legend() -> str:
    """What the marks mean, as one line of HTML."""
    marks = ((_style(0.7, True), "raises"), (_style(-0.7, True), "lowers"), (_style(0, False), "unknown to the model"))
    return " &nbsp; ".join(f'<span style="{style}">{text}</span>' for style, text in marks)
