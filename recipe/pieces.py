"""Further plots for a teacher to answer: each training plot once more, cut short, spliced, or with sentences left out.

Tang et al. (2019) let a transformer answer made-up sentences, because what it says of them is what a small student has
to learn, and labels aren't needed.
"""

import re

import numpy as np
import pandas as pd
from numpy.typing import NDArray

CUT, SPLICED = (0.4, 0.8), (0.4, 0.6)  # share of a plot's words that is kept
FEWEST, MOST = 5, 160  # words
LEFT_OUT = 0.4  # chance of each sentence


def _piece(words: list[str], share: tuple[float, float], rng: np.random.Generator) -> list[str]:
    """A run of the words, of a length drawn between the two shares."""
    words = words[:MOST]
    length = max(FEWEST, round(len(words) * rng.uniform(*share)))
    start = rng.integers(0, max(len(words) - length, 0) + 1)
    return words[start : start + length]


def pieces(plots: pd.Series, seed: int = 7) -> list[str]:
    """One piece of each plot: of every second one a run of its words, of the others a run and one of another plot."""
    rng = np.random.default_rng(seed)
    words = plots.str.split().tolist()
    others = rng.permutation(len(words))
    texts = []
    for i, own in enumerate(words):
        spliced = i % 2 == 1
        piece = _piece(own, SPLICED if spliced else CUT, rng)
        texts.append(" ".join(piece + (_piece(words[others[i]], SPLICED, rng) if spliced else [])))
    return texts


def origins(count: int, seed: int = 7) -> NDArray[np.intp]:
    """The rows of the plots that each of the pieces of ``count`` plots is made of, [count, 2]."""
    rows = np.arange(count)
    others = np.random.default_rng(seed).permutation(count)
    return np.stack([rows, np.where(rows % 2 == 1, others, rows)], axis=1)


def sentence_dropout(plots: list[str], seed: int = 7) -> list[str]:
    """Each plot with some of its sentences left out, at least one of them left in; a single sentence stays."""
    rng = np.random.default_rng(seed)
    texts = []
    for plot in plots:
        sentences = re.split(r"(?<=[.!?])\s+", plot.strip())
        stays = rng.random(len(sentences)) >= LEFT_OUT
        if len(sentences) > 1 and not stays.any():
            stays[rng.integers(len(sentences))] = True
        shorter = " ".join(sentence for sentence, stay in zip(sentences, stays, strict=True) if stay)
        texts.append(plot if len(sentences) == 1 or stays.all() else shorter)
    return texts
