"""An explanation as the output of a notebook's cell: the most probable genres, each with its coloured words.

Pure: an Explanation in, escaped HTML without scripts or style sheets out. It takes text colour and background from the
notebook, so it reads in its light and its dark theme.
"""

from html import escape

import numpy as np

from ..explanation import Explanation
from .html import legend, strongest
from .html import to_html as highlighted
from .sentence import percent, sentence

GENRES, LISTED = 3, 6  # genres with their words; genres that are listed with their probabilities
# Notebooks set what stands between dollar signs as mathematics, unless a class tells them not to.
_PLAIN = 'class="tex2jax_ignore mathjax_ignore"'
_QUIET = "margin:.4em 0;font-size:.9em;opacity:.8"


def to_html(explanation: Explanation) -> str:
    """One ``div``: the listed probabilities, the first genre's words, and the next genres' folded below them."""
    order = np.argsort(-explanation.probabilities, kind="stable")
    names = [explanation.output_names[g] for g in order]
    shares = [percent(float(explanation.probabilities[g])) for g in order]
    listed = ", ".join(f"{name} {share}" for name, share in zip(names[:LISTED], shares, strict=False))
    rest = f" and {len(names) - LISTED} less likely" if len(names) > LISTED else ""
    first, *others = (_genre(explanation, name) for name in names[:GENRES])
    folded = "".join(
        f'<details style="margin:.4em 0"><summary style="cursor:pointer">{_text(f"{name}, {share}")}</summary>{words}'
        "</details>"
        for name, share, words in zip(names[1:], shares[1:], others, strict=False)
    )
    how = f"By {explanation.method.replace('_', ' ')}, in {explanation.scale.replace('_', '-')}."
    model = f" Model: {explanation.model}." if explanation.model else ""
    reading = f'<p style="{_QUIET}">{_text(explanation.reading.sentence)}</p>' if explanation.reading else ""
    return (
        f'<div {_PLAIN} style="color:inherit;max-width:52em"><p style="margin:.4em 0"><b>{_text(listed)}</b>{rest}</p>'
        f'{reading}{first}{folded}<p style="{_QUIET}">{legend()}</p><p style="{_QUIET}">{_text(how + model)}</p></div>'
    )


def _genre(explanation: Explanation, genre: str) -> str:
    told = sentence(explanation, genre, emphasis="“{}”".format)
    words = highlighted(explanation, genre, strongest(explanation))
    return f'<p style="margin:.4em 0">{_text(told)}</p>{words}'


def _text(text: str) -> str:
    return escape(text, quote=True)
