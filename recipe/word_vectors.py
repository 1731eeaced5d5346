"""Word vectors that know what a fine-tuned transformer knows: GloVe's, and beside them its own of each word alone.

What an encoder makes of a single word, brought to few dimensions, is as good a static vector as any that is trained
(Tulkens and van Dongen 2024, Model2Vec); this encoder has learnt genres, and it spells words that GloVe lacks.
"""

from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from core.model.network import vectors
from core.text import Vocabulary, words
from train.config import TrainConfig

DIMENSIONS = 64
SCALE = 0.4  # standard deviation; GloVe's is .64


def vocabulary(plots: list[str]) -> Vocabulary:
    """The words that a network reading ``plots`` will know."""
    config = TrainConfig()
    read = (words(plot, config.max_tokens) for plot in plots)
    return Vocabulary.fit(read, max_words=config.max_words, min_count=config.min_count)


def principal_components(
    encoded: NDArray[np.floating], fitted_on: NDArray[np.floating] | None = None
) -> NDArray[np.float64]:
    """An encoder's vectors [words, dim] brought to 64 dimensions, by the axes of ``fitted_on`` or their own."""
    from sklearn.decomposition import PCA

    pca = PCA(DIMENSIONS, svd_solver="full").fit(encoded if fitted_on is None else fitted_on)
    return pca.transform(encoded)


def write(path: Path, vocabulary: Vocabulary, encoded: NDArray[np.floating]) -> None:
    """Write GloVe's vectors and beside them ``encoded`` [words, dim], scaled to theirs, in GloVe's own format.

    ``encoded`` has a row for each word of the vocabulary, without its first two entries, which are not words.
    """
    config = TrainConfig()
    packaged = vectors.embed(vocabulary, config.glove, config.seed).matrix[2:]
    both = np.hstack([packaged, encoded * SCALE / encoded.std()])
    path.parent.mkdir(parents=True, exist_ok=True)
    pd.DataFrame(both.round(5), index=list(vocabulary.words[2:])).to_csv(path, sep=" ", header=False, quoting=3)
