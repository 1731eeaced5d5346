"""Leave one out: what the output loses when a word is deleted (Zeiler & Fergus 2014; Li et al. 2016, for text)."""

import numpy as np
from numpy.typing import NDArray

from ..target import Target


def attribute(target: Target) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """f(text) - f(text without the word) as [words, outputs], and base values [outputs]; not additive."""
    base, full = target.ends()
    return full - target(~np.eye(len(target), dtype=bool)), base
