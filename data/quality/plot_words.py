"""The words of a table of plots: how often each one is there, which are unknown, which set a genre apart.

:func:`plot_words` reads all the text (about two seconds for 100,000 films); whoever keeps its result asks for any
genre, filter or set of known words without reading the plots again.
"""

from collections.abc import Container, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse

from data.quality.describe import genre_matrix, most_frequent
from data.quality.word_sequences import WordSequences, word_sequences

MOST_WORDS = 50_000  # that a genre is told by


@dataclass(frozen=True)
class PlotWords:
    """How often each word occurs in each plot: ``counts`` [films, words] (sparse) and the words in column order."""

    counts: sparse.csr_array
    words: NDArray[np.object_]

    def take(self, rows: NDArray[np.bool_] | NDArray[np.intp]) -> "PlotWords":
        """The same for some of the films, by mask or position [films]."""
        return PlotWords(self.counts[rows], self.words)


def plot_words(frame: pd.DataFrame) -> PlotWords:
    """Count the words of every plot, lower case, contractions split as in GloVe ("don't" is "do" and "n't").

    This reads all the text; keep the result and pass it to :func:`unknown_words` and :func:`distinctive_words`.
    """
    return count(word_sequences(frame["plot"]))


def count(sequences: WordSequences) -> PlotWords:
    """:func:`plot_words` of plots that were already taken apart."""
    ones = np.ones(len(sequences.codes), dtype=np.int32)
    shape = (len(sequences.lengths), len(sequences.words))
    counts = sparse.csr_array((ones, sequences.codes, sequences.starts), shape=shape, copy=True)
    counts.sum_duplicates()  # SciPy would do so later, in place, perhaps under another thread's hands
    return PlotWords(counts, sequences.words)


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
    very frequent nor very rare words win by chance. ``words`` comes from :func:`plot_words` of the same frame. Of more
    than 50,000 words that occur ``min_count`` times, and without ``genres`` of more than 100, it takes the most
    frequent ones.
    """
    matrix, names = genre_matrix(frame)
    total = np.asarray(words.counts.sum(axis=0)).ravel().astype(float)
    often = np.argsort(-total, kind="stable")[:MOST_WORDS]
    often = np.sort(often[total[often] >= min_count])
    if not len(often):
        return pd.DataFrame({"genre": [], "word": [], "z": [], "count": [], "per_10000": []})
    place = {name: column for column, name in enumerate(names)}
    columns = most_frequent(matrix) if genres is None else [place[genre] for genre in genres if genre in place]
    of_genre = matrix[:, columns].T
    inside = (of_genre @ words.counts[:, often]).toarray().astype(float)
    running = of_genre @ np.asarray(words.counts.sum(axis=1)).ravel()
    parts = []
    for column, here, all_here in zip(columns, inside, running, strict=True):
        z = log_odds(here, total[often] - here, total[often])
        best = np.argsort(-z, kind="stable")[:top]
        rows = pd.DataFrame({"genre": names[column], "word": words.words[often[best]], "z": z[best]})
        rows["count"] = here[best].astype(int)
        rows["per_10000"] = rows["count"] / max(all_here, 1) * 10_000
        parts.append(rows[rows["z"] > 0])
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
