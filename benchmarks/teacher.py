"""python -m benchmarks.teacher: the probabilities that the shipped model learns from, as a table of plots.

A MiniLM-L6 is fine-tuned on the training films of plots.csv.gz: once over all, then once over the trusted ones. Titles
of the peer's test split are left out, so that what learns from this teacher can be measured there. Needs
requirements-quality.txt; goes on where it was interrupted.
"""

from pathlib import Path

import numpy as np
import pandas as pd

from benchmarks import word_vectors
from benchmarks.films import TEACHER, VECTORS, WORK, Films, load, tight
from benchmarks.minilm import FineTuned, Settings, fine_tune
from benchmarks.pieces import pieces
from core.calibration import sigmoid
from train.targets import known

AGAIN = Settings(encoder_rate=1e-4, warm_up=100, seed=17)  # the second time over the films, in another order


def fine_tuned(films: Films) -> list[FineTuned]:
    """Two teachers, fine-tuned or from their checkpoints: the second goes on where the first has ended."""
    peer = load("peer_tmdb8000", "", 1)
    frame, y_true = films.train.reset_index(drop=True), films.y_true("train")
    held_back = frame["title"].map(tight).isin(set(peer.test["title"].map(tight))).to_numpy()
    everything = np.flatnonzero(~held_back)
    trusted = np.flatnonzero(~held_back & (frame["clean"].astype(str) == "1").to_numpy())
    weight = known(frame, y_true, "label_tier")
    lesson = (films.plots("train"), y_true.astype(np.float32), weight, [everything, trusted])
    first = fine_tune(*lesson, WORK / "teacher")
    again = fine_tune(*lesson, WORK / "teacher-again", AGAIN, begin=WORK / "teacher")
    return [first, again]


def write_answers(path: Path, plots: list[str], genres: list[str], teachers: list[FineTuned]) -> None:
    """Write plot and p_<Genre>, from the mean of the teachers' log-odds."""
    answered = sigmoid(np.mean([teacher(plots) for teacher in teachers], axis=0))
    table = pd.DataFrame(answered.round(5), columns=[f"p_{genre}" for genre in genres])
    table.insert(0, "plot", plots)
    table.to_csv(path, index=False)


def main() -> None:
    """Write what the shipped model learns from beside the labels: the answers and the word vectors."""
    films = load("plots", "clean=1", 300)
    teachers = fine_tuned(films)
    plots = [*films.plots("train"), *dict.fromkeys(pieces(films.train["plot"]))]
    word_vectors.write(VECTORS, plots, teachers[-1].pooled)
    write_answers(TEACHER, plots, films.genres, teachers)
    print(TEACHER, VECTORS)


if __name__ == "__main__":
    main()
