"""How alike posters are, by what the image network sees on them."""

import numpy as np
from numpy.typing import NDArray

SMALLEST = 1e-3  # of a deviation: a feature that is the same on every poster tells none apart


def similarities(features: NDArray[np.floating], own: NDArray[np.floating]) -> NDArray[np.float64]:
    """The cosine of each poster [posters] with ``own`` [features], both measured from the mean poster of ``features``
    [posters, features] in its deviations: 1 is the same, 0 no more alike than any two. Raw features are never below
    zero, so that all posters would be alike.
    """
    mean, deviation = features.mean(axis=0, dtype=np.float64), features.std(axis=0, dtype=np.float64) + SMALLEST
    away, from_mean = (features - mean) / deviation, (own - mean) / deviation
    lengths = np.linalg.norm(away, axis=1) * np.linalg.norm(from_mean)
    return np.divide(away @ from_mean, lengths, out=np.zeros(len(away)), where=lengths > 0)
