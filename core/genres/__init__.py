"""Genres as people write them, brought to IMDb's names; what is not understood is kept as it was written."""

from .cells import canonical, canonical_list, clean, is_name, parse, written
from .labels import counted, known, multi_hot, not_understood, open_ended
from .names import IMDB_GENRES, SEPARATOR
from .phrases import is_sentence, says_nothing

__all__ = [
    "IMDB_GENRES",
    "SEPARATOR",
    "canonical",
    "canonical_list",
    "clean",
    "counted",
    "is_name",
    "is_sentence",
    "known",
    "multi_hot",
    "not_understood",
    "open_ended",
    "parse",
    "says_nothing",
    "written",
]
