"""What if words were gone, or others stood in their place: the probabilities before and after."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .target import Scores, tidy

Span = tuple[int, int]


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


def edited(text: str, span: Span, word: str = "") -> str:
    """The text with ``text[start:end]`` deleted, or with ``word`` in its place.

    Raises ValueError when the span doesn't lie in the text.
    """
    return edited_at(text, {span: word})


def edited_at(text: str, words: Mapping[Span, str]) -> str:
    """The text with another word at each of several spans; an empty one deletes what stands there.

    Raises ValueError when a span doesn't lie in the text or two overlap.
    """
    pieces, position = [], 0
    for (start, end), word in sorted(words.items()):
        if not position <= start < end <= len(text):
            raise ValueError(f"There is no word of its own at {start}-{end} in a text of {len(text)} characters.")
        pieces += [text[position:start], word.strip() or " "]
        position = end
    after = "".join([*pieces, text[position:]])
    return after if all(word.strip() for word in words.values()) else tidy(after)


def compare(score: Scores, before: str, after: str) -> WhatIf:
    """Two versions side by side; ``score``: texts -> probabilities [texts, genres].

    A version without a word gets what the model says of nothing.
    """
    first, second = np.asarray(score([before, after]), dtype=np.float64)
    return WhatIf(before, after, first, second)


def what_if(score: Scores, text: str, span: Span, word: str = "") -> WhatIf:
    """The text as it is, and with the word at ``span`` deleted or replaced by ``word``."""
    return compare(score, text, edited(text, span, word))
