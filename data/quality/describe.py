"""What a table of plots holds, as small frames: pure functions, each under a second on 100,000 films."""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse

from core.genres import SEPARATOR
from data.quality.word_sequences import count_spaced

MOST_GENRES = 100  # of a table whose genres are compared with each other or with words
STEP = 1_000  # plots whose words are counted at a time


def genre_matrix(frame: pd.DataFrame) -> tuple[sparse.csr_array, list[str]]:
    """0/1 of each film and genre [films, genres], and the genres in alphabetical order."""
    codes, cells = pd.factorize(frame["genres"])  # few different cells: each is taken apart once
    lists = [cell.split(SEPARATOR) for cell in cells]
    genres = sorted({genre for names in lists for genre in names if genre})
    column = {genre: place for place, genre in enumerate(genres)}
    places = [sorted({column[genre] for genre in names if genre}) for names in lists]
    starts = np.concatenate([[0], np.cumsum([len(row) for row in places], dtype=np.int64)])
    ones, columns = (
        np.ones(starts[-1], dtype=np.int32),
        np.array([one for row in places for one in row], dtype=np.int32),
    )
    return sparse.csr_array((ones, columns, starts), shape=(len(lists), len(genres)))[codes], genres


def most_frequent(matrix: sparse.csr_array, most: int = MOST_GENRES) -> NDArray[np.intp]:
    """The columns of the ``most`` genres that most films have, in their order."""
    films = np.asarray(matrix.sum(axis=0)).ravel()
    return np.sort(np.argsort(-films, kind="stable")[:most])


def genre_counts(frame: pd.DataFrame) -> pd.DataFrame:
    """Columns genre, films, share (of all films); most frequent first."""
    matrix, genres = genre_matrix(frame)
    films = np.asarray(matrix.sum(axis=0)).ravel().astype(int)
    counts = pd.DataFrame({"genre": genres, "films": films, "share": films / max(len(frame), 1)})
    return counts.sort_values(["films", "genre"], ascending=[False, True], ignore_index=True)


def genres_per_film(frame: pd.DataFrame) -> pd.DataFrame:
    """Columns genres (how many a film has, from 1), films."""
    matrix, _ = genre_matrix(frame)
    films = np.bincount(np.asarray(matrix.sum(axis=1)).ravel().astype(int))
    return pd.DataFrame({"genres": np.arange(1, max(len(films), 1)), "films": films[1:]})


def cooccurrence(frame: pd.DataFrame) -> pd.DataFrame:
    """Films that have both genres, as a square frame genre x genre; on the diagonal, the films of the genre.

    Of more than 100 genres, the most frequent ones.
    """
    matrix, genres = genre_matrix(frame)
    chosen = most_frequent(matrix)
    names, matrix = [genres[place] for place in chosen], matrix[:, chosen]
    return pd.DataFrame((matrix.T @ matrix).toarray().astype(int), index=names, columns=names)


def with_genres(frame: pd.DataFrame, genres: Sequence[str]) -> pd.DataFrame:
    """The films that have all of these genres: the films behind one cell of :func:`cooccurrence`."""
    matrix, names = genre_matrix(frame)
    if not set(genres) <= set(names):
        return frame.iloc[:0]
    columns = [names.index(genre) for genre in genres]
    return frame[np.asarray(matrix[:, columns].sum(axis=1)).ravel() == len(columns)]


def words_per_plot(frame: pd.DataFrame) -> pd.Series:
    """Number of words, split at white space, of each plot; same index as the frame."""
    plots = frame["plot"]
    parts = [count_spaced(plots.iloc[start : start + STEP]) for start in range(0, max(len(plots), 1), STEP)]
    return pd.Series(np.concatenate(parts), index=frame.index, name="words")


def plot_lengths(
    frame: pd.DataFrame, width: int = 10, longest: int = 300, words: pd.Series | None = None
) -> pd.DataFrame:
    """Histogram of plot lengths: columns start, end (words, end excluded), films; the last bin takes all the rest.

    ``words``: :func:`words_per_plot` of the frame, when it is there already.
    """
    words = (words_per_plot(frame) if words is None else words).clip(upper=longest)
    top = int(words.max()) // width + 1 if len(words) else 0
    films = np.bincount(words // width, minlength=top)
    start = np.arange(top) * width
    return pd.DataFrame({"start": start, "end": start + width, "films": films})


def years_of(summary: Mapping[str, int | float | None]) -> str:
    """The years of :func:`summary` for people: "1950–1999", or "no years"."""
    first, last = summary["first_year"], summary["last_year"]
    return "no years" if first is None else f"{first}–{last}"


def films_per_year(frame: pd.DataFrame, step: int = 1) -> pd.DataFrame:
    """Columns year, films, without gaps from the first to the last; ``step=10`` counts decades.

    Films of unknown year are not in it.
    """
    years = frame["year"].dropna().astype(int) // step * step
    if years.empty:
        return pd.DataFrame({"year": pd.Series(dtype=int), "films": pd.Series(dtype=int)})
    counts = years.value_counts().reindex(range(years.min(), years.max() + step, step), fill_value=0)
    return pd.DataFrame({"year": counts.index, "films": counts.to_numpy()})


def summary(frame: pd.DataFrame, words: pd.Series | None = None) -> dict[str, int | float | None]:
    """The table in numbers: films, genres, genres a film, median words a plot, first and last year, unknown years.

    The years are None where none is known.

    ``words``: :func:`words_per_plot` of the frame, when it is there already.
    """
    words, years = words_per_plot(frame) if words is None else words, frame["year"].dropna()
    matrix, genres = genre_matrix(frame)
    return {
        "films": len(frame),
        "genres": len(genres),
        "genres_per_film": round(matrix.sum() / max(len(frame), 1), 2),
        "median_words": int(words.median()) if len(words) else 0,
        "first_year": int(years.min()) if len(years) else None,
        "last_year": int(years.max()) if len(years) else None,
        "unknown_years": int(frame["year"].isna().sum()),
    }
