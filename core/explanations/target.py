"""What a method explains: a function of texts, seen through which words of one text are kept."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from ..errors import PlotError
from ..text import Token, tokenize
from .by_window import ByWindow

if TYPE_CHECKING:
    from ..model.classifier import GenreClassifier
    from .explanation import Explanation

Scores = Callable[[Sequence[str]], NDArray[np.floating]]


def without(text: str, spans: Sequence[tuple[int, int]]) -> str:
    """The text with some words deleted: each span gives way to one space, so that its neighbours don't fuse."""
    pieces, position = [], 0
    for start, end in sorted(spans):
        pieces += [text[position:start], " "]
        position = end
    return "".join([*pieces, text[position:]])


def tidy(text: str) -> str:
    """The text without the gaps that deleted words leave: doubled spaces, and spaces before punctuation."""
    return re.sub(r"(?<=\S)[ \t]+(?=[.,;:!?)](?:\s|$))", "", re.sub(r"[ \t]{2,}", " ", text)).strip()


@dataclass(eq=False)
class Target:
    """One text, its words and a function ``score``: texts -> [texts, outputs] on the explained scale.

    Calling it with masks [rows, words] (True keeps a word) gives scores [rows, outputs]. Rows that were asked before
    are remembered and cost nothing; ``evaluations`` counts those that did. ``classifier`` is there only when the
    function is a GenreClassifier, and so is ``by_mask``, its quicker way to the scores; methods that look inside need
    the former.
    """

    text: str
    tokens: list[Token]
    score: Scores
    output_names: tuple[str, ...]
    scale: str = "probability"
    classifier: "GenreClassifier | None" = None
    by_mask: Callable[[NDArray[np.bool_]], NDArray[np.float64]] | None = None
    evaluations: int = 0
    _seen: dict[bytes, NDArray[np.float64]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._spans = [(token.start, token.end) for token in self.tokens]
        # What follows the last word that the model reads must not move up when a word is deleted.
        end = self._spans[-1][1]
        self._read, rest = self.text[:end], self.text[end:]
        self.tail = "" if tokenize(rest, 1) else rest

    def __len__(self) -> int:
        return len(self.tokens)

    def masked(self, keep: NDArray[np.bool_]) -> str:
        """The text with only the kept words."""
        return without(self._read, [span for span, kept in zip(self._spans, keep, strict=True) if not kept])

    def __call__(self, keep: NDArray[np.bool_]) -> NDArray[np.float64]:
        """Scores [rows, outputs] for masks [rows, words]."""
        keep = np.asarray(keep, dtype=bool)
        keys = [row.tobytes() for row in np.packbits(keep, axis=1)]
        new = {key: row for key, row in zip(keys, keep, strict=True) if key not in self._seen}
        if new:
            scores = self._score(list(new.values()))
            self._seen.update(zip(new, scores, strict=True))
            self.evaluations += len(new)
        return np.array([self._seen[key] for key in keys])

    def _score(self, rows: Sequence[NDArray[np.bool_]]) -> NDArray[np.float64]:
        if self.by_mask:
            return self.by_mask(np.stack(rows))
        return np.asarray(self.score([self.masked(row) for row in rows]), dtype=np.float64)

    def ends(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Scores [outputs] without any word, and with all of them."""
        without_any, with_all = self(np.stack([np.zeros(len(self), dtype=bool), np.ones(len(self), dtype=bool)]))
        return without_any, with_all


def of_classifier(classifier: "GenreClassifier", text: str, scale: str) -> Target:
    """The classifier's probabilities or log-odds as the function. Raises PlotError for a text it can't read."""
    score = classifier.predict_proba if scale == "probability" else classifier.decision_function
    names = tuple(str(name) for name in classifier.classes_)
    tokens = classifier.tokens(text)
    return Target(text, tokens, score, names, scale, classifier, ByWindow(classifier, tokens, scale))


def of_function(
    score: Scores,
    text: str,
    output_names: Sequence[str],
    tokenizer: Callable[[str], list[Token]] = tokenize,
    scale: str = "probability",
) -> Target:
    """Any function of texts, cut into words by ``tokenizer``. Raises PlotError for a text without a word."""
    tokens = tokenizer(text)
    if not tokens:
        raise PlotError("The plot has no words. Write a sentence or two about the film.")
    return Target(text, tokens, score, tuple(output_names), scale)


def of_explanation(score: Scores, explanation: "Explanation") -> Target:
    """The words of an explanation under another function of texts, whatever the explanation's scale."""
    tokens = [Token(word, *span) for word, span in zip(explanation.data, explanation.spans, strict=True)]
    return Target(explanation.text, tokens, score, explanation.output_names)
