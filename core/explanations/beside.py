"""Two models beside each other on one plot: where their answers differ most, and which words make the difference.

What an attribution says is true of its own model. That a word's two numbers differ says that the models use it
differently in this plot; it doesn't prove that the difference of the answers comes from this word alone.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..errors import OptionError
from . import DEFAULT_METHOD, explain
from .explanation import Explanation
from .render.html import size
from .render.sentence import percent

if TYPE_CHECKING:
    from ..model.classifier import GenreClassifier


class WordPair(NamedTuple):
    """A word's attributions to one genre by two models; ``known``: whether the vocabulary of each has the word."""

    position: int
    word: str
    first: float
    second: float
    known: tuple[bool, bool]

    @property
    def difference(self) -> float:
        """The first model's less the second's."""
        return self.first - self.second


@dataclass(frozen=True, eq=False)
class Beside:
    """Two models' explanations of one plot, by the same method and on the same scale."""

    first: Explanation
    second: Explanation

    @property
    def genres(self) -> list[str]:
        """The genres that both have, in the order of the first."""
        return common_genres(self.first.output_names, self.second.output_names)

    def probabilities(self, genre: str) -> tuple[float, float]:
        """The genre's probability for each model."""
        one, other = (float(e.probabilities[e.column(genre)]) for e in (self.first, self.second))
        return one, other

    def apart(self) -> list[str]:
        """The genres that both have, those first on which the two probabilities differ most."""
        return sorted(self.genres, key=lambda genre: -abs(np.subtract(*self.probabilities(genre))))

    def words(self, genre: str, count: int = 10) -> list[WordPair]:
        """The words whose attributions to a genre differ most, largest difference first.

        Two models with windows of unlike lengths may read unlike many words; only what both read is compared.
        """
        one, other = self.first.for_genre(genre), self.second.for_genre(genre)
        read = min(len(one), len(other))
        order = np.argsort(-np.abs(one[:read] - other[:read]), kind="stable")[:count]
        return [
            WordPair(
                int(i),
                self.first.data[i],
                float(one[i]),
                float(other[i]),
                (self.first.known[i], self.second.known[i]),
            )
            for i in order
        ]


def common_genres(one: Sequence[str], other: Sequence[str]) -> list[str]:
    """The genres of ``one`` that ``other`` has too. Raises OptionError when there is none."""
    genres = [str(genre) for genre in one if genre in other]
    if not genres:
        raise OptionError("The two models have no genre in common, so there is nothing to compare. Choose another one.")
    return genres


def columns(classifier: "GenreClassifier", genres: Sequence[str]) -> NDArray[np.intp]:
    """The places of genres among a classifier's outputs."""
    return np.array([list(classifier.classes_).index(genre) for genre in genres], dtype=np.intp)


def beside(
    one: "GenreClassifier",
    other: "GenreClassifier",
    text: str,
    method: str = DEFAULT_METHOD,
    scale: str = "probability",
) -> Beside:
    """Both models' explanations of a plot. Raises what :func:`explain` does, and OptionError without a common genre."""
    common_genres(list(one.classes_), list(other.classes_))
    return Beside(explain(one, text, method, scale), explain(other, text, method, scale))


def told(
    pair: Beside, genre: str, names: tuple[str, str], emphasis: Callable[[str], str] = "*{}*".format, words: int = 2
) -> str:
    """For instance: Horror is 71 % for mine and 12 % for Shipped. *haunted* differs most: +50.0 points for mine, +4.2
    points for Shipped. Shipped doesn't know *zombies*.

    ``names`` of the two models; ``emphasis`` marks a word. At most ``words`` words are named.
    """
    one, other = pair.probabilities(genre)
    text = f"{genre} is {percent(one)} for {names[0]} and {percent(other)} for {names[1]}."
    strongest = [word for word in pair.words(genre, words) if abs(word.difference) > 0]
    for place, word in enumerate(strongest):
        first, second = (size(value, pair.first.scale) for value in (word.first, word.second))
        verb = " differs most:" if not place else ":"
        text += f" {emphasis(word.word)}{verb} {first} for {names[0]}, {second} for {names[1]}."
    for side, name in enumerate(names):
        if lacking := _lacking(pair, side):
            text += f" {name} doesn't know {', '.join(emphasis(word) for word in lacking[:3])}."
    return text


def _lacking(pair: Beside, side: int) -> list[str]:
    """Words that one model's vocabulary lacks and the other's has."""
    pairs = zip(pair.first.data, pair.first.known, pair.second.known, strict=False)
    return list(dict.fromkeys(word for word, *known in pairs if not known[side] and known[1 - side]))
