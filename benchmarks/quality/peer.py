"""A teacher for the peer's films: a MiniLM-L6 that has read plots.csv.gz, and its answers to those plots.

The teacher of the shipped model, which has seen no title of the peer's test films, is fine-tuned on the peer's training
films. It answers them and the plots of plots.csv.gz, without a title or a plot of the peer's validation or test films.
"""

import pandas as pd

from benchmarks.quality import fine_tuned
from recipe import films
from recipe.films import WORK, Films, tight

SAME = 120  # two plots are the same when their first 120 letters are


def _letters(plots: pd.Series) -> pd.Series:
    return plots.str.lower().str.replace(r"\W+", "", regex=True).str[:SAME]


def unseen(frame: pd.DataFrame, held_back: pd.DataFrame) -> pd.DataFrame:
    """The rows of ``frame`` whose title and plot are none of ``held_back``'s."""
    titles, plots = set(held_back["title"].map(tight)), set(_letters(held_back["plot"]))
    return frame[~frame["title"].map(tight).isin(titles) & ~_letters(frame["plot"]).isin(plots)]


def teacher_settings(peer: Films) -> dict[str, object]:
    """Settings of a network that learns from a teacher: the files of its answers and of its word vectors.

    It answers the peer's training plots and those of plots.csv.gz; made when they are missing.
    """
    from recipe import teacher, word_vectors

    answers, vectors = WORK / f"{peer.name}-teacher.csv.gz", WORK / f"{peer.name}-word-vectors.txt"
    if not answers.exists():
        more = films.shipped()
        teacher.fine_tuned(more)
        minilm = fine_tuned.on_peer(peer, begin=teacher.FOLDER)
        held_back = pd.concat([peer.validation, peer.test])
        plots = [*peer.plots("train"), *unseen(more.train, held_back)["plot"]]
        word_vectors.write(vectors, plots, minilm.pooled)
        teacher.write_answers(answers, plots, peer.genres, minilm)
    return {"teacher": str(answers), "glove": str(vectors)}
