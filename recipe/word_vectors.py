"""Word vectors that know what a fine-tuned transformer knows: GloVe's, and beside them its own of each word alone.

What an encoder makes of a single word, brought to few dimensions, is as good a static vector as any that is trained
(Tulkens and van Dongen 2024, Model2Vec); this encoder has learnt genres, and it spells words that GloVe lacks.
"""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from core.model import vectors
from core.text import Vocabulary, words
from recipe.films import Log
from train.config import TrainConfig

DIMENSIONS = 64  # of the encoder's 384: three quarters of the variance
SCALE = 0.4  # standard deviation; GloVe's is .64


def write(path: Path, plots: list[str], pooled: Callable[[list[str]], Log], dimensions: int = DIMENSIONS) -> Path:
    """Vectors in GloVe's own format for the words that a network reading ``plots`` will know.

    ``pooled``: texts -> the encoder's vectors [texts, dim].
    """
    from sklearn.decomposition import PCA

    config = TrainConfig()
    read = (words(plot, config.max_tokens) for plot in plots)
    vocabulary = Vocabulary.fit(read, max_words=config.max_words, min_count=config.min_count)
    spelt = list(vocabulary.words[2:])
    own: NDArray[np.float64] = PCA(dimensions, svd_solver="full").fit_transform(pooled(spelt))
    together = np.hstack([vectors.embed(vocabulary, config.glove, config.seed).matrix[2:], own * SCALE / own.std()])
    pd.DataFrame(together.round(5), index=spelt).to_csv(path, sep=" ", header=False, quoting=3)
    return path
