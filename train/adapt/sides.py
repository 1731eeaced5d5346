"""Which films of a labelled table are learnt from, and which are measured on."""

from dataclasses import dataclass

import numpy as np

from core.amounts import amount
from core.errors import TableError
from data import split
from train.adapt.labels import FEWEST_FILMS, LabelledFilms


@dataclass(frozen=True)
class Sides:
    """Films to learn from, and those to measure on; without any, the quality is that of cross-validation."""

    train: LabelledFilms
    test: LabelledFilms | None


def sides(films: LabelledFilms, most: int = 0, seed: int = 0) -> Sides:
    """The table's own split, if it has one; ``most``: learn from so many films only, drawn with ``seed``.

    Raises TableError when too few are left.
    """
    own = split.own_split(films.frame)
    test = np.flatnonzero(own == "test") if own is not None else np.empty(0, dtype=np.intp)
    rest = np.setdiff1d(np.arange(len(films)), test)
    if most and most < len(rest):
        rest = np.sort(np.random.default_rng(seed).choice(rest, most, replace=False))
    if len(rest) < FEWEST_FILMS:
        raise TableError(
            f"{films.name} leaves {amount(len(rest), 'film')} to learn from; at least {FEWEST_FILMS} are needed."
        )
    learnt = films.part(rest)
    present = np.asarray(learnt.y_true.any(axis=0))
    labels = [label for label, there in zip(films.labels, present, strict=True) if there]

    def with_labels(part: LabelledFilms) -> LabelledFilms:
        return LabelledFilms(part.name, part.frame, labels, part.y_true[:, present])

    return Sides(with_labels(learnt), with_labels(films.part(test)) if len(test) else None)
