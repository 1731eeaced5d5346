"""What a table of plots holds, as small frames: pure functions, each under a second on 100,000 films but one.

The one is :func:`plot_words`, which reads all the text (two or three seconds); whoever keeps its result asks for any
genre, filter or set of known words without reading the plots again.
"""

from collections.abc import Container, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse

from core.genres import SEPARATOR, multi_hot
from data.quality.word_sequences import WordSequences, count_spaced, word_sequences


@dataclass(frozen=True)
class PlotWords:
    """How often each word stands in each plot: ``counts`` [films, words] (sparse) and the words in column order."""

    counts: sparse.csr_array
    words: NDArray[np.object_]

    def take(self, rows: NDArray[np.bool_] | NDArray[np.intp]) -> "PlotWords":
        """The same for some of the films, by mask or position [films]."""
        return PlotWords(self.counts[rows], self.words)


def genre_matrix(frame: pd.DataFrame) -> tuple[sparse.csr_array, list[str]]:
    """0/1 of each film and genre [films, genres], and the genres in alphabetical order."""
    codes, cells = pd.factorize(frame["genres"])  # few different cells: each is taken apart once
    lists = [cell.split(SEPARATOR) for cell in cells]
    genres = sorted({genre for names in lists for genre in names if genre})
    return sparse.csr_array(multi_hot(lists, genres).astype(np.int32)[codes]), genres


def plot_words(frame: pd.DataFrame) -> PlotWords:
    """Count the words of every plot, lower case, contractions split as in GloVe ("don't" is "do" and "n't").

    This reads all the text; keep the result and pass it to :func:`unknown_words` and :func:`distinctive_words`.
    """
    return counted(word_sequences(frame["plot"]))


def counted(sequences: WordSequences) -> PlotWords:
    """:func:`plot_words` of plots that were already taken apart."""
    ones = np.ones(len(sequences.codes), dtype=np.int32)
    shape = (len(sequences.lengths), len(sequences.words))
    counts = sparse.csr_array((ones, sequences.codes, sequences.starts), shape=shape, copy=True)
    counts.sum_duplicates()  # SciPy would do so later, in place, perhaps under another thread's hands
    return PlotWords(counts, sequences.words)


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
    """Films that have both genres, as a square frame genre x genre; on the diagonal, the films of the genre."""
    matrix, genres = genre_matrix(frame)
    return pd.DataFrame((matrix.T @ matrix).toarray().astype(int), index=genres, columns=genres)


def with_genres(frame: pd.DataFrame, genres: Sequence[str]) -> pd.DataFrame:
    """The films that have all of these genres: what stands behind one cell of :func:`cooccurrence`."""
    matrix, names = genre_matrix(frame)
    if not set(genres) <= set(names):
        return frame.iloc[:0]
    columns = [names.index(genre) for genre in genres]
    return frame[np.asarray(matrix[:, columns].sum(axis=1)).ravel() == len(columns)]


def words_per_plot(frame: pd.DataFrame) -> pd.Series:
    """Number of words, split at white space, of each plot; same index as the frame."""
    return pd.Series(count_spaced(frame["plot"]), index=frame.index, name="words")


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


def films_per_year(frame: pd.DataFrame, step: int = 1) -> pd.DataFrame:
    """Columns year, films, without gaps from the first to the last; ``step=10`` counts decades.

    Films of unknown year are not in it.
    """
    years = frame["year"].dropna().astype(int) // step * step
    if years.empty:
        return pd.DataFrame({"year": pd.Series(dtype=int), "films": pd.Series(dtype=int)})
    counts = years.value_counts().reindex(range(years.min(), years.max() + step, step), fill_value=0)
    return pd.DataFrame({"year": counts.index, "films": counts.to_numpy()})


def word_counts(words: PlotWords) -> pd.DataFrame:
    """Columns word, count (in all plots); most frequent first."""
    counts = np.asarray(words.counts.sum(axis=0)).ravel().astype(int)
    order = np.argsort(-counts, kind="stable")[: np.count_nonzero(counts)]
    return pd.DataFrame({"word": words.words[order], "count": counts[order]})


def unknown_words(words: PlotWords, known: Container[str], top: int = 50) -> tuple[pd.DataFrame, float]:
    """The most frequent words that are not in ``known`` (columns word, count), and the share of running words that are.

    ``known`` is anything that answers ``word in known``: GloVe's index, or a model's vocabulary.
    """
    return unknown_of(word_counts(words), known, top)


def unknown_of(counts: pd.DataFrame, known: Container[str], top: int = 50) -> tuple[pd.DataFrame, float]:
    """:func:`unknown_words` from :func:`word_counts`, which is small enough to keep."""
    is_known = np.fromiter((word in known for word in counts["word"]), dtype=bool, count=len(counts))
    total = counts["count"].sum()
    share = float(counts.loc[is_known, "count"].sum() / total) if total else 0.0
    return counts[~is_known].head(top).reset_index(drop=True), share


def distinctive_words(
    frame: pd.DataFrame, words: PlotWords, genres: Sequence[str] | None = None, *, top: int = 20, min_count: int = 5
) -> pd.DataFrame:
    """The words that set genres apart: columns genre, word, z, count (in the genre's plots), per_10000 words there.

    z is the weighted log-odds-ratio of the word in the genre's films against all others, with an informative Dirichlet
    prior from the whole table (Monroe, Colaresi and Quinn 2008, "Fightin' Words", equations 16 and 22), so that neither
    very frequent nor very rare words win by chance. ``words`` comes from :func:`plot_words` of the same frame.
    """
    matrix, names = genre_matrix(frame)
    total = np.asarray(words.counts.sum(axis=0)).ravel().astype(float)
    often = np.flatnonzero(total >= min_count)
    if not len(often):
        return pd.DataFrame({"genre": [], "word": [], "z": [], "count": [], "per_10000": []})
    chosen = [genre for genre in (names if genres is None else genres) if genre in names]
    columns = [names.index(genre) for genre in chosen]
    inside = (matrix[:, columns].T @ words.counts).toarray().astype(float)
    parts = []
    for genre, here in zip(chosen, inside, strict=True):
        z = log_odds(here[often], (total - here)[often], total[often])
        best = np.argsort(-z, kind="stable")[:top]
        found = pd.DataFrame({"genre": genre, "word": words.words[often[best]], "z": z[best]})
        found["count"] = here[often[best]].astype(int)
        found["per_10000"] = found["count"] / max(here.sum(), 1) * 10_000
        parts.append(found[found["z"] > 0])
    return pd.concat(parts, ignore_index=True)


def log_odds(
    here: NDArray[np.float64], there: NDArray[np.float64], background: NDArray[np.float64], strength: float = 500.0
) -> NDArray[np.float64]:
    """z-scores [words] of word counts ``here`` against ``there``; the prior is worth ``strength`` words a side.

    Monroe, Colaresi and Quinn (2008): the difference of the log-odds (equation 16) over its standard deviation (22).
    """
    prior = background / background.sum() * strength
    a, b = here + prior, there + prior
    with np.errstate(divide="ignore", invalid="ignore"):
        delta = np.log(a / (a.sum() - a)) - np.log(b / (b.sum() - b))
        z = delta / np.sqrt(1 / a + 1 / b)
    return np.nan_to_num(z, nan=0.0, posinf=0.0, neginf=0.0)


def summary(frame: pd.DataFrame, words: pd.Series | None = None) -> dict[str, int | float]:
    """The table in numbers: films, genres, genres a film, median words a plot, first and last year, unknown years.

    ``words``: :func:`words_per_plot` of the frame, when it is there already.
    """
    words, years = words_per_plot(frame) if words is None else words, frame["year"].dropna()
    matrix, genres = genre_matrix(frame)
    return {
        "films": len(frame),
        "genres": len(genres),
        "genres_per_film": round(matrix.sum() / max(len(frame), 1), 2),
        "median_words": int(words.median()) if len(words) else 0,
        "first_year": int(years.min()) if len(years) else 0,
        "last_year": int(years.max()) if len(years) else 0,
        "unknown_years": int(frame["year"].isna().sum()),
    }
