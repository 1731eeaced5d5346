"""Score a model on a table of films with genres: metrics with intervals, per genre, by slice, against another model."""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sklearn.preprocessing import MultiLabelBinarizer

from ..errors import FileError, listed
from ..model.classifier import GenreClassifier
from ..tables.files import delimiter_of, reading, unpacked
from . import bootstrap, metrics, slices

SEPARATOR = "|"


@dataclass(frozen=True)
class LabelledFilms:
    """Films that can be scored: ``frame`` (text columns, with ``plot``), ``y_true`` [films, genres], and what was
    left out: ``left_out`` (reason -> films) and ``lacking`` (genre that the model does not have -> films with it).
    """

    frame: pd.DataFrame
    y_true: NDArray[np.int8]
    left_out: dict[str, int]
    lacking: dict[str, int]


def read(path: Path, where: Sequence[str] = ()) -> pd.DataFrame:
    """A CSV or TSV as text columns, of which ``plot`` and ``genres`` must be two; ``where``: ``column=value``, which
    the rows must all fulfil.

    Raises FileError with what was wrong and what to do.
    """
    with reading(path):
        try:
            frame = pd.read_csv(
                unpacked(path),
                sep=delimiter_of(path),
                dtype=str,
                keep_default_na=False,
                encoding="utf-8-sig",
                engine="c",
            )
        except pd.errors.EmptyDataError:
            raise FileError(f"{path} is empty. It needs a header with plot and genres, and a row a film.") from None
        except pd.errors.ParserError as error:
            raise FileError(f"{path} can't be read as CSV ({str(error).strip()}). Mend the row it names.") from None
    unclear = [condition for condition in where if "=" not in condition]
    if unclear:
        raise FileError(f"--where is {unclear[0]!r}; write it as column=value, such as clean=1.")
    wanted = dict(condition.split("=", 1) for condition in where)
    missing = [name for name in ("plot", "genres", *wanted) if name not in frame]
    if missing:
        lacking = " or ".join(map(repr, missing))
        raise FileError(f"{path} has no column {lacking}; it has {listed(frame.columns)}. Rename its columns.")
    for column, value in wanted.items():
        frame = frame[frame[column] == value]
    return frame.reset_index(drop=True)


def label(frame: pd.DataFrame, genres: list[str], name: str) -> LabelledFilms:
    """Genres of the films as 0/1, in the model's order. Raises FileError when no film is left to score."""
    lists = [[part.strip() for part in text.split(SEPARATOR) if part.strip()] for text in frame["genres"].astype(str)]
    known = set(genres)
    lacking = Counter(genre for row in lists for genre in dict.fromkeys(row) if genre not in known)
    y_true = MultiLabelBinarizer(classes=genres).fit_transform([[g for g in row if g in known] for row in lists])
    plots = frame["plot"].astype(str).str.strip() != ""
    labelled = y_true.any(axis=1)
    left_out = {"without a plot": int((~plots).sum()), "without a genre of the model": int((plots & ~labelled).sum())}
    keep = plots.to_numpy() & labelled
    if not keep.any():
        raise FileError(f"{name} has no film with a plot and one of the model's genres ({', '.join(genres[:4])}, ...).")
    return LabelledFilms(
        frame[keep].reset_index(drop=True),
        y_true[keep].astype(np.int8),
        {reason: count for reason, count in left_out.items() if count},
        dict(lacking.most_common()),
    )


def evaluate(
    classifier: GenreClassifier, films: "LabelledFilms | pd.DataFrame | str | Path", draws: int = 1_000, seed: int = 0
) -> dict[str, Any]:
    """How right a model is: ``metrics`` and their 95 % ``intervals`` [low, high], ``per_genre``, ``slices``, how many
    films were scored and which were left out; plain values, ready for JSON.

    ``films``: the path of a CSV or TSV, or a frame, with columns plot and genres (joined by |). ``draws``: of the
    bootstrap over films. Deterministic under ``seed``. Raises FileError with what is wrong with the films.

        evaluate(classifier, "films.csv")["metrics"]["micro_f1"]
    """
    films = _labelled(classifier, films)
    plots = films.frame["plot"].tolist()
    genres, thresholds = [str(genre) for genre in classifier.classes_], classifier.thresholds_
    y_score = classifier.predict_proba(plots)
    figures = metrics.report(films.y_true, y_score, thresholds)
    intervals, per_genre = bootstrap.bootstrap(bootstrap.Scored(films.y_true, y_score, thresholds), draws, seed)
    single = classifier.artifact.card.global_threshold
    if single is not None:
        figures["micro_f1_global"] = metrics.report(films.y_true, y_score, single)["micro_f1"]
    table = metrics.per_genre(films.y_true, y_score, thresholds, genres).join(per_genre)
    grouped = slices.groups(films.frame, classifier.vocabulary, classifier.max_tokens)
    sliced = slices.table(films.y_true, y_score, thresholds, grouped, min(draws, 300), seed)
    return {
        "model": {"folder": str(classifier.artifact.folder), "version": classifier.version},
        "films": len(plots),
        "left_out": films.left_out,
        "genres_the_model_lacks": films.lacking,
        "metrics": figures,
        "intervals": {name: [interval.low, interval.high] for name, interval in intervals.items()},
        "per_genre": _rows(table),
        "slices": _rows(sliced),
    }


def against(one: GenreClassifier, other: GenreClassifier, films: LabelledFilms, draws: int = 1_000) -> dict[str, str]:
    """Metric -> ``better by 0.021 [0.013, 0.029]`` and the like, for ``one`` beside ``other`` on the same films.

    Raises FileError when the two models don't have the same genres.
    """
    if set(one.classes_) != set(other.classes_):
        odd = ", ".join(sorted(set(one.classes_) ^ set(other.classes_))[:5])
        raise FileError(f"The two models have different genres ({odd}); compare models of the same genres.")
    plots = films.frame["plot"].tolist()
    order = [list(other.classes_).index(genre) for genre in one.classes_]
    first = bootstrap.Scored(films.y_true, one.predict_proba(plots), one.thresholds_)
    second = bootstrap.Scored(films.y_true, other.predict_proba(plots)[:, order], other.thresholds_[order])
    return {name: bootstrap.verdict(name, gap) for name, gap in bootstrap.paired(first, second, draws).items()}


def _labelled(classifier: GenreClassifier, films: "LabelledFilms | pd.DataFrame | str | Path") -> LabelledFilms:
    if isinstance(films, LabelledFilms):
        return films
    name = "The table" if isinstance(films, pd.DataFrame) else str(films)
    frame = films if isinstance(films, pd.DataFrame) else read(Path(films))
    if missing := [column for column in ("plot", "genres") if column not in frame]:
        raise FileError(f"{name} has no column {' or '.join(map(repr, missing))}. Rename its columns.")
    return label(frame, [str(genre) for genre in classifier.classes_], name)


def _rows(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Rows as plain values; what is not a number becomes None, which JSON has."""
    return [{str(key): _plain(value) for key, value in row.items()} for row in frame.to_dict("records")]


def _plain(value: Any) -> Any:
    value = value.item() if isinstance(value, np.generic) else value
    return None if isinstance(value, float) and math.isnan(value) else value
