"""The name of a genre as people write it: which of IMDb's genres it means, and what of it is not understood.

Rules, not a list of names: words are compared without case, accents, plurals and apostrophes; words about the form
("Movies", "TV", "Fiction", "film") are passed over; compounds are taken apart ("Kriegsfilm", "#ActionComedy"); parts
joined by signs or by "and" are read one by one ("Sci-Fi & Fantasy"); and a qualifying word or two may precede a genre
("Psychological Thriller"). The words themselves are in :mod:`.names` and :mod:`.languages`.
"""

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

from .languages import ENDINGS, LANGUAGES
from .names import ALONE, ENGLISH, FORM, IMDB_GENRES, NATIONAL, ORIGIN, SEVERAL

MOST_QUALIFIERS = 2  # words beside a genre that are not understood; more of them are a sentence
MOST_WORDS = 5  # of a name that has such words
LONGEST_NAME = 200  # characters; what is longer is text, not a name
_CAMEL = re.compile(r"(?<=[a-zß-ÿ])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_ELISION = re.compile(r"\b(?:d|l|dell|nell|all)['’]", re.IGNORECASE)  # film d'horreur, film dell'orrore
_SCRIPTS = re.compile(r"[a-z0-9]+|[^\Wa-z0-9_]+")
_APOSTROPHES = str.maketrans("", "", "'’`´ʼ‘")
_PARTS = re.compile(
    r"[/\\&+·•・|;,、，；／＆＋>~*…:!?]+|\s[-–—]\s|[–—]|(?:^|\s)(?:and|und|et|y|e|ed|with|mit|avec|con|n|or|oder|ou|o)(?=\s)|と",
    re.IGNORECASE,
)
# Words of sentences and of refusals, which names of genres do not have.
_SPOKEN = frozenset(
    "a an to is are was were be has have had his her their its who whom he she it they in on at from by when after"
    " before while but not no non never into ein eine ist nicht kein keine une est pas sans un una non sin no".split()
)
_SENTENCE_WORDS = 6  # a text of this length and with a full stop, or with spoken words, is a sentence


class Reading(NamedTuple):
    """IMDb's ``genres`` in a name, and the parts that were ``unknown``, as they were written."""

    genres: tuple[str, ...]
    unknown: tuple[str, ...]


def words_of(name: str) -> list[str]:
    """The words of a name without case, accents, apostrophes and signs, apart where the script changes."""
    text = _ELISION.sub(" ", _CAMEL.sub(" ", unicodedata.normalize("NFKC", name)))
    text = text.translate(_APOSTROPHES).casefold()
    bare = "".join(sign for sign in unicodedata.normalize("NFKD", text) if not "\u0300" <= sign <= "\u036f")
    return [_singular(word) for word in _SCRIPTS.findall(unicodedata.normalize("NFC", bare))]


def _singular(word: str) -> str:
    """Without the plural's ending; the same for names and for what they are compared with: "movie" becomes "movy"."""
    if len(word) < 4 or not word.isascii() or word == "news" or word.endswith("ss"):
        return word
    return re.sub(r"(?:ie)?s$|ie$", lambda end: "y" if end[0][0] == "i" else "", word)


def _spellings(entries: str) -> list[str]:
    """The comma-separated entries, those with a tilde in every form."""
    names = [entry.strip() for entry in entries.split(",")]
    return [name.rstrip("~") + end for name in names if name for end in (ENDINGS if name.endswith("~") else ("",))]


def _lexicon() -> dict[tuple[str, ...], tuple[str, ...]]:
    known: dict[tuple[str, ...], tuple[str, ...]] = {}
    for meaning in (*LANGUAGES, ENGLISH, {genre: genre for genre in IMDB_GENRES if genre not in ALONE}):
        known |= {tuple(words_of(name)): (genre,) for genre, text in meaning.items() for name in _spellings(text)}
    for genres, text in SEVERAL.items():
        known |= {tuple(words_of(name)): tuple(genres.split(", ")) for name in _spellings(text)}
    return known


_KNOWN = _lexicon()
_ALONE = {tuple(words_of(name)): (genre,) for genre, name in ALONE.items()}
_LONGEST = max(map(len, _KNOWN))
_FORM = frozenset(word for entry in FORM.split(",") for word in words_of(entry))
_ORIGIN = frozenset(word for entry in ORIGIN.split(",") for word in words_of(entry))
_LINKS = ("", "s", "n", "en", "es", "e")  # between the parts of a compound
_SHORTEST_PART = 4  # letters of a part of a compound, where words are written with letters


@lru_cache(maxsize=65_536)
def read(name: str) -> Reading:
    """What a name means. A part of it is a genre, says nothing about genres, or is in ``unknown``."""
    name = name.strip()
    words = words_of(name[: LONGEST_NAME + 1])
    whole = _meaning(words)
    if whole:
        return Reading(whole, ())
    if len(name) > LONGEST_NAME or is_sentence(name):
        return Reading((), (name,))
    parts = [part.strip(" .#()[]{}\"'-") for part in _PARTS.split(name)]
    meanings = [(part, _part(words_of(part))) for part in parts if part]
    genres = dict.fromkeys(genre for _, genres in meanings for genre in genres)
    if not genres:
        return Reading((), (name,) if words or name else ())
    unknown = dict.fromkeys(part for part, found in meanings if not found and not says_nothing(part))
    return Reading(tuple(genres), tuple(unknown))


def is_sentence(text: str) -> bool:
    """Whether a text is a sentence rather than the name of a genre, or several."""
    words = re.findall(r"[^\W_]+", text[:1_000].casefold())
    if len(words) < _SENTENCE_WORDS - 1:
        return False
    spoken = sum(word in _SPOKEN for word in words)
    return spoken > 1 or (len(words) >= _SENTENCE_WORDS and text.rstrip()[-1:] in ".!?…")


def is_one_name(text: str) -> bool:
    """Whether a text is, with all its signs, one known name: "Music & Performing Arts", "フィルム・ノワール"."""
    return len(text) <= LONGEST_NAME and bool(_meaning(words_of(text)))


def says_nothing(name: str) -> bool:
    """Whether a name that is no genre speaks of origin, audience or form alone ("International Movies", "Classics")."""
    words = words_of(name)
    return bool(words) and all(word in _FORM or word in _ORIGIN or _is_nationality(word) for word in words)


def _meaning(words: list[str]) -> tuple[str, ...]:
    """The genres of words that are one known name, with or without words about the form."""
    bare = tuple(word for word in words if word not in _FORM)
    return _KNOWN.get(tuple(words)) or _ALONE.get(tuple(words)) or _KNOWN.get(bare) or _ALONE.get(bare) or ()


def _part(words: list[str]) -> tuple[str, ...]:
    """The genres of words between two signs; none when too much of them is not understood."""
    if whole := _meaning(words):
        return whole
    genres: dict[str, None] = {}
    others, place = [], 0
    while place < len(words):
        length, meaning = _longest(words, place)
        genres |= dict.fromkeys(meaning)
        if not length and words[place] not in _FORM:
            others.append(words[place])
        place += length or 1
    odd = [word for word in others if word not in _ORIGIN and not _is_nationality(word)]
    spoken = any(word in _SPOKEN for word in others)
    if spoken or (odd and (len(odd) > MOST_QUALIFIERS or len(words) > MOST_WORDS)):
        return ()
    return tuple(genres)


def _longest(words: list[str], place: int) -> tuple[int, tuple[str, ...]]:
    """How many words from ``place`` on are a known name, the most there can be, and its genres."""
    for length in range(min(_LONGEST, len(words) - place), 0, -1):
        if meaning := _KNOWN.get(tuple(words[place : place + length])):
            return length, meaning
    return (1, compound) if (compound := _compound(words[place])) else (0, ())


@lru_cache(maxsize=16_384)
def _compound(word: str) -> tuple[str, ...]:
    """The genres of a word made of known words: "Liebeskomödie", "horrorfilm", "恋愛映画"; none when a part is odd."""
    if found := _KNOWN.get((word,)):
        return found
    shortest = _SHORTEST_PART if word.isascii() else 1
    for cut in range(len(word) - 1, 0, -1):
        head, tail = word[:cut], word[cut:]
        if tail in _FORM and len(tail) >= shortest:
            if meaning := _linked(head):
                return meaning
        elif len(tail) >= shortest and len(head) >= shortest and (end := _compound(tail)) and (start := _linked(head)):
            return tuple(dict.fromkeys(start + end))
    return ()


def _linked(head: str) -> tuple[str, ...]:
    """The genres of the first part of a compound, without the letters that join it to the next."""
    for link in _LINKS:
        bare = head.removesuffix(link) if link else head
        if len(bare) > 1 and (bare != head or not link) and (meaning := _compound(bare)):
            return meaning
    return ()


def _is_nationality(word: str) -> bool:
    return len(word) > 5 and word.endswith(NATIONAL)
