"""What a model promises: for each label a precision, the threshold that keeps it, and what becomes of a film."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..errors import OptionError
from ..model.classifier import GenreClassifier
from .threshold import CONFIDENCE, threshold

LEAST, MOST = 0.5, 0.995  # precisions that may be promised
LIKELY = 0.5  # a label that likely and not promised is a doubt about the film
ACCEPT, REVIEW = "accept", "review"
EVERY = ""  # the name under which a precision is asked of every label


class Decision(NamedTuple):
    """``labels`` that keep the promise, the likeliest first; whether the film is accepted; how many of its labels are
    wrong, as the probabilities expect.
    """

    labels: list[str]
    accepted: bool
    errors: float

    @property
    def word(self) -> str:
        """``accept`` or ``review``, as files have it."""
        return ACCEPT if self.accepted else REVIEW


@dataclass(frozen=True, eq=False)
class Promise:
    """For each of the ``genres`` the ``precision`` that is promised, the ``thresholds`` from which it is kept
    (infinite: at no threshold), and ``coverage``: the share of the genre's own films that get it. All [genres].
    """

    genres: tuple[str, ...]
    precision: NDArray[np.float64]
    thresholds: NDArray[np.float64]
    coverage: NDArray[np.float64]

    @classmethod
    def of(cls, classifier: GenreClassifier, asked: Mapping[str, float]) -> "Promise":
        """What a model can promise by the films that it was tested on, which nothing of it was fitted to.

        ``asked``: label -> precision, :data:`EVERY` for those that are not named; see :func:`parse`. Raises OptionError
        for a label that the model lacks, ArtifactError where the model's folder lacks its evaluation.
        """
        genres = tuple(str(genre) for genre in classifier.classes_)
        if odd := [name for name in asked if name != EVERY and name not in genres]:
            raise OptionError(f"The model has no genre {odd[0]!r} to promise. It has {', '.join(genres)}.")
        precision = np.array([asked.get(genre, asked[EVERY]) for genre in genres])
        return cls.fit(genres, *classifier.artifact.evaluation(), precision)

    @classmethod
    def fit(
        cls,
        genres: tuple[str, ...],
        y_true: NDArray[np.integer],
        y_score: NDArray[np.floating],
        precision: NDArray[np.float64],
        known: NDArray[np.bool_] | None = None,
    ) -> "Promise":
        """The promises that labelled films [films, genres] allow; they count where ``known`` [films, genres]."""
        seen = np.ones(y_true.shape, dtype=bool) if known is None else known
        columns = zip(y_true.T, y_score.T, precision, seen.T, strict=True)
        kept = [threshold(true, score, least, here) for true, score, least, here in columns]
        thresholds = np.array([np.inf if limit is None else limit for limit in kept])
        there = (y_true == 1) & seen
        coverage = ((y_score >= thresholds) & there).sum(axis=0) / np.maximum(there.sum(axis=0), 1)
        return cls(genres, precision, thresholds, coverage)

    @property
    def kept(self) -> list[str]:
        """The genres whose promise can be kept."""
        return [genre for genre, limit in zip(self.genres, self.thresholds, strict=True) if np.isfinite(limit)]

    @property
    def lines(self) -> list[str]:
        """Of each genre whose promise can be kept: from which probability on it is given, and how many of the tested
        films that have it are reached.
        """
        rows = zip(self.genres, self.precision, self.thresholds, self.coverage, strict=True)
        return [
            f"{genre}: {100 * least:.3g} % from {limit:.2f} on, which reaches {100 * share:.0f} % of its films"
            for genre, least, limit, share in rows
            if np.isfinite(limit)
        ]

    @property
    def key(self) -> str:
        """The promise in a few characters, the same for the same promise of the same model: ``0.9,Horror=0.95``."""
        return ",".join([f"{self._usual:g}", *(f"{genre}={least:g}" for genre, least in self._own.items())])

    @property
    def sentence(self) -> str:
        """What is promised of which genres, and of which it can't be."""
        broken = [genre for genre in self.genres if genre not in self.kept]
        refused = f"It can't be promised at any threshold for {', '.join(broken)}." if broken else ""
        if not self.kept:
            return f"{self._shares} can't be promised for any label: too few tested films are that clear."
        return (
            f"{self._shares} of the films that get one of these labels have it, each with {100 * CONFIDENCE:.0f} %"
            f" confidence: {', '.join(self.kept)} ({len(self.kept)} of {len(self.genres)}). {refused}"
        ).strip()

    @property
    def _shares(self) -> str:
        own = ", ".join(f"{genre} {100 * least:.3g} %" for genre, least in self._own.items())
        return f"At least {100 * self._usual:.3g} %" + (f" ({own})" if own else "")

    @property
    def _usual(self) -> float:
        """The precision that most genres have."""
        values, counts = np.unique(self.precision, return_counts=True)
        return float(values[counts.argmax()])

    @property
    def _own(self) -> dict[str, float]:
        """The genres with another one."""
        pairs = zip(self.genres, self.precision.tolist(), strict=True)
        return {genre: least for genre, least in pairs if least != self._usual}

    def decide(self, y_score: NDArray[np.floating], sound: Sequence[bool]) -> list[Decision]:
        """What becomes of films with these probabilities [films, genres].

        A film is accepted when it has a label that keeps the promise, no other label is likelier than not, and it is
        ``sound`` [films]: read as a plot without a note, like the films that the promise was made on.
        """
        given = y_score >= self.thresholds
        doubtful = ((y_score >= LIKELY) & ~given).any(axis=1)
        order = np.argsort(-y_score, axis=1, kind="stable")
        errors = ((1 - y_score) * given).sum(axis=1)
        accepted = given.any(axis=1) & ~doubtful & np.asarray(sound, dtype=bool)
        return [
            Decision([self.genres[g] for g in row if keep[g]], bool(accept), float(wrong))
            for row, keep, accept, wrong in zip(order, given, accepted, errors, strict=True)
        ]


def parse(values: Sequence[str]) -> dict[str, float]:
    """Precisions as people type them: ``.9`` for every label, ``Horror=.95`` for one. Raises OptionError."""
    asked: dict[str, float] = {}
    for value in values:
        genre, _, number = value.rpartition("=")
        try:
            precision = float(number)
        except ValueError:
            precision = -1.0
        if not LEAST <= precision <= MOST:
            raise OptionError(
                f"{value[:40]!r} can't be promised. Give a precision from {LEAST:g} to {MOST:g}, such as .9, or"
                " one label's, such as Horror=.95"
            )
        asked[genre.strip()] = precision
    if EVERY not in asked:
        raise OptionError("A precision for every other label is missing. Add one, such as .9")
    return asked
