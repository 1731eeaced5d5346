"""More for the peer's films: a teacher that has read plots.csv.gz, and its answers to those plots.

The teacher of the shipped model, which has seen no title of the peer's test films, is fine-tuned on the peer's training
films. It answers them and the plots of plots.csv.gz, without a title or a plot of the peer's validation or test films.
"""

import pandas as pd

from benchmarks.quality import contenders
from recipe.films import WORK, Films, load, tight

SAME = 120  # letters from which on two plots count as one


def _letters(plots: pd.Series) -> pd.Series:
    return plots.str.lower().str.replace(r"\W+", "", regex=True).str[:SAME]


def unseen(frame: pd.DataFrame, held_back: pd.DataFrame) -> pd.DataFrame:
    """The rows of ``frame`` whose title and plot are none of ``held_back``'s."""
    titles, plots = set(held_back["title"].map(tight)), set(_letters(held_back["plot"]))
    return frame[~frame["title"].map(tight).isin(titles) & ~_letters(frame["plot"]).isin(plots)]


def taught(peer: Films) -> dict[str, object]:
    """Settings of a network that learns from a teacher: its answers to the peer's training plots and to the further
    ones, and its word vectors.
    """
    from recipe import teacher, word_vectors

    answers, vectors = WORK / f"{peer.name}-teacher.csv.gz", WORK / f"{peer.name}-word-vectors.txt"
    if not answers.exists():
        more = load("plots", "clean=1", 300)
        teacher.fine_tuned(more)
        minilm = contenders.peer_minilm(peer, begin=teacher.FOLDER)
        held_back = pd.concat([peer.validation, peer.test])
        plots = [*peer.plots("train"), *unseen(more.train, held_back)["plot"]]
        word_vectors.write(vectors, plots, minilm.pooled)
        teacher.write_answers(answers, plots, peer.genres, minilm)
    return {"teacher": str(answers), "glove": str(vectors)}
