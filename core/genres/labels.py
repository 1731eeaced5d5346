"""Genres of films as arrays: what a film is, what it is not, and what its names leave open."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from .cells import is_name
from .phrases import says_nothing


def multi_hot(films: Iterable[Iterable[str]], genres: Sequence[str]) -> NDArray[np.int8]:
    """The genres of each film as 0/1 [films, genres]; names that are not among ``genres`` are passed over."""
    column = {genre: i for i, genre in enumerate(genres)}
    places = [[column[genre] for genre in film if genre in column] for film in films]
    result = np.zeros((len(places), len(genres)), dtype=np.int8)
    rows = np.repeat(np.arange(len(places)), [len(row) for row in places])
    result[rows, [place for row in places for place in row]] = 1
    return result


def open_ended(names: Iterable[str], genres: Collection[str] = ()) -> bool:
    """Whether a film's names leave genres open: what is not named is then unknown, not absent.

    So it is when a name may mean any genre ("Telenovela"), or when no name speaks of genres at all ("International
    Movies" alone). "International Movies" beside "Drama" leaves nothing open. ``genres`` are names of one's own, known
    beside IMDb's.
    """
    understood = False
    for name in names:
        if name in genres or is_name(name):
            understood = True
        elif not _says_nothing(name):
            return True
    return not understood


def known(films: Iterable[Sequence[str]], genres: Sequence[str]) -> NDArray[np.bool_]:
    """Whether it is known that each film has or has not each genre, [films, genres]."""
    lists = list(films)
    own = frozenset(genres)
    left_open = np.array([open_ended(names, own) for names in lists], dtype=bool)
    return multi_hot(lists, genres).astype(bool) | ~left_open[:, None]


def not_understood(films: Iterable[Iterable[str]], genres: Collection[str] = ()) -> dict[str, int]:
    """The names that are neither IMDb's nor among ``genres``, and on how many films each is; most frequent first."""
    counts = Counter(name for names in films for name in names if name and name not in genres and not is_name(name))
    return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))


def counted(names: Mapping[str, int], most: int = 5) -> str:
    """The first names for a message: "Telenovela (12), Wuxia (3) and 4 more"; empty without names."""
    first = ", ".join(f"{name[:60]} ({films:,})" for name, films in list(names.items())[:most])
    return first + (f" and {len(names) - most:,} more" if len(names) > most else "")


_says_nothing = lru_cache(maxsize=16_384)(says_nothing)
