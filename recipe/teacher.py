"""python -m recipe.teacher: what the shipped model learns from beside the labels: probabilities and word vectors.

A MiniLM-L6 is fine-tuned on the training films of plots.csv.gz: over all, then over the trusted ones, and both once
more. It answers those plots and pieces of them. Titles of the peer's test split are left out, so that what learns from
this teacher can be measured there. Needs the packages of `make teacher`; an interrupted fine-tuning goes on.
"""

from pathlib import Path

import numpy as np
import pandas as pd

from core.model.calibration import sigmoid
from recipe import word_vectors
from recipe.films import TEACHER, VECTORS, WORK, Films, load, tight
from recipe.minilm import FineTuned, Settings, fine_tune
from recipe.pieces import pieces
from train.examples.targets import label_mask

FIRST, FOLDER = WORK / "teacher", WORK / "teacher-again"
AGAIN = Settings(encoder_rate=1e-4, warm_up=100, seed=17)  # the second time over the films, in another order


def fine_tuned(films: Films) -> FineTuned:
    """Fine-tune twice, or go on from the checkpoints: the second time begins with what the first has learnt."""
    peer = load("peer_tmdb8000", "", 1)
    frame, y_true = films.train.reset_index(drop=True), films.y_true("train")
    held_back = frame["title"].map(tight).isin(set(peer.test["title"].map(tight))).to_numpy()
    everything = np.flatnonzero(~held_back)
    trusted = np.flatnonzero(~held_back & (frame["clean"].astype(str) == "1").to_numpy())
    weight = label_mask(frame, y_true, "label_tier")
    lesson = (films.plots("train"), y_true.astype(np.float32), weight, [everything, trusted])
    fine_tune(*lesson, FIRST)
    return fine_tune(*lesson, FOLDER, AGAIN, begin=FIRST)


def write_answers(path: Path, plots: list[str], genres: list[str], teacher: FineTuned) -> None:
    """Write plot and p_<Genre>."""
    table = pd.DataFrame(sigmoid(teacher(plots)).round(5), columns=[f"p_{genre}" for genre in genres])
    table.insert(0, "plot", plots)
    table.to_csv(path, index=False)


def main() -> None:
    """Write what the shipped model learns from beside the labels: the answers and the word vectors."""
    films = load("plots", "clean=1", 300)
    teacher = fine_tuned(films)
    plots = [*films.plots("train"), *dict.fromkeys(pieces(films.train["plot"]))]
    word_vectors.write(VECTORS, plots, teacher.pooled)
    write_answers(TEACHER, plots, films.genres, teacher)
    print(TEACHER, VECTORS)


if __name__ == "__main__":
    main()
