"""An explanation to take away: one self-contained HTML page, light or dark as the reader's system is, or JSON."""

from collections.abc import Mapping, Sequence
from html import escape

import numpy as np

from ..explanation import Explanation
from .html import legend, size, strongest
from .html import to_html as highlighted
from .sentence import percent, sentence

_STYLE = """
:root{color-scheme:light dark;--paper:#FCFBF8;--panel:#F1EEE7;--ink:#1E2326;--quiet:#5F6468;--bar:#0B6E6E}
@media (prefers-color-scheme:dark){:root{--paper:#15191C;--panel:#20262A;--ink:#ECE9E2;--quiet:#A5ABB0;--bar:#5CC4BE}}
body{background:var(--paper);color:var(--ink);font:16px/1.6 system-ui,sans-serif;max-width:52rem;margin:2rem auto;
padding:0 1rem}
h1{font:600 1.7rem Georgia,serif;margin:0 0 1rem}h2{font:600 1.15rem Georgia,serif;margin:1.6rem 0 .4rem}
.bars{display:grid;grid-template-columns:max-content 1fr max-content;gap:.25rem .7rem;align-items:center}
.bars a{color:inherit}.track{background:var(--panel);border-radius:4px;height:.8rem}
.track i{display:block;background:var(--bar);border-radius:4px;height:100%}
.plot{background:var(--panel);border-radius:6px;padding:.9rem 1.1rem}
.plot span:focus{outline:2px solid var(--bar)}
table{border-collapse:collapse;margin-top:.6rem}th,td{padding:.1rem 1.2rem .1rem 0;text-align:left}
td.n{text-align:right;font-variant-numeric:tabular-nums}.quiet{color:var(--quiet);font-size:.9rem}
.columns{display:flex;flex-wrap:wrap;gap:0 3rem}
@media print{.plot span{print-color-adjust:exact;-webkit-print-color-adjust:exact}}
"""


def _bars(explanation: Explanation, shown: Sequence[str], meanings: Mapping[str, str]) -> str:
    """A bar for every genre, most probable first; those that are explained link to their section.

    Hovering over a probability, or focusing it, tells what it means.
    """
    rows = []
    for g in np.argsort(-explanation.probabilities, kind="stable"):
        name, probability = explanation.output_names[g], float(explanation.probabilities[g])
        text = escape(name, quote=True)
        title = f'<a href="#{text}">{text}</a>' if name in shown else text
        track = f'<span class="track"><i style="width:{100 * probability:.1f}%"></i></span>'
        told = escape(meanings.get(name, ""), quote=True)
        means = f' tabindex="0" title="{told}" aria-label="{percent(probability)}. {told}"' if told else ""
        rows.append(f"<span>{title}</span>{track}<span{means}>{percent(probability)}</span>")
    return f'<div class="bars">{"".join(rows)}</div>'


def _table(explanation: Explanation, genre: str, sign: int, count: int = 8) -> str:
    rows = "".join(
        f'<tr><td>{escape(word.word, quote=True)}</td><td class="n">{size(word.value, explanation.scale)}</td></tr>'
        for word in explanation.top_words(genre, count, sign)
    )
    heading = "Raises" if sign > 0 else "Lowers"
    return f"<table><tr><th>{heading}</th><th></th></tr>{rows or '<tr><td>no word</td><td></td></tr>'}</table>"


def _section(explanation: Explanation, genre: str, limit: float) -> str:
    g, name = explanation.column(genre), escape(genre, quote=True)
    told = sentence(explanation, genre, emphasis=lambda word: f"\x02{word}\x03")
    told = escape(told, quote=True).replace("\x02", "<em>").replace("\x03", "</em>")
    parts = [explanation.base_values[g], explanation.values[:, g].sum(), explanation.gaps[g], explanation.outputs[g]]
    base, words, rest, full = (f"{value:+.3f}" for value in parts)
    return (
        f'<section id="{name}"><h2>{name}</h2><p>{told}</p>{highlighted(explanation, genre, limit)}'
        f'<div class="columns">{_table(explanation, genre, 1)}{_table(explanation, genre, -1)}</div>'
        f'<p class="quiet">Without any word {base}, the words {words}, together {rest}, the plot {full}'
        f" ({explanation.scale.replace('_', '-')}).</p></section>"
    )


def to_html(
    explanation: Explanation,
    genres: Sequence[str] | None = None,
    meanings: Mapping[str, str] | None = None,
    poster: str = "",
) -> str:
    """One page that needs no other file and runs no script: bars, and for each of ``genres`` its words.

    ``genres``: the most probable one by default. ``meanings``: genre -> what its probability meant on test films.
    ``poster``: the section of a poster beside the plot, in HTML (:func:`core.posters.picture.section`).
    Raises ValueError for a genre that the explanation doesn't have.
    """
    shown = list(genres or [explanation.output_names[int(explanation.probabilities.argmax())]])
    limit = strongest(explanation)
    sections = "".join(_section(explanation, genre, limit) for genre in shown)
    reading = (
        f'<p class="reading">{escape(explanation.reading.sentence, quote=True)}</p>' if explanation.reading else ""
    )
    cost = f"{explanation.method}, {explanation.evaluations} evaluations, {explanation.seconds:.2f} s"
    model = f" Model: {explanation.model}." if explanation.model else ""
    bars = _bars(explanation, shown, meanings or {})
    alone = '<p class="quiet">By the plot alone; the poster is at the end.</p>' if poster else ""
    return (
        '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1"><title>GenreLens: an explanation</title>'
        f"<style>{_STYLE}</style></head><body><h1>Which words said so</h1>{reading}{bars}{alone}"
        f'<p class="quiet">{legend()}</p>{sections}{poster}'
        f'<p class="quiet">Attributions by {escape(f"{cost}.{model}")}</p>'
        "</body></html>"
    )


def to_json(explanation: Explanation, genres: Sequence[str] | None = None) -> str:
    """The JSON of ``python -m core explain --json``."""
    return explanation.to_json(genres)
