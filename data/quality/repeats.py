"""Plots that repeat each other: exact copies, near-duplicates, and runs of words shared by several plots."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse

from data.quality.word_sequences import WordSequences, runs, words_of_run

RUN = 3  # words in a row that are compared
COMMONEST = 50  # a run in more plots than this is a phrase of the language, not a trace of copying
FEWEST = 6  # runs two plots must share: a shorter overlap says little
OVERLAP = 0.6  # share of the shorter plot's runs found in the other


def near_duplicates(plots: WordSequences, overlap: float = OVERLAP) -> pd.DataFrame:
    """Pairs of plots of which the longer contains most of the shorter: columns a, b (positions, a < b), overlap.

    The overlap coefficient |A & B| / min(|A|, |B|) over runs of three words, exact, by one sparse product; runs that
    found in more than fifty plots are left out on both sides. Plots equal word for word have overlap 1, however short.
    """
    all_runs = runs(plots, RUN)
    columns = pd.factorize(all_runs.hashes)[0]
    shape = (len(plots.lengths), int(columns.max(initial=-1)) + 1)
    ones = np.ones(len(columns), dtype=np.int32)
    incidence = sparse.coo_array((ones, (all_runs.plots, columns)), shape=shape).tocsr().sign()
    spread = np.asarray(incidence.sum(axis=0)).ravel()
    sizes = np.asarray(incidence[:, spread <= COMMONEST].sum(axis=1)).ravel()
    shared = incidence[:, (spread > 1) & (spread <= COMMONEST)]
    pairs = sparse.triu(shared @ shared.T, k=1).tocoo()
    share = pairs.data / np.maximum(np.minimum(sizes[pairs.row], sizes[pairs.col]), 1)
    keep = (share >= overlap) & (pairs.data >= FEWEST)
    near = pd.DataFrame({"a": pairs.row[keep], "b": pairs.col[keep], "overlap": np.minimum(share[keep], 1.0)})
    both = pd.concat([copies(plots), near], ignore_index=True).astype({"a": int, "b": int})
    return both.drop_duplicates(["a", "b"]).sort_values(["a", "b"], ignore_index=True)


def copies(plots: WordSequences) -> pd.DataFrame:
    """Plots equal word for word to an earlier one: columns a (the first), b, overlap (1)."""
    first: dict[bytes, int] = {}
    rows = []
    for i, (start, end) in enumerate(zip(plots.starts[:-1], plots.starts[1:], strict=True)):
        original = first.setdefault(plots.codes[start:end].tobytes(), i)
        if original != i and end > start:
            rows.append((original, i, 1.0))
    return pd.DataFrame(rows, columns=["a", "b", "overlap"])


def linked(size: int, a: NDArray[np.intp], b: NDArray[np.intp]) -> NDArray[np.intp]:
    """The number of each row's group [size] when the rows ``a[i]`` and ``b[i]`` belong together."""
    graph = sparse.coo_array((np.ones(len(a), dtype=np.int8), (a, b)), shape=(size, size))
    return sparse.csgraph.connected_components(graph, directed=False)[1]


def repeated_runs(plots: WordSequences, length: int = 5) -> pd.DataFrame:
    """Runs of words found in two plots or more: columns text, plots (how many); most frequent first."""
    all_runs = runs(plots, length)
    once = pd.DataFrame({"hash": all_runs.hashes, "plot": all_runs.plots, "begin": all_runs.begins})
    return _several(plots, once.drop_duplicates(["hash", "plot"]), length)


def repeated_openings(plots: WordSequences, length: int = 3) -> pd.DataFrame:
    """First words that several plots share: columns text, plots (how many); most frequent first."""
    all_runs = runs(plots, length)
    first = all_runs.begins == plots.starts[:-1][all_runs.plots]
    return _several(plots, pd.DataFrame({"hash": all_runs.hashes[first], "begin": all_runs.begins[first]}), length)


def _several(plots: WordSequences, rows: pd.DataFrame, length: int) -> pd.DataFrame:
    counts = rows.groupby("hash")["begin"].agg(["size", "first"])
    counts = counts[counts["size"] > 1].sort_values(["size", "first"], ascending=[False, True])
    texts = [words_of_run(plots, begin, length) for begin in counts["first"]]
    return pd.DataFrame({"text": texts, "plots": counts["size"].to_numpy()})


def shared_runs(plots: WordSequences, others: WordSequences, length: int = 8) -> pd.DataFrame:
    """Plots that share a run of words with one of ``others``: columns plot (position), text; one row a plot."""
    mine, theirs = runs(plots, length), runs(others, length)
    hits = np.flatnonzero(np.isin(mine.hashes, theirs.hashes))
    rows = pd.DataFrame({"plot": mine.plots[hits], "begin": mine.begins[hits]}).drop_duplicates("plot")
    rows["text"] = [words_of_run(plots, begin, length) for begin in rows["begin"]]
    return rows[["plot", "text"]].reset_index(drop=True)
