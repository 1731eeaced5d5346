"""The words of many plots as arrays, and the runs of words that plots share. Reads 100,000 plots in two seconds."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray
from scipy import sparse

from core.text import words

_EDGES = '.,;:!?"()“”'
_ODD = np.uint64(0x9E3779B97F4A7C15)  # 2**64 / golden ratio: an odd number with well-mixed bits


@dataclass(frozen=True)
class WordSequences:
    """Plots as word numbers: plot i is ``codes[starts[i]:starts[i + 1]]``, and word number n is ``words[n]``."""

    codes: NDArray[np.int32]
    starts: NDArray[np.int64]
    words: NDArray[np.object_]

    @property
    def lengths(self) -> NDArray[np.int64]:
        """Words of each plot [plots]."""
        return np.diff(self.starts)


def text_array(column: pd.Series) -> pa.Array:
    """A column of text as one Arrow array."""
    array = pa.array(column, type=pa.large_string(), from_pandas=True)
    return array.combine_chunks() if isinstance(array, pa.ChunkedArray) else array


def bag(lists: pa.Array) -> tuple[sparse.csr_array, list[str]]:
    """Lists of strings as counts [rows, distinct strings]; a string that occurs twice in a row counts twice."""
    encoded = pc.list_flatten(lists).dictionary_encode()
    lengths = pc.fill_null(pc.list_value_length(lists), 0).to_numpy(zero_copy_only=False)
    starts = np.concatenate([[0], np.cumsum(lengths, dtype=np.int64)])
    codes = encoded.indices.to_numpy(zero_copy_only=False)
    names = encoded.dictionary.to_pylist()
    ones = np.ones(len(codes), dtype=np.int32)
    return sparse.csr_array((ones, codes, starts), shape=(len(lists), len(names))), names


def word_sequences(plots: pd.Series) -> WordSequences:
    """The words of every plot, as :func:`core.text.words` splits it; each chunk between blanks is split once."""
    chunks, surfaces = bag(pc.ascii_split_whitespace(text_array(plots)))
    column_of: dict[str, int] = {}
    parts = [[column_of.setdefault(word, len(column_of)) for word in _split(surface)] for surface in surfaces]
    lengths = np.fromiter(map(len, parts), dtype=np.int64, count=len(parts))
    columns = np.fromiter((column for part in parts for column in part), dtype=np.int32)
    # Each chunk between blanks becomes its words: a gather over all chunks, without a loop over the plots.
    taken = lengths[chunks.indices]
    ends = np.concatenate([[0], np.cumsum(taken)])
    first = (np.cumsum(lengths) - lengths)[chunks.indices] - ends[:-1]
    codes = columns[np.repeat(first, taken) + np.arange(ends[-1])]
    return WordSequences(codes, ends[chunks.indptr].astype(np.int64), np.array(list(column_of), dtype=object))


def count_spaced(column: pd.Series) -> NDArray[np.int64]:
    """What ASCII white space parts in each text [rows], counted on the bytes: a tenth of the time of splitting.

    These are not the words of :func:`core.text.words`: "don't" and "co-operation" count once.
    """
    array = text_array(column)
    _, offsets, content = array.buffers()
    ends = np.frombuffer(offsets, dtype=np.int64)[array.offset : array.offset + len(array) + 1]
    if not len(array) or ends[0] == ends[-1]:
        return np.zeros(len(array), dtype=np.int64)
    text = np.frombuffer(content, dtype=np.uint8)[ends[0] : ends[-1]]
    blank = (text == 32) | ((text >= 9) & (text <= 13))
    begins = ~blank
    begins[1:] &= blank[:-1]
    ends = ends - ends[0]
    firsts = ends[:-1][ends[:-1] < ends[1:]]
    begins[firsts] = ~blank[firsts]
    so_far = np.concatenate([[0], np.cumsum(begins, dtype=np.int64)])
    return so_far[ends[1:]] - so_far[ends[:-1]]


def _split(chunk: str) -> list[str]:
    """The words of a chunk between two blanks; the common case, a plain word and a full stop, without the pattern."""
    plain = chunk.strip(_EDGES)
    return [plain.lower()] if plain.isascii() and plain.isalpha() else words(chunk)


def _hash(strings: Iterable[str]) -> NDArray[np.uint64]:
    digests = b"".join(hashlib.blake2b(word.encode("utf-8", "replace"), digest_size=8).digest() for word in strings)
    return np.frombuffer(digests, dtype=np.uint64)


@dataclass(frozen=True)
class Runs:
    """Every run of some words in a row: its hash, its plot, and where it begins (index into codes)."""

    hashes: NDArray[np.uint64]
    plots: NDArray[np.int64]
    begins: NDArray[np.int64]


def runs(sequences: WordSequences, length: int) -> Runs:
    """The runs of ``length`` words of each plot, in order. Equal words give equal hashes in every table.

    The hash has 64 bits: among a hundred million different runs, two collide with a chance of one in four thousand.
    """
    begins = np.arange(max(len(sequences.codes) - length + 1, 0))
    plots = np.repeat(np.arange(len(sequences.lengths)), sequences.lengths)
    inside = plots[: len(begins)] == plots[length - 1 :][: len(begins)]
    begins = begins[inside]
    of_word = _hash(sequences.words)[sequences.codes]
    hashes = np.zeros(len(begins), dtype=np.uint64)
    for offset in range(length):
        hashes = (hashes * _ODD) ^ of_word[begins + offset]
        hashes ^= hashes >> np.uint64(29)
    return Runs(hashes, plots[begins], begins)


def words_of_run(sequences: WordSequences, begin: int, length: int) -> str:
    """A run as text."""
    return " ".join(sequences.words[sequences.codes[begin : begin + length]])
