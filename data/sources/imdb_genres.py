"""genres.list as an index in little memory: a title, tabs and one genre a line.

Only a hash (64 bits) and a set of genres (a bit each) is held for every title, 16 bytes in all.
"""

from array import array
from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from core.errors import TableError
from core.genres import SEPARATOR, canonical
from data.sources.imdb_plots import Progress, blocks, decode

_MANY_GENRES = 64
_LONGEST_LINE = 1_000_000


class GenreIndex:
    """The genres of every title in genres.list: hashes [titles], sorted, and a bit set [titles] for each."""

    def __init__(self) -> None:
        self.names: list[str] = []
        self.lines = 0
        self.lines_not_understood = 0
        self._bits: dict[str, int] = {}
        self._hashes, self._sets = array("Q"), array("Q")
        self.hashes: NDArray[np.uint64] = np.empty(0, dtype=np.uint64)
        self.sets: NDArray[np.uint64] = np.empty(0, dtype=np.uint64)
        self.used: NDArray[np.bool_] = np.empty(0, dtype=bool)
        self._texts: dict[int, str] = {}

    def add(self, title: str, genre: str) -> None:
        """One line of the list."""
        bit = self._bits.get(genre)
        if bit is None:
            bit = self._new_genre(genre)
        self._hashes.append(hash_of(title))
        self._sets.append(bit)

    def _new_genre(self, genre: str) -> int:
        name = canonical(genre)
        if name and name not in self.names:
            self.names.append(name)
            if len(self.names) > _MANY_GENRES:
                raise TableError(
                    f"More than {_MANY_GENRES} different genres were found: this is not IMDb's genres.list."
                )
        self._bits[genre] = 1 << self.names.index(name) if name else 0
        return self._bits[genre]

    def finish(self) -> None:
        """Sort and join the lines of each title."""
        hashes = np.frombuffer(self._hashes, dtype=np.uint64)
        order = np.argsort(hashes, kind="stable")
        self.hashes, starts = np.unique(hashes[order], return_index=True)
        sets = np.frombuffer(self._sets, dtype=np.uint64)[order]
        self.sets = np.bitwise_or.reduceat(sets, starts) if len(starts) else sets
        self.used = np.zeros(len(self.hashes), dtype=bool)
        self._hashes, self._sets = array("Q"), array("Q")

    def rows(self, titles: Iterable[str]) -> NDArray[np.intp]:
        """Row of each title [titles], -1 for one that has no genres."""
        wanted = np.fromiter(map(hash_of, titles), dtype=np.uint64)
        rows = np.searchsorted(self.hashes, wanted)
        present = self.hashes[np.minimum(rows, len(self.hashes) - 1)] == wanted
        return np.where(present, rows, -1)

    def genres(self, row: int) -> str:
        """The genres of a row joined by ``|``, in alphabetical order."""
        bits = int(self.sets[row])
        if bits not in self._texts:
            self._texts[bits] = SEPARATOR.join(sorted(n for i, n in enumerate(self.names) if bits >> i & 1))
        return self._texts[bits]


def hash_of(title: str) -> int:
    """64 bits of a title. Two of five million titles share them with a chance below one in a million."""
    if title.endswith("}}") or title.endswith("(mini)"):  # marks that only one of the two lists may bear
        title = title.removesuffix("{{SUSPENDED}}").rstrip().removesuffix("(mini)").rstrip()
    return hash(title) & 0xFFFFFFFFFFFFFFFF


def genre_lines(path: Path, progress: Progress) -> Iterator[str]:
    """The lines of genres.list, without their line ends."""
    rest = b""
    for block in blocks(path, progress):
        whole, _, rest = (rest + block).rpartition(b"\n")
        if len(rest) > _LONGEST_LINE:
            raise TableError(f"{path.name} has a line of more than 1 MB; it is not IMDb's genres.list.")
        yield from decode(whole).split("\n")
    yield decode(rest)


def read_genres(path: Path, progress: Progress = lambda size: None) -> GenreIndex:
    """Read genres.list. Raises TableError when no line of it is a title, a tab and a genre."""
    index = GenreIndex()
    for line in genre_lines(path, progress):
        title, tab, genre = line.partition("\t")
        if tab and "(" in title:
            index.add(title.strip(), genre.strip())
            index.lines += 1
        elif line.strip():
            index.lines_not_understood += 1
    if not index.lines:
        raise TableError(f"{path.name} holds no line of a title, a tab and a genre. Is it IMDb's genres.list?")
    index.finish()
    return index
