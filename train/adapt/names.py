"""What the name of a label says before any film has it: plots with words like those of its name may be its films."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from core.model.classifier import GenreClassifier
from core.model.folder.layout import LAYOUT
from core.model.network.presets import EMBEDDING
from core.text import UNKNOWN_ID, words

SIMILAR = 0.3  # the cosine from which a word counts; measured, as .4 was
MOST_WEIGHTS = 1_000_000  # of words for labels: a thousand labels are learnt in the memory of a small machine
OF_ANY_FILM = frozenset("feature features film films movie movies program programmes series show shows tv".split())


def near(labels: Sequence[str], source: GenreClassifier) -> sparse.csr_array:
    """How much each word speaks of each label, [vocabulary, labels], 0 for most.

    By how far its cosine to the nearest word of the label's name is above SIMILAR, in the source's word vectors, each
    dimension brought to mean 0 and standard deviation 1; times the logarithm of the word's rank, since the vocabulary
    begins with the most frequent one. Nothing for a label that has the very name of a genre of the source's, which the
    source knows better, and where the source has no weights or no path for single words.
    """
    vocabulary, artifact = source.vocabulary, source.artifact
    if not artifact.network.bag_of_words or artifact.lacks(LAYOUT.weights):
        return sparse.csr_array((len(vocabulary), len(labels)))
    vectors = _standardised(artifact.weights()[EMBEDDING])
    place = {word: row for row, word in enumerate(vocabulary.words)}
    columns = []
    for label in labels:
        rows = [place[word] for word in _telling(label) if word in place and label not in artifact.genres]
        cosine = (vectors @ vectors[rows].T).max(axis=1, initial=0)
        columns.append(sparse.csr_array(np.maximum(cosine - SIMILAR, 0)[:, None]))
    result = sparse.hstack(columns).tocsr()
    importance = np.log(np.arange(len(vocabulary)) + 1.0)
    importance[np.argsort(-result.max(axis=1).toarray().ravel(), kind="stable")[MOST_WEIGHTS // len(labels) :]] = 0
    result = sparse.csr_array(sparse.diags_array(importance) @ result)
    result.eliminate_zeros()
    return result


def _telling(label: str) -> list[str]:
    from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS

    return [word for word in words(label) if word not in OF_ANY_FILM and word not in ENGLISH_STOP_WORDS]


def _standardised(embedding: NDArray[np.float32]) -> NDArray[np.float32]:
    """Unit vectors [vocabulary, dim]; padding and the unknown word, which are no words, have zeros."""
    vectors = embedding.astype(np.float32)
    real = vectors[UNKNOWN_ID + 1 :]
    vectors = (vectors - real.mean(axis=0)) / np.maximum(real.std(axis=0), 1e-9)
    vectors[: UNKNOWN_ID + 1] = 0
    return vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)
