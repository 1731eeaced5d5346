"""Pure: a highlight that lies, and on which side it stands."""

import zlib
from dataclasses import replace

import numpy as np

from core.explanations import Explanation
from core.explanations.faithfulness import Deletion

DEALT, PLACED = 1, 2  # what chance is needed for


def shuffle(explanation: Explanation) -> Explanation:
    """The same colours on other words: the attributions of a plot's words, dealt out to them at random.

    Nothing but the words tells the two apart: as many are coloured, and as strongly. A plot always gets the
    same one.
    """
    order = _rng(explanation.text, DEALT).permutation(len(explanation.values))
    return replace(explanation, values=explanation.values[order], method="shuffled")


def own_is_first(text: str) -> bool:
    """Whether the model's own highlight stands first; by chance, and the same for a whole class."""
    return bool(_rng(text, PLACED).random() < 0.5)


def more_faithful(own: Deletion, other: Deletion) -> bool:
    """Whether the words of the first highlight cost the genre more than those of the second when they are taken out."""
    return own.after < other.after


def _rng(text: str, purpose: int) -> np.random.Generator:
    return np.random.default_rng([purpose, zlib.crc32(text.encode("utf-8", "replace"))])
