"""The model card for people: what a model was trained on, how good it is, and what it should not be used for."""

import pandas as pd

from core.markdown import plain
from core.measure.metrics import MEANING, NAMES
from core.model.folder.card import Card
from train.config import TrainConfig
from train.options import command


def readme(card: Card, config: TrainConfig, per_genre: pd.DataFrame, trained_by: str = "") -> str:
    """Markdown with the metrics, the table of genres, the limits and the command that rebuilds the model.

    ``trained_by``: that command, where it is not the one of ``config``.
    """
    films = card.films or {}
    train, validation, test = (f"{films.get(side, 0):,}" for side in ("train", "validation", "test"))
    rows = [f"| {NAMES[name]} | {card.metrics[name]:.3f} | {meaning} |" for name, meaning in MEANING.items()]
    genres = [
        f"| {plain(g.genre)} | {g.support} | {g.threshold:.2f} | {g.precision:.2f} | {g.recall:.2f} | {g.f1:.2f} |"
        for g in per_genre.itertuples()
    ]
    where = f", on rows where {plain(card.score_where)}" if card.score_where else ""
    how = "at random" if config.split == "random" else "by title"
    return f"""# {card.name}

Reads an English plot summary and gives each of {len(card.genres)} genres a probability of its own.
GloVe vectors, {"a bidirectional" if config.network.bidirectional else "an"} LSTM and, per genre, a threshold tuned on
validation.

- Films: {train} to train, {validation} to validate, {test} to test, split {how}.
{_further(card)}- Scored on {card.scored_films or 0:,} test films{where}.
- Best epoch: {card.best_epoch}{" (stopped by hand)" if card.stopped_early else ""}. Created {card.created[:10]}.
{f"- {plain(config.data_note)}" if config.data_note else ""}

| metric | test | meaning |
|---|---|---|
{chr(10).join(rows)}
{_baseline(card)}
| genre | films | threshold | precision | recall | F1 |
|---|---|---|---|---|---|
{chr(10).join(genres)}

## Limits

Short blurbs and cut-off plots say little; other languages than English are not read. The labels are IMDb's and other
catalogues' genres, which disagree among themselves. It knows films, not episodes. It learnt from
the first {config.max_tokens} words of each plot and reads longer ones in windows of so many. It should not decide alone
what anyone may see: it judges words, not films.

## Trained by

    {trained_by or command(config)}
"""


def _further(card: Card) -> str:
    """How many plots without labels it also learnt from."""
    plots = card.further_plots
    return f"- It also learnt from {plots:,} plots whose genres only its teacher gave.\n" if plots else ""


def _baseline(card: Card) -> str:
    """How TF-IDF + logistic regression does on the same films, where the card knows it."""
    baseline = card.baseline
    if not baseline:
        return ""
    names = ("micro_f1", "macro_f1", "samples_f1", "jaccard", "exact_match", "hamming_loss", "lrap", "map")
    figures = ", ".join(f"{NAMES[name]} {baseline[name]:.3f}" for name in names)
    return f"\nTF-IDF (1-2 grams) + logistic regression on the same films: {figures}.\n"
