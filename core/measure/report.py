"""Score a model on a table of films with genres: metrics with intervals, per genre, by slice, against another model."""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ..errors import TableError
from ..genres import known, multi_hot, not_understood
from ..model.classifier import GenreClassifier
from ..tables.columns.choice import Columns, apply, check_choice
from ..tables.films import genre_texts, own_names, plot_texts, reasons, written_texts
from ..tables.left_out import Row, sums
from ..tables.whole import read_frame
from . import bootstrap, metrics, slices

WANTED = ("plot", "genres")
UNLISTED = "for a reason that is not listed"
NO_GENRE = "without a genre of the model"


@dataclass(frozen=True)
class LabelledFilms:
    """Films that can be scored: ``frame`` (text columns, with ``plot``), ``y_true`` [films, genres] and whether it is
    ``known`` [films, genres]; and what was left out: ``left_out`` (reason -> films), ``lacking`` (genre that the model
    does not have -> films with it), among them ``not_understood`` (name -> films with it). ``rows`` are all
    that were left out: row (its number in the file), reason. ``mended``: rows whose quotation marks are odd.
    """

    frame: pd.DataFrame
    y_true: NDArray[np.int8]
    known: NDArray[np.bool_]
    left_out: dict[str, int]
    lacking: dict[str, int]
    not_understood: dict[str, int]
    rows: pd.DataFrame
    mended: Sequence[Row] = ()

    @property
    def sums(self) -> str:
        """The records of the file, and what became of them, in one sentence."""
        count = sum(self.left_out.values())
        first = "row {:,}: {}".format(*self.rows.iloc[0]) if len(self.rows) else ""
        read = "film scored" if len(self.frame) == 1 else "films scored"
        return sums(len(self.frame) + count, count, first, len(self.mended), self.mended, read)


def read(
    path: Path,
    genres: Sequence[str],
    where: Sequence[str] = (),
    columns: Columns | None = None,
    encoding: str = "",
) -> LabelledFilms:
    """The films of a table in any format, their genres as 0/1 in the order of the model's ``genres``.

    What ``columns`` leaves open is guessed. ``encoding``: of its text, where that is not UTF-8. ``where``:
    ``column=value``, which the rows must all fulfil, by the names of the file. Raises TableError with what
    was wrong and what to do.
    """
    table = read_frame(path, encoding=encoding)
    named = apply(_filtered(table.frame, where, path.name), columns or Columns(), path.name, WANTED)
    unlisted = table.sums.count - len(table.sums.rows)
    films = label(named, genres, path.name, [row.reason for row in table.sums.rows] + [UNLISTED] * unlisted)
    rows = pd.concat([table.rejected, films.rows]) if len(table.rejected) else films.rows
    return replace(films, rows=rows.sort_values("row", ignore_index=True), mended=table.sums.mended)


def _filtered(frame: pd.DataFrame, where: Sequence[str], name: str) -> pd.DataFrame:
    unclear = [condition for condition in where if "=" not in condition]
    if unclear:
        raise TableError(f"--where is {unclear[0]!r}; write it as column=value, such as clean=1.")
    conditions = [condition.split("=", 1) for condition in where]
    for column, value in conditions:
        check_choice(column, frame.columns, name)
        frame = frame[frame[column].astype(str) == value]
    return frame


def label(frame: pd.DataFrame, genres: Sequence[str], name: str, unreadable: Sequence[str] = ()) -> LabelledFilms:
    """Genres of the films as 0/1, in the model's order; ``unreadable``: reasons of rows that were lost on reading.

    Raises TableError when no film is left to score.
    """
    as_written = written_texts(frame["genres"]).tolist()
    numbers = frame.index.to_numpy()
    frame = frame.assign(plot=plot_texts(frame["plot"]), genres=genre_texts(frame["genres"])).reset_index(drop=True)
    own = frozenset(genres)
    lists = [own_names(names, own) for names in as_written]
    y_true, certain = multi_hot(lists, genres), known(lists, genres)
    reason = reasons(frame, ("plot",)).replace({"no plot": "without a plot", "no genre": NO_GENRE})
    reason = reason.mask(pd.Series(~y_true.any(axis=1)) & (reason == ""), NO_GENRE)
    keep = (reason == "").to_numpy()
    if not keep.any():
        raise TableError(
            f"{name} has no film with a plot and one of the model's genres ({', '.join(genres[:4])}, ...)."
        )
    lacking = Counter(name for row in lists for name in row if name not in genres)
    left_out = Counter([*unreadable, *reason[~keep]])
    return LabelledFilms(
        frame=frame[keep].reset_index(drop=True),
        y_true=y_true[keep],
        known=certain[keep],
        left_out=dict(left_out.most_common()),
        lacking=dict(lacking.most_common()),
        not_understood=not_understood(lists, genres),
        rows=pd.DataFrame({"row": numbers[~keep] + 1, "reason": reason[~keep].to_numpy()}),
    )


def evaluate(
    classifier: GenreClassifier, films: "LabelledFilms | pd.DataFrame | str | Path", draws: int = 1_000, seed: int = 0
) -> dict[str, Any]:
    """How right a model is: ``metrics`` and their 95 % ``intervals`` [low, high], ``per_genre``, ``slices``, how many
    films were scored and which were left out (``sums`` is the sentence); plain values, ready for JSON. Where a
    film's genres are not understood it is not known what it is not, and nothing is counted.

    ``films``: the path of a table in any format, or a frame; its columns are guessed from their names. ``draws``: of
    the bootstrap over films. Deterministic under ``seed``. Raises TableError with what is wrong with the films.

        evaluate(classifier, "films.csv")["metrics"]["micro_f1"]
    """
    films = _labelled(classifier, films)
    plots = films.frame["plot"].tolist()
    genres, thresholds = [str(genre) for genre in classifier.classes_], classifier.thresholds_
    y_score = classifier.predict_proba(plots)
    figures = metrics.report(films.y_true, y_score, thresholds, films.known)
    scored = bootstrap.Scored(films.y_true, y_score, thresholds, films.known)
    intervals, per_genre = bootstrap.bootstrap(scored, draws, seed)
    single = classifier.artifact.card.global_threshold
    if single is not None:
        figures["micro_f1_global"] = metrics.report(films.y_true, y_score, single, films.known)["micro_f1"]
    table = metrics.per_genre(films.y_true, y_score, thresholds, genres, films.known).join(per_genre)
    grouped = slices.groups(films.frame, classifier.vocabulary, classifier.most_words)
    sliced = slices.table(films.y_true, y_score, thresholds, grouped, min(draws, 300), seed, films.known)
    return {
        "model": {"folder": str(classifier.artifact.folder), "version": classifier.version},
        "sums": films.sums,
        "films": len(plots),
        "left_out": films.left_out,
        "genres_the_model_lacks": films.lacking,
        "genres_not_understood": films.not_understood,
        "metrics": figures,
        "intervals": {name: [interval.low, interval.high] for name, interval in intervals.items()},
        "per_genre": _rows(table),
        "slices": _rows(sliced),
    }


def against(one: GenreClassifier, other: GenreClassifier, films: LabelledFilms, draws: int = 1_000) -> dict[str, str]:
    """Metric -> ``better by 0.021 [0.013, 0.029]`` and the like, for ``one`` beside ``other`` on the same films.

    Raises TableError when the two models don't have the same genres.
    """
    if set(one.classes_) != set(other.classes_):
        odd = ", ".join(sorted(set(one.classes_) ^ set(other.classes_))[:5])
        raise TableError(f"The two models have different genres ({odd}); compare models of the same genres.")
    plots = films.frame["plot"].tolist()
    order = [list(other.classes_).index(genre) for genre in one.classes_]
    first = bootstrap.Scored(films.y_true, one.predict_proba(plots), one.thresholds_, films.known)
    y_score = other.predict_proba(plots)[:, order]
    second = bootstrap.Scored(films.y_true, y_score, other.thresholds_[order], films.known)
    return {name: bootstrap.verdict(name, gap) for name, gap in bootstrap.paired(first, second, draws).items()}


def _labelled(classifier: GenreClassifier, films: "LabelledFilms | pd.DataFrame | str | Path") -> LabelledFilms:
    if isinstance(films, LabelledFilms):
        return films
    genres = [str(genre) for genre in classifier.classes_]
    if isinstance(films, pd.DataFrame):
        return label(apply(films, Columns(), "The table", WANTED), genres, "The table")
    return read(Path(films), genres)


def _rows(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Rows as plain values; what is not a number becomes None, which JSON has."""
    return [{str(key): _plain(value) for key, value in row.items()} for row in frame.to_dict("records")]


def _plain(value: Any) -> Any:
    value = value.item() if isinstance(value, np.generic) else value
    return None if isinstance(value, float) and math.isnan(value) else value
