"""Reading along: the probability of every genre after each word of a plot, or after each sentence of a long one.

A network that reads in both directions has no state half-way through a plot. So each step is a prefix's own answer:
what the model would say had the plot ended there.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..text import Token
from .render.sentence import percent
from .target import Scores
from .tree import sentences

BY_WORD = 150  # words up to which every word is a step
MOST_STEPS, FEWEST_SENTENCES = 60, 8  # beyond: sentences, several together where there are more, parts where fewer
SHOWN_WORDS = 5  # of a sentence that is named
LEAST_JUMP = 0.02  # a probability that moves by less is not worth a word


@dataclass(frozen=True, eq=False)
class ReadAlong:
    """``probabilities`` [steps + 1, genres]: before the first word, then after each step; ``spans``: the part of
    ``text`` that each step adds. ``unit``: what a step is, a word, a sentence (or a few) or a part.
    """

    text: str
    spans: tuple[tuple[int, int], ...]
    probabilities: NDArray[np.float64]
    output_names: tuple[str, ...]
    unit: str

    def of_genre(self, genre: str) -> NDArray[np.float64]:
        """The probability of one genre, [steps + 1]. Raises ValueError when the model doesn't have it."""
        return self.probabilities[:, self.output_names.index(genre)]


def read_along(score: Scores, text: str, tokens: Sequence[Token], output_names: Sequence[str]) -> ReadAlong:
    """The answer to every prefix of a text; ``score``: texts -> probabilities [texts, genres], asked once.

    ``tokens``: the words that the model reads, one or more. Every one is a step, up to :data:`BY_WORD`. In a longer
    text sentences are, a few together where there are more than :data:`MOST_STEPS`; in one without, even parts.
    """
    spans = [(token.start, token.end) for token in tokens]
    unit, steps = ("word", spans) if len(spans) <= BY_WORD else _parts(text, spans)
    probabilities = np.asarray(score(["", *(text[:end] for _, end in steps)]), dtype=np.float64)
    return ReadAlong(text, tuple(steps), probabilities, tuple(output_names), unit)


def _parts(text: str, spans: Sequence[tuple[int, int]]) -> tuple[str, list[tuple[int, int]]]:
    """Sentences, or parts of even length, and what to call them."""
    firsts = [group[0] for group in sentences(text, spans)]
    unit = "sentence" if len(firsts) >= FEWEST_SENTENCES else "part"
    if unit == "part":
        firsts = list(range(len(spans)))
    firsts = [int(part[0]) for part in np.array_split(firsts, min(len(firsts), MOST_STEPS))]
    lasts = [*(first - 1 for first in firsts[1:]), len(spans) - 1]
    return unit, [(spans[first][0], spans[last][1]) for first, last in zip(firsts, lasts, strict=True)]


def jumps(along: ReadAlong, genre: str) -> list[tuple[int, float]]:
    """The steps after which a genre's probability has moved most, with the move, largest first."""
    moves = np.diff(along.of_genre(genre))
    return [(int(i), float(moves[i])) for i in np.argsort(-np.abs(moves), kind="stable")]


def told(along: ReadAlong, genre: str, emphasis: Callable[[str], str] = "*{}*".format) -> str:
    """For instance: At *ghost* Horror rises from 12 % to 48 %; *wedding* takes 9 points back.

    The largest jump, and the largest one the other way. ``emphasis`` marks a word, or the first words of a sentence.
    """
    (step, move), *others = jumps(along, genre)
    line = along.of_genre(genre)
    if abs(move) < LEAST_JUMP:
        return f"No {along.unit} moves {genre} by {100 * LEAST_JUMP:.0f} points; it ends at {percent(line[-1])}."
    verb = "rises" if move > 0 else "falls"
    text = f"At {_step(along, step, emphasis)} {genre} {verb} from {percent(line[step])} to {percent(line[step + 1])}"
    other = next(((i, m) for i, m in others if m * move < 0 and abs(m) >= LEAST_JUMP), None)
    if other:
        verb = "takes" if move > 0 else "gives"
        back = " back" if other[0] > step else ""
        text += f"; {_step(along, other[0], emphasis)} {verb} {100 * abs(other[1]):.0f} points{back}"
    return f"{text}."


def _step(along: ReadAlong, step: int, emphasis: Callable[[str], str]) -> str:
    start, end = along.spans[step]
    words = along.text[start:end].split()
    return emphasis(" ".join(words[:SHOWN_WORDS])) + (" …" if len(words) > SHOWN_WORDS else "")
