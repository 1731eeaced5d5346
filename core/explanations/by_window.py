"""A classifier's scores of one plot with words left out, where only the windows that lose words are read again."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from ..model import windows
from ..model.calibration import sigmoid
from ..text import UNKNOWN_ID, Token

if TYPE_CHECKING:
    from ..model.classifier import GenreClassifier

_NOTHING = np.array([UNKNOWN_ID], dtype=np.int32)  # how a classifier reads a text without a word


class ByWindow:
    """Masks [rows, words] (True keeps a word) -> scores [rows, genres] on a scale.

    The windows stay those of the whole plot, whichever words go, and a window without a word has no say; so for a plot
    of one window these are the classifier's answers to the texts that are left.
    """

    def __init__(self, classifier: "GenreClassifier", tokens: Sequence[Token], scale: str) -> None:
        self._classifier, self._scale = classifier, scale
        self._ids = classifier.vocabulary.ids(token.word for token in tokens)
        self._bounds = windows.bounds(len(tokens), classifier.max_tokens)
        self._seen: dict[tuple[int, bytes], NDArray[np.floating]] = {}

    def __call__(self, keep: NDArray[np.bool_]) -> NDArray[np.float64]:
        """Scores of the masks; a window that was read before with the same words is not read again."""
        rows = [self._keys(row) for row in keep]
        left = {key: self._left(key[0], row) for row, keys in zip(keep, rows, strict=True) for key in keys}
        new = [key for key in left if key not in self._seen]
        if new:
            self._seen.update(zip(new, self._classifier.run_windows([left[key] for key in new]), strict=True))
        logits = np.stack([windows.combine(np.stack([self._seen[key] for key in keys])) for keys in rows])
        log_odds = self._classifier.calibration_.apply(logits)
        return log_odds if self._scale == "log_odds" else sigmoid(log_odds)

    def _keys(self, row: NDArray[np.bool_]) -> list[tuple[int, bytes]]:
        """The windows that have a word left, each with which; the first one where none has."""
        parts = [(window, row[begin:end]) for window, (begin, end) in enumerate(self._bounds)]
        kept = [(window, np.packbits(part).tobytes()) for window, part in parts if part.any()]
        return kept or [(-1, b"")]

    def _left(self, window: int, row: NDArray[np.bool_]) -> NDArray[np.int32]:
        if window < 0:
            return _NOTHING
        begin, end = self._bounds[window]
        return self._ids[begin:end][row[begin:end]]
