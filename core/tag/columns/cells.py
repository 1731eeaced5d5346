"""What is written of each film, column by column: fresh answers, or those of an earlier run."""

from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from ...explanations import explain
from ...model.classifier import GenreClassifier
from ..again.tag_again import Answers as Before
from ..posters import PROBLEM
from .added import FAMILIARITY, NEAREST, PREDICTED, PROBABILITY, READING, STAMPS, WORDS
from .answers import Answers

WORDS_A_GENRE = 5


def fresh(plots: list[str], answers: Answers, words: list[str], classifier: GenreClassifier) -> dict[str, Any]:
    """Cells by column of the first plots, as many as ``plots``; ``words``: their :func:`top_words`, if any."""
    done = len(plots)
    answered = np.array(answers.answered, dtype=bool)
    cells: dict[str, Any] = {
        PREDICTED: ["|".join(chosen) for chosen in answers.genres[:done]],
        READING: answers.notes[:done],
        FAMILIARITY: _masked(answers.familiarity, ~np.isnan(answers.familiarity))[:done],
        NEAREST: _masked(answers.nearest, answered)[:done],
        WORDS: words,
        PROBLEM: answers.problems[:done],
    }
    for genre, scores in zip(classifier.classes_, answers.y_score.T, strict=True):
        cells[PROBABILITY + genre] = _masked(scores, answered)[:done]
    return cells


def from_before(found: Before, classifier: GenreClassifier) -> dict[str, Any]:
    """The added cells by column, of which some are from an earlier result."""
    answers: dict[str, Any] = {
        PREDICTED: found.predicted,
        READING: found.notes,
        FAMILIARITY: _masked(found.familiarity, ~np.isnan(found.familiarity)),
        NEAREST: _masked(found.nearest, found.answered),
        PROBLEM: [],
        **dict(zip(STAMPS, (found.by, found.on, found.locked, found.says), strict=True)),
    }
    for genre, scores in zip(classifier.classes_, found.y_score.T, strict=True):
        answers[PROBABILITY + genre] = _masked(scores, found.answered)
    return answers


def top_words(plot: str, genres: list[str], classifier: GenreClassifier, method: str) -> str:
    """``Horror: grave, blood; Thriller: killer``: the words that raise each predicted genre most, each word once."""
    if not genres or not classifier.readable(plot):  # a poster alone has given the genres
        return ""
    explained = explain(classifier, plot, method)
    parts = []
    for genre in genres:
        raising = dict.fromkeys(word.word.lower() for word in explained.top_words(genre, 4 * WORDS_A_GENRE, sign=1))
        parts.append(f"{genre}: {', '.join(list(raising)[:WORDS_A_GENRE])}")
    return "; ".join(parts)


def _masked(values: NDArray[np.float64], answered: NDArray[np.bool_]) -> pa.Array:
    return pa.array(values.astype(np.float32), mask=~answered)
