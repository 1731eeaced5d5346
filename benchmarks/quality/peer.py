"""A teacher for the peer's films: what it says of plots is kept in recipe/answers, and joined with their texts here.

It is the shipped model's teacher, which has seen no title of the peer's test films, fine-tuned on the peer's training
films. It answers them and the plots of plots.csv.gz, without a title or a plot of the peer's validation or test films.
"""

import numpy as np
import pandas as pd

from recipe import films, word_vectors
from recipe.answers import stored
from recipe.films import WORK, Films, unseen

PLOTS, WORDS = "peer", "peer-words"  # files of recipe/answers


def teacher_settings(peer: Films) -> dict[str, object]:
    """Settings of a network that learns from the teacher: the files of its answers and of its word vectors.

    A word that the teacher has not read has zeros for the teacher's dimensions.
    """
    answers, vectors = WORK / f"{peer.name}-teacher.csv.gz", WORK / f"{peer.name}-word-vectors.txt"
    held_back = pd.concat([peer.validation, peer.test])
    plots = [*peer.plots("train"), *unseen(films.shipped().train, held_back)["plot"]]
    answered, log_odds, genres = stored.load(stored.FOLDER, PLOTS, plots)
    assert genres == peer.genres, f"{PLOTS}.npz has other genres"
    stored.write_table(answers, answered, genres, log_odds)
    vocabulary = word_vectors.vocabulary(plots)
    words, own, _ = stored.load(stored.FOLDER, WORDS, list(vocabulary.words[2:]))
    by_word = pd.DataFrame(own, index=words).reindex(vocabulary.words[2:], fill_value=0)
    word_vectors.write(vectors, vocabulary, np.asarray(by_word))
    return {"teacher": str(answers), "glove": str(vectors)}
