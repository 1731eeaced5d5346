"""The contender with most parameters: MiniLM-L6, every layer fine-tuned."""

from typing import TYPE_CHECKING

import numpy as np

from recipe.films import WORK, Films, Scores, load, tight
from train.examples.targets import label_mask

if TYPE_CHECKING:
    from recipe.networks.minilm import FineTuned

FIRST, SECOND = WORK / "teacher", WORK / "teacher-again"  # the checkpoints of the two rounds over plots.csv.gz


def minilm_fine_tuned(films: Films) -> Scores:
    """Fine-tuned for two epochs on the peer's films, over four passes on those of plots.csv.gz."""
    score = on_plots(films) if films.name == "plots" else on_peer(films)
    return score(films.plots("validation")), score(films.plots("test"))


def on_plots(films: Films) -> "FineTuned":
    """Fine-tune on all films of plots.csv.gz, then on the trusted ones, and on both once more; or from the checkpoints.

    Titles of the peer's test films are left out.
    """
    from recipe.networks.minilm import Settings, fine_tune

    peer = load("peer_tmdb8000", "", 1)
    frame, y_true = films.train.reset_index(drop=True), films.y_true("train")
    held_back = frame["title"].map(tight).isin(set(peer.test["title"].map(tight))).to_numpy()
    everything = np.flatnonzero(~held_back)
    trusted = np.flatnonzero(~held_back & (frame["clean"].astype(str) == "1").to_numpy())
    weight = label_mask(frame, y_true, "label_tier")
    examples = (films.plots("train"), y_true.astype(np.float32), weight, [everything, trusted])
    fine_tune(*examples, FIRST)
    return fine_tune(*examples, SECOND, Settings(encoder_rate=1e-4, warm_up=100, seed=17), begin=FIRST)


def on_peer(films: Films) -> "FineTuned":
    """Fine-tune on the peer's training films, or go on from the checkpoint."""
    from recipe.networks.minilm import FEW, fine_tune

    y_true = films.y_true("train").astype(np.float32)
    epoch = np.arange(len(y_true))
    folder = WORK / f"{films.name}-minilm"
    return fine_tune(films.plots("train"), y_true, np.ones_like(y_true), [epoch, epoch], folder, FEW)
