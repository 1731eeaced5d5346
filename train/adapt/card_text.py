"""The card for people of an adapted model: what it was adapted from, on how many films, and how good it is."""

from collections.abc import Sequence

import pandas as pd

from core.markdown import plain
from core.measure.metrics import MEANING, NAMES
from core.model.folder.card import Card


def readme(card: Card, per_label: pd.DataFrame, guesses: Sequence[str], whole: bool) -> str:
    """Markdown with the source, the films, the metrics, the table of labels and the limits.

    ``whole``: the whole network was tuned, not a head alone.
    """
    films = card.films or {}
    learnt, test = films.get("train", 0), films.get("test", 0)
    measured = f"Measured on {test:,} test films"
    if not test:
        measured = f"Measured by cross-validation on the same {learnt:,} films"
        if whole:
            measured = "Measured on a fifth of them, with a network that had learnt from the others"
    network = "The network that reads the plot is the source model's; what it makes of the plot is new."
    if whole:
        network = "The whole network, which began as the source model's, has learnt them."
    rows = [f"| {NAMES[name]} | {card.metrics[name]:.3f} | {meaning} |" for name, meaning in MEANING.items()]
    labels = [
        f"| {plain(g.genre)} | {g.support} | {g.threshold:.2f} | {g.precision:.2f} | {g.recall:.2f} | {g.f1:.2f} |"
        for g in per_label.itertuples()
    ]
    few = f"\nLabels of one to four films, which are little more than guesses: {plain(', '.join(guesses))}.\n"
    return f"""# {plain(card.name)}

Gives each of {len(card.genres)} labels a probability of its own. Adapted from {plain(card.adapted_from or "")}, on
{learnt:,} films. {network}

- {measured}. Created {card.created[:10]}.
{few if guesses else ""}
| metric | value | meaning |
|---|---|---|
{chr(10).join(rows)}

| label | films | threshold | precision | recall | F1 |
|---|---|---|---|---|---|
{chr(10).join(labels)}

## Limits

It knows plots as its source does, and the labels from {learnt:,} films only. A label that is not about the plot, such
as where a film was made, can't be read in it. It should not decide alone what anyone may see.
"""
