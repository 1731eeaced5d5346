"""A teacher for the peer's films: a MiniLM-L6 that has read plots.csv.gz, and its answers to those plots.

The MiniLM-L6 of plots.csv.gz, which has seen no title of the peer's test films, is fine-tuned on the peer's training
films. It answers them and the plots of plots.csv.gz, without a title or a plot of the peer's validation or test films.
"""

import pandas as pd

from benchmarks.quality import fine_tuned
from recipe import films
from recipe.films import WORK, Films, unseen


def teacher_settings(peer: Films) -> dict[str, object]:
    """Settings of a network that learns from a teacher: the files of its answers and of its word vectors.

    It answers the peer's training plots and those of plots.csv.gz; made when they are missing.
    """
    from recipe import word_vectors
    from recipe.answers import stored

    answers, vectors = WORK / f"{peer.name}-teacher.csv.gz", WORK / f"{peer.name}-word-vectors.txt"
    if not answers.exists():
        more = films.shipped()
        fine_tuned.on_plots(more)
        minilm = fine_tuned.on_peer(peer, begin=fine_tuned.SECOND)
        held_back = pd.concat([peer.validation, peer.test])
        plots = [*peer.plots("train"), *unseen(more.train, held_back)["plot"]]
        vocabulary = word_vectors.vocabulary(plots)
        own = minilm.pooled(list(vocabulary.words[2:]))
        word_vectors.write(vectors, vocabulary, word_vectors.principal_components(own))
        stored.write_table(answers, plots, peer.genres, minilm(plots))
    return {"teacher": str(answers), "glove": str(vectors)}
