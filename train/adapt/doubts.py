"""Labels that look wrong: films whose labels disagree with what a model says that has not seen them.

Confident learning (Northcutt et al. 2021, by cleanlab), one label at a time: for each label the out-of-fold
probabilities tell how many films are likely to have it wrongly or to lack it wrongly. Those are ranked by how probable
the label is as it stands, lowest first; films that it does not name follow in the same order.
"""

import re
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from core.model import calibration
from core.model.calibration import sigmoid
from core.model.classifier import GenreClassifier
from train.adapt import head
from train.adapt.labels import FEW, LabelledFilms
from train.adapt.learning import readings

COLUMNS = ["film", "label", "has", "probability", "doubtful"]
READ = 0.2  # of the time, for the plots
MEETINGS = 10  # films of each label from which two that never meet are worth a line


def out_of_fold(
    source: GenreClassifier,
    films: LabelledFilms,
    seed: int = 0,
    report: Callable[[float], object] = lambda share: None,
) -> NDArray[np.float64]:
    """Calibrated probabilities [films, labels], each film's from a head that has not seen it.

    ``report`` hears the share that is done, when the plots are read and after each head.
    """
    start, read = head.Start.of(source, films.labels), readings(source, films)
    report(READ)
    fold = films.folds(head.FOLDS, seed)
    held_out = head.out_of_fold(read, films.y_true, start, fold, lambda share: report(READ + (1 - READ) * share))
    return sigmoid(calibration.fit(films.y_true, held_out).apply(held_out))


def doubtful(y_true: NDArray[np.integer], y_score: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Which labels [films, labels] are likely to be wrong, given or missing."""
    from cleanlab.filter import find_label_issues  # type: ignore[import-untyped]

    found = np.zeros(y_true.shape, dtype=bool)
    for label in range(y_true.shape[1]):
        given = y_true[:, label].astype(int)
        if not FEW <= given.sum() <= len(given) - FEW:
            continue  # too few films to tell how many are wrong
        pair = np.column_stack([1 - y_score[:, label], y_score[:, label]])
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            found[:, label] = find_label_issues(given, pair, filter_by="prune_by_noise_rate", n_jobs=1)
    return found


def ranked(films: LabelledFilms, y_score: NDArray[np.float64]) -> pd.DataFrame:
    """Every label of every film that the model finds less likely than not, the likeliest mistakes first.

    Columns: film (its place), label, has (whether the film has it), probability (of the label), doubtful (whether
    confident learning takes it for a mistake).
    """
    right = np.where(films.y_true == 1, y_score, 1 - y_score)
    mistaken = doubtful(films.y_true, y_score)
    rows, columns = np.nonzero(mistaken | (right < 0.5))
    order = np.lexsort((right[rows, columns], ~mistaken[rows, columns]))
    rows, columns = rows[order], columns[order]
    values = {
        "film": rows,
        "label": np.array(films.labels, dtype=object)[columns],
        "has": films.y_true[rows, columns].astype(bool),
        "probability": y_score[rows, columns],
        "doubtful": mistaken[rows, columns],
    }
    return pd.DataFrame(values, columns=COLUMNS)


@dataclass(frozen=True)
class LabelProblems:
    """What is odd about the labels themselves: pairs of labels, and labels.

    ``always``: the first never comes without the second. ``never``: they never meet, though chance would have them
    meet. ``few``: labels of one to four films. ``alike``: names that are nearly the same.
    """

    always: list[tuple[str, str]]
    never: list[tuple[str, str]]
    few: list[str]
    alike: list[tuple[str, str]]

    def sentences(self) -> list[str]:
        """A sentence for each."""
        return [
            *(f"Every film of {a} is also {b}: does {a} say anything more?" for a, b in self.always),
            *(f"{a} and {b} never meet: can no film be both?" for a, b in self.never),
            *(f"{label} has fewer than {FEW} films, too few to learn it." for label in self.few),
            *(f"{a} and {b} look like two spellings of one label." for a, b in self.alike),
        ]


def problems(films: LabelledFilms) -> LabelProblems:
    """What is odd about the labels of a table."""
    counts = films.y_true.sum(axis=0).astype(int)
    together = films.y_true.T.astype(int) @ films.y_true.astype(int)
    places = range(len(films.labels))
    names = films.labels
    always = [
        (names[a], names[b])
        for a in places
        for b in places
        if a != b and FEW <= counts[a] == together[a, b] < len(films)
    ]
    expected = np.outer(counts, counts) / len(films)
    never = [
        (names[a], names[b])
        for a, b in combinations(places, 2)
        if together[a, b] == 0 and min(counts[a], counts[b]) >= MEETINGS and expected[a, b] >= MEETINGS
    ]
    alike = [(names[a], names[b]) for a, b in combinations(places, 2) if _plain(names[a]) == _plain(names[b])]
    return LabelProblems(always, never, films.guesses, alike)


def _plain(name: str) -> tuple[str, ...]:
    """A name by the genres that it means, or by its words without case, signs and plurals."""
    from core.genres import canonical_list, is_name

    meant = [genre for genre in canonical_list([name]) if is_name(genre)]
    if meant and len(meant) == len(canonical_list([name])):
        return tuple(sorted(meant))
    return tuple(re.sub(r"s$", "", word) for word in re.findall(r"[^\W_]+", name.casefold()))
