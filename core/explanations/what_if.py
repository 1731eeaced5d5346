"""What if a word were gone, or another stood in its place: the probabilities before and after."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .target import Scores, tidy, without


@dataclass(frozen=True, eq=False)
class WhatIf:
    """Two versions of a plot and their probabilities [genres]."""

    text_before: str
    text_after: str
    before: NDArray[np.float64]
    after: NDArray[np.float64]

    @property
    def change(self) -> NDArray[np.float64]:
        """After minus before, [genres]."""
        return self.after - self.before


def edited(text: str, span: tuple[int, int], word: str = "") -> str:
    """The text with ``text[start:end]`` deleted, or with ``word`` in its place.

    Raises ValueError when the span doesn't lie in the text.
    """
    start, end = span
    if not 0 <= start < end <= len(text):
        raise ValueError(f"There is no word at {start}-{end} in a text of {len(text)} characters.")
    if not word.strip():
        return tidy(without(text, [span]))
    return text[:start] + word.strip() + text[end:]


def compare(score: Scores, before: str, after: str) -> WhatIf:
    """Two versions side by side; ``score``: texts -> probabilities [texts, genres].

    A version without a word gets what the model says of nothing.
    """
    first, second = np.asarray(score([before, after]), dtype=np.float64)
    return WhatIf(before, after, first, second)


def what_if(score: Scores, text: str, span: tuple[int, int], word: str = "") -> WhatIf:
    """The text as it is, and with the word at ``span`` deleted or replaced by ``word``."""
    return compare(score, text, edited(text, span, word))
