"""Genres as people write them, brought to IMDb's names."""

import ast
import json
import re
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

SEPARATOR = "|"  # between the genres of a film, in one cell
IMDB_GENRES = (
    "Action", "Adult", "Adventure", "Animation", "Biography", "Comedy", "Crime", "Documentary", "Drama", "Family",
    "Fantasy", "Film-Noir", "Game-Show", "History", "Horror", "Music", "Musical", "Mystery", "News", "Reality-TV",
    "Romance", "Sci-Fi", "Short", "Sport", "Talk-Show", "Thriller", "War", "Western",
)  # fmt: skip
_NONE = {"", "n/a", "na", "nan", "none", "null", "\\n", "unknown", "no genres listed", "(no genres listed)"}
_NEVER = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufeff]")
_FORMULA = "=+-@ "  # what a spreadsheet would run
_SYNONYMS = {
    "Action": "actions, action movie",
    "Adventure": "adventures",
    "Animation": "animated, animations, cartoon, cartoons",
    "Biography": "biographical, biopic, bio, biographies",
    "Comedy": "comedies, comedic",
    "Crime": "crimes, criminal",
    "Documentary": "documentaries, docu, doc",
    "Drama": "dramas, dramatic",
    "Family": "kids, children, childrens, children s, kids and family, family and kids",
    "Fantasy": "fantasies",
    "Film-Noir": "noir, film noir",
    "Game-Show": "gameshow",
    "History": "historical, historic, period",
    "Horror": "horrors, horror movies",
    "Music": "music and performing arts",
    "Musical": "musicals",
    "Mystery": "mysteries",
    "Reality-TV": "reality, realitytv",
    "Romance": "romantic, romances, romance film",
    "Sci-Fi": "science fiction, scifi, sf, science fiction film",
    "Short": "short film, shorts",
    "Sport": "sports",
    "Talk-Show": "talk, talkshow",
    "Thriller": "thrillers, suspense",
    "War": "wars, war and military",
    "Western": "westerns",
}


def _plain(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", " ", name.lower().replace("&", " and ")).strip()


_CANONICAL = {_plain(genre): genre for genre in IMDB_GENRES}
_CANONICAL |= {synonym: genre for genre, text in _SYNONYMS.items() for synonym in text.split(", ")}


def canonical(name: str) -> str:
    """IMDb's name of a genre ("science fiction" -> "Sci-Fi"); other names stay as they are, "N/A" becomes empty."""
    name = name.strip()
    if name.lower() in _NONE:
        return ""
    known = _CANONICAL.get(_plain(name))
    return known or " ".join(_NEVER.sub(" ", name.replace("|", "/")).split()).lstrip(_FORMULA)


def canonical_list(names: Iterable[str]) -> list[str]:
    """:func:`canonical` of each, without empty ones and repeats, in the given order."""
    return list(dict.fromkeys(filter(None, map(canonical, names))))


def parse(cell: Any) -> list[str]:
    """Genres from one cell: joined by ``|``, ``;`` or ``,``, a list (JSON or Python), or a list of {"name": ...}.

    Of several separators the first in this order counts, so that "Kids, Family|Drama" is two genres.
    """
    if isinstance(cell, str):
        text = cell.strip()
        items = _list(text) if text.startswith(("[", "(", "{")) else None
        if items is None:
            separator = next((mark for mark in "|;," if mark in text), "|")
            items = text.split(separator)
    elif cell is None or isinstance(cell, float):
        items = []
    elif isinstance(cell, bytes):
        return parse(cell.decode("utf-8", "replace"))
    else:
        items = list(cell) if isinstance(cell, Iterable) and not isinstance(cell, dict) else [cell]
    return canonical_list(str(item.get("name", "")) if isinstance(item, dict) else str(item) for item in items)


def multi_hot(films: Iterable[Iterable[str]], genres: Sequence[str]) -> NDArray[np.int8]:
    """The genres of each film as 0/1 [films, genres]; names that are not among ``genres`` are passed over."""
    column = {genre: i for i, genre in enumerate(genres)}
    places = [[column[genre] for genre in film if genre in column] for film in films]
    result = np.zeros((len(places), len(genres)), dtype=np.int8)
    rows = np.repeat(np.arange(len(places)), [len(row) for row in places])
    result[rows, [place for row in places for place in row]] = 1
    return result


def _list(text: str) -> list[Any] | None:
    """The list that a text such as '["Drama"]' or "['Drama']" stands for; None when it is none."""
    for reader in (json.loads, ast.literal_eval):
        try:
            value = reader(text)
        except (ValueError, SyntaxError, RecursionError, MemoryError):
            continue
        if isinstance(value, (list, tuple, set)):
            return list(value)
        if isinstance(value, dict):
            return list(value.values()) if "name" not in value else [value]
    return None
