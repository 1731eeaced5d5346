"""A table against another one: what was copied from it, and whether its facts agree."""

import re
from dataclasses import dataclass

import numpy as np
import pandas as pd

from core.errors import TableError
from data import split
from data.quality import repeats
from data.quality.word_sequences import WordSequences, word_sequences


@dataclass(frozen=True)
class Comparison:
    """Plots that share a run of eight words with another table, ``films`` that are there too, and how genres agree."""

    copied: pd.DataFrame
    films: int
    jaccard: float


def compare(frame: pd.DataFrame, plots: WordSequences, other: pd.DataFrame) -> Comparison:
    """Copied runs of eight words; films of the same title, a year apart at most, and their genres' mean Jaccard.

    Where the other table has several such films, the one whose genres agree best counts. Raises TableError when the
    other table has no plots.
    """
    if not len(other):
        raise TableError("The table to compare with is empty. Give one with title, year, plot and genres.")
    copied = repeats.shared_runs(plots, word_sequences(other["plot"]))
    facts: dict[str, list[tuple[int, set[str]]]] = {}
    for title, year, genres in other.loc[other["year"].notna(), ["title", "year", "genres"]].itertuples(index=False):
        facts.setdefault(_key(title), []).append((int(year), set(genres.split("|"))))
    agreement = []
    for title, year, text in frame[["title", "year", "genres"]].itertuples(index=False):
        mine = set(text.split("|"))
        same = [theirs for y, theirs in facts.get(_key(title), []) if not pd.isna(year) and abs(y - int(year)) <= 1]
        if same:
            agreement.append(max(len(mine & theirs) / len(mine | theirs) for theirs in same))
    return Comparison(copied, len(agreement), float(np.mean(agreement)) if agreement else 0.0)


def _key(title: str) -> str:
    return re.sub(r"[^\w]+", " ", split.normalise_title(title))
