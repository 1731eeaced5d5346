"""The texts that the teacher answers, by name, and the films that it must not know.

Neither a title nor a plot of a validation or test film of plots.csv.gz, or of the peer's test films, is learnt or
answered: what learns from this teacher can be measured on all of them.
"""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data import split
from data.sources import registry
from recipe.films import Films, load, unseen
from recipe.pieces import origins, pieces, sentence_dropout
from recipe.shared import SHARED

PLOTS = "plots"
SEEDS = {"pieces-7": 7, "pieces-8": 8, "pieces-9": 9}
OWN_LABELS, SHORTER = "own-labels", "sentence-dropout-7"
NAMES = (PLOTS, *SEEDS, SHORTER, OWN_LABELS)


def learnable(films: Films) -> NDArray[np.bool_]:
    """Which training films share neither title nor plot with a film that is held back, [films]."""
    table = registry.load(str(films.path)).frame
    held_back = pd.concat([table[split.assign(table) != "train"], load("peer_tmdb8000", "", 1).test])
    return films.train.index.isin(unseen(films.train, held_back).index)


def answerable(films: Films) -> dict[str, list[str]]:
    """The texts for the teacher, each once, under the names of ``NAMES``."""
    plots, allowed = films.plots("train"), learnable(films)
    texts = {PLOTS: _each_once(plots, allowed)}
    for name, seed in SEEDS.items():
        texts[name] = _each_once(pieces(films.train["plot"], seed), np.all(allowed[origins(len(plots), seed)], axis=1))
    shorter = sentence_dropout(plots)
    changed = np.array([text != plot for text, plot in zip(shorter, plots, strict=True)])
    texts[SHORTER] = _each_once(np.array(shorter, dtype=object)[changed].tolist(), allowed[changed])
    return texts | {OWN_LABELS: _own_labels(films)}


def spelt(films: Films) -> list[str]:
    """The texts whose words the shipped model knows: the training plots and their pieces."""
    return [*films.plots("train"), *dict.fromkeys(pieces(films.train["plot"]))]


def _each_once(texts: list[str], allowed: NDArray[np.bool_]) -> list[str]:
    """The allowed texts, without those that a film held back has too."""
    others = {text for text, may in zip(texts, allowed, strict=True) if not may}
    return list(dict.fromkeys(text for text in texts if text not in others))


def _own_labels(films: Films) -> list[str]:
    """Plots of another catalogue with labels of its own, to be answered with the genres."""
    own = pd.read_csv(SHARED / "own_labels.csv.gz", dtype=str).fillna("")
    table, peer = registry.load(str(films.path)).frame, load("peer_tmdb8000", "", 1)
    held_back = [table[split.assign(table) != "train"], peer.validation, peer.test, own[own["split"] == "test"]]
    return list(dict.fromkeys(unseen(own[own["split"] == "train"], pd.concat(held_back))["plot"]))
