"""What a promotion would change: films whose labels change, gained and lost by label, and the words behind some."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from core.errors import TableError
from core.explanations import DEFAULT_METHOD, explain
from core.explanations.render.sentence import percent
from core.measure import report
from core.measure.metrics import NAMES
from core.model.classifier import GenreClassifier, Progress
from core.tables.columns.choice import Columns, apply
from core.tables.films import plot_texts, texts
from data import split

MOST, SAMPLE, WORDS = 3_000, 8, 5  # films that are compared, films and words that are shown
STEP = 128  # films at once
FIGURES = ("micro_f1", "macro_f1", "map")
DRAWS = 300


@dataclass(frozen=True)
class Changes:
    """``films`` were compared; ``changed`` are those with other labels: title, before, after. ``labels``: label, before
    and after (films that have it), gained, lost; those that change most come first.
    """

    films: int
    changed: pd.DataFrame
    labels: pd.DataFrame

    @property
    def sentence(self) -> str:
        """How much changes."""
        if not len(self.changed):
            return f"None of {self.films:,} films gets other labels."
        share = percent(len(self.changed) / self.films)
        return f"{len(self.changed):,} of {self.films:,} films ({share}) get other labels."


def films(frame: pd.DataFrame, name: str) -> pd.DataFrame:
    """Up to :data:`MOST` films of a table, drawn at random: title and plot. Raises TableError without any plot."""
    chosen = apply(frame, Columns(), name, ["plot"])
    plots = plot_texts(chosen["plot"])
    titles = texts(chosen["title"]) if "title" in chosen else [f"Row {number + 1}" for number in range(len(chosen))]
    result = pd.DataFrame({"title": list(titles), "plot": list(plots)})
    result = result[result["plot"] != ""]
    if result.empty:
        raise TableError(f"{name} has no row with a plot. Choose a file with one plot a row.")
    rows = np.sort(np.random.default_rng(0).permutation(len(result))[:MOST])
    return result.iloc[rows].reset_index(drop=True)


def changes(
    new: GenreClassifier, old: GenreClassifier, chosen: pd.DataFrame, progress: Progress = lambda share: None
) -> Changes:
    """What ``new`` would change of what ``old`` gives the films (title, plot). ``progress`` is told the share done."""
    plots = chosen["plot"].tolist()
    before = _tagged(old, plots, lambda share: progress(share / 2))
    after = _tagged(new, plots, lambda share: progress((1 + share) / 2))
    rows = [i for i, (one, other) in enumerate(zip(before, after, strict=True)) if set(one) != set(other)]
    changed = pd.DataFrame(
        {
            "title": chosen["title"].iloc[rows].tolist(),
            "plot": [plots[i] for i in rows],
            "before": [before[i] for i in rows],
            "after": [after[i] for i in rows],
        }
    )
    return Changes(len(plots), changed, _by_label(before, after))


def _tagged(model: GenreClassifier, plots: Sequence[str], progress: Progress) -> list[list[str]]:
    labels: list[list[str]] = []
    for start in range(0, len(plots), STEP):
        labels += model.predict(plots[start : start + STEP])
        progress(len(labels) / len(plots))
    return labels


def _by_label(before: Sequence[Sequence[str]], after: Sequence[Sequence[str]]) -> pd.DataFrame:
    first, second = (Counter(label for labels in side for label in labels) for side in (before, after))
    pairs = [(set(one), set(other)) for one, other in zip(before, after, strict=True)]
    gained = Counter(label for one, other in pairs for label in other - one)
    lost = Counter(label for one, other in pairs for label in one - other)
    labels = sorted(first | second, key=lambda label: (-gained[label] - lost[label], label))
    counts = [(label, first[label], second[label], gained[label], lost[label]) for label in labels]
    return pd.DataFrame(counts, columns=["label", "before", "after", "gained", "lost"])


def sample(
    new: GenreClassifier,
    old: GenreClassifier,
    found: Changes,
    count: int = SAMPLE,
    progress: Progress = lambda share: None,
) -> pd.DataFrame:
    """Some of the changed films, drawn at random: title, change (``+ Horror: grave, blood``), before and after.

    Words of a label that is gained are those that raise it most for the new model, of one that is lost for the old.
    """
    rows = np.sort(np.random.default_rng(0).permutation(len(found.changed))[:count])
    drawn = found.changed.iloc[rows]
    parts = []
    for title, plot, one, other in zip(*(drawn[name].tolist() for name in drawn), strict=True):
        gained, lost = [label for label in other if label not in one], [label for label in one if label not in other]
        told = _told("+", new, plot, gained) + _told("-", old, plot, lost)
        parts.append((title, "; ".join(told), ", ".join(one), ", ".join(other)))
        progress(len(parts) / len(drawn))
    return pd.DataFrame(parts, columns=["title", "change", "before", "after"])


def _told(sign: str, model: GenreClassifier, plot: str, labels: Sequence[str]) -> list[str]:
    """Each label with its words. The plot is explained once, for an explanation holds all labels."""
    if not labels:
        return []
    explanation = explain(model, plot, DEFAULT_METHOD)
    told = []
    for label in labels:
        words = dict.fromkeys(word.word.lower() for word in explanation.top_words(label, WORDS, sign=1))
        told.append(f"{sign} {label}" + (f" ({', '.join(words)})" if words else ""))
    return told


def verdicts(new: GenreClassifier, old: GenreClassifier, frame: pd.DataFrame, name: str) -> dict[str, str]:
    """Metric -> whether ``new`` is better on labelled films, by the paired bootstrap; a reason where that is unknown.

    Only films of a table with genres can be scored, those of its test side where it has one, or where one of the models
    was trained on it; and only models of the same labels compared.
    """
    try:
        chosen = apply(frame, Columns(), name, list(report.WANTED))
        side = _sides(chosen, name, (new, old))
        chosen = chosen if side is None or not (side == "test").any() else chosen[side == "test"]
        drawn = chosen.iloc[np.sort(np.random.default_rng(0).permutation(len(chosen))[:MOST])]
        scored = report.label(drawn.reset_index(drop=True), [str(genre) for genre in new.classes_], name)
        found = report.against(new, old, scored, DRAWS)
    except TableError as error:
        return {"Not compared": str(error)}
    return {NAMES[metric]: found[metric] for metric in FIGURES}


def _sides(frame: pd.DataFrame, name: str, models: Sequence[GenreClassifier]) -> "pd.Series | None":
    """The side of each film: the table's own, or as the first of the models was trained on it, if one was."""
    own = split.own_split(frame)
    trained = [model.artifact for model in models if Path(model.artifact.card.data).name == Path(name).name]
    if own is not None or not trained:
        return own
    config = trained[0].config
    return split.assign(frame, config.get("split", "title"), seed=config.get("seed", 7))
