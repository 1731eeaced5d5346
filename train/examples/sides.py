"""The sides of a split as a network reads them: which genres have enough films, which films are scored."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from core.amounts import amount
from core.errors import TableError
from core.genres import SEPARATOR, counted, known, multi_hot, not_understood, open_ended
from core.text import Vocabulary, encode
from data import split
from data.schema import PlotTable
from train.config import LEARN, LEAVE_OUT, TrainConfig
from train.runs.events import Listener, Note

FEWEST_FILMS = 30


@dataclass(frozen=True)
class Side:
    """Train, validation or test: films, the ids of their words, their genres as 0/1 [films, genres], and whether those
    are ``known`` [films, genres]; None: all are.
    """

    frame: pd.DataFrame
    sequences: list[NDArray[np.int32]]
    y_true: NDArray[np.int8]
    known: NDArray[np.bool_] | None = None


def choose_genres(table: PlotTable, side: pd.Series, config: TrainConfig, report: Listener) -> list[str]:
    """Genres with enough training films, in alphabetical order; reports which were left out and why.

    ``side`` is the side of each film.

    Raises TableError when there are too few films, an empty side, or fewer than two genres.
    """
    if len(table) < FEWEST_FILMS:
        raise TableError(
            f"{table.name} has {amount(len(table), 'film')}; training needs at least {FEWEST_FILMS}. Add films."
        )
    sizes = side.value_counts()
    empty = [part for part in split.PARTS if not sizes.get(part)]
    if empty:
        raise TableError(f"{table.name} leaves no film for {' and '.join(empty)}. Add films or mend its split column.")
    lists = pd.Series(table.genre_lists())
    counts = lists[(side == "train").to_numpy()].explode().value_counts()
    odd = {} if config.unknown_genres == LEARN else not_understood(lists)
    genres = sorted(name for name in counts[counts >= config.min_films].index if name not in odd)
    if len(genres) < 2:
        learn = f" Names that are not understood are learnt with unknown_genres={LEARN}." if odd else ""
        raise TableError(
            f"{table.name} has {len(genres)} genre with at least {config.min_films} training films; a classifier needs"
            f" two. Add films of other genres, or lower min_films.{learn}"
        )
    rare = sorted(set(lists.explode().unique()) - {*genres, *odd})
    if rare:
        report(Note(f"Genres left out, with fewer than {config.min_films} training films: {', '.join(rare)}."))
    if odd:
        report(Note(_open_films(table, odd, config)))
    if table.left_out or len(table.mended):
        report(Note(table.sums))
    return genres


def _open_films(table: PlotTable, odd: dict[str, int], config: TrainConfig) -> str:
    films = sum(map(open_ended, table.genre_lists()))
    done = "are left out" if config.unknown_genres == LEAVE_OUT else "are learnt without their other genres"
    return (
        f"Names of genres that are not understood: {counted(odd)}. {amount(films, 'film')}, whose other genres are"
        f" unknown, {done}; none of them is scored."
    )


def read_side(
    table: PlotTable, rows: "pd.Series[bool]", genres: list[str], vocabulary: Vocabulary, config: TrainConfig
) -> Side:
    """The films of ``rows`` that have any of the genres. Raises TableError when none has."""
    frame = table.frame[rows].reset_index(drop=True)
    lists = [text.split(SEPARATOR) for text in frame["genres"]]
    y_true, certain = multi_hot(lists, genres), known(lists, genres)
    labelled = np.asarray(y_true.any(axis=1))
    if config.unknown_genres == LEARN:
        certain[:] = True
    elif config.unknown_genres == LEAVE_OUT:
        labelled &= certain.all(axis=1)
    if not labelled.any():
        raise TableError(f"{table.name}: a side of the split has no film of {', '.join(genres[:5])}. Add films.")
    frame = frame[labelled].reset_index(drop=True)
    return Side(frame, encode(frame["plot"], vocabulary, config.max_tokens), y_true[labelled], certain[labelled])


def only_scored(side: Side, config: TrainConfig) -> Side:
    """The films of a side that thresholds and test metrics are computed on: those whose genres are all known.

    Raises TableError when there are none.
    """
    keep = np.flatnonzero(config.scored_rows(side.frame, "the table"))
    if not len(keep):
        raise TableError(f"score_where={config.score_where} leaves no film. Check the value, or leave the option out.")
    if side.known is not None:
        keep = keep[side.known[keep].all(axis=1)]
    if not len(keep):
        raise TableError(
            "A side of the split has no film whose genres are all understood. Rename them, or learn the names as genres"
            f" of their own with unknown_genres={LEARN}."
        )
    return Side(side.frame.iloc[keep], [side.sequences[i] for i in keep], side.y_true[keep])
