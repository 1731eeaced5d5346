"""Plots that repeat each other: exact copies, near-duplicates, and runs of words shared by several plots."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse

from data.quality.word_sequences import WordSequences, runs, words_of_run

RUN = 3  # words in a row that are compared
COMMONEST = 50  # a run in more plots than this is a phrase of the language, not a trace of copying
FEWEST = 6  # runs two plots must share: a shorter overlap says little
PAIRS_AT_ONCE = 20_000
OVERLAP = 0.6  # share of the shorter plot's runs found in the other


def near_duplicates(plots: WordSequences, overlap: float = OVERLAP) -> pd.DataFrame:
    """Pairs of plots of which the longer contains most of the shorter: columns a, b (positions, a < b), overlap.

    The overlap coefficient |A & B| / min(|A|, |B|) over runs of three words, exact, by one sparse product; runs that
    are in more than fifty plots are left out on both sides. Plots equal word for word have overlap 1, however short.
    Plots that are made of such frequent runs are copies of many others: see :func:`_among_many`.
    """
    incidence = _incidence(plots)
    spread = np.asarray(incidence.sum(axis=0)).ravel()
    rare = spread <= COMMONEST
    sizes = np.asarray(incidence[:, rare].sum(axis=1)).ravel()
    shared = incidence[:, (spread > 1) & rare]
    pairs = sparse.triu(shared @ shared.T, k=1).tocoo()
    share = pairs.data / np.maximum(np.minimum(sizes[pairs.row], sizes[pairs.col]), 1)
    keep = (share >= overlap) & (pairs.data >= FEWEST)
    near = pd.DataFrame({"a": pairs.row[keep], "b": pairs.col[keep], "overlap": np.minimum(share[keep], 1.0)})
    parts = [copies(plots), near, _among_many(incidence, spread, overlap)]
    both = pd.concat([part for part in parts if len(part)] or parts[:1], ignore_index=True)
    return both.astype({"a": int, "b": int}).drop_duplicates(["a", "b"]).sort_values(["a", "b"], ignore_index=True)


def _incidence(plots: WordSequences) -> sparse.csr_array:
    """0/1 of each plot and each run of three words that is somewhere, [plots, runs]."""
    all_runs = runs(plots, RUN)
    columns = pd.factorize(all_runs.hashes)[0]
    shape = (len(plots.lengths), int(columns.max(initial=-1)) + 1)
    ones = np.ones(len(columns), dtype=np.int32)
    return sparse.coo_array((ones, (all_runs.plots, columns)), shape=shape).tocsr().sign()


def _among_many(incidence: sparse.csr_array, spread: NDArray[np.integer], overlap: float) -> pd.DataFrame:
    """Near-duplicates by frequent runs: of plots that have so many of them that the rare ones can't tell.

    Each is compared, on all runs, with the next such plot that has the same frequent run, and each plot that has the
    run with the shortest of them. So a group of n copies is tied together by a few n pairs rather than n * n / 2.
    """
    sizes = np.diff(incidence.indptr)
    frequent = incidence[:, spread > COMMONEST].tocsc()
    made_of = np.asarray(frequent.sum(axis=1)).ravel() > (1 - overlap) * np.maximum(sizes, FEWEST)
    frequent = frequent[:, np.asarray(frequent[made_of].sum(axis=0)).ravel() > 1]
    # Postings: the plots of each run, shortest first among those made of frequent runs, then the others.
    run = np.repeat(np.arange(frequent.shape[1]), np.diff(frequent.indptr))
    plot = frequent.indices
    order = np.lexsort((plot, sizes[plot], ~made_of[plot], run))
    run, plot = run[order], plot[order]
    first = np.flatnonzero(np.diff(run, prepend=-1))
    shortest = plot[np.repeat(first, np.diff(np.append(first, len(run))))]
    next_same = np.flatnonzero((run[1:] == run[:-1]) & made_of[plot[1:]])
    one = np.concatenate([shortest, plot[next_same]])
    other = np.concatenate([plot, plot[next_same + 1]])
    pairs = np.unique(np.sort(np.stack([one, other], axis=1)[one != other], axis=1), axis=0)
    a, b = pairs.T
    common = np.zeros(len(a))
    for begin in range(0, len(a), PAIRS_AT_ONCE):
        part = slice(begin, begin + PAIRS_AT_ONCE)
        common[part] = np.asarray(incidence[a[part]].multiply(incidence[b[part]]).sum(axis=1)).ravel()
    share = common / np.maximum(np.minimum(sizes[a], sizes[b]), 1)
    keep = (share >= overlap) & (common >= FEWEST)
    return pd.DataFrame({"a": a[keep], "b": b[keep], "overlap": share[keep]})


def copies(plots: WordSequences) -> pd.DataFrame:
    """Plots equal word for word to an earlier one: columns a (the first), b, overlap (1)."""
    first: dict[bytes, int] = {}
    rows = []
    for i, (start, end) in enumerate(zip(plots.starts[:-1], plots.starts[1:], strict=True)):
        original = first.setdefault(plots.codes[start:end].tobytes(), i)
        if original != i and end > start:
            rows.append((original, i, 1.0))
    return pd.DataFrame(rows, columns=["a", "b", "overlap"])


def grouped(size: int, a: NDArray[np.intp], b: NDArray[np.intp]) -> list[list[int]]:
    """The rows, of ``size`` in all, that the pairs ``a[i]``, ``b[i]`` tie together, largest group first."""
    rows = np.unique(np.concatenate([a, b])).astype(np.intp)
    groups = pd.Series(rows).groupby(linked(size, a, b)[rows]).agg(list)
    return sorted(groups.tolist(), key=lambda group: (-len(group), group))


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
