"""Genres out of one cell of a table, in whatever form it has them."""

import ast
import json
import re
from collections.abc import Iterable
from typing import Any

import numpy as np

from ..markup import plain
from .names import IMDB_GENRES, SEPARATOR
from .phrases import is_one_name, is_sentence, read

_NONE = {
    "", "n/a", "na", "nan", "none", "null", "nil", "\\n", "-", "--", "?", "unknown", "not available", "no genre",
    "no genres", "no genres listed", "(no genres listed)", "<na>", "#n/a", "undefined", "tba", "tbd", "[]", "{}",
}  # fmt: skip
_NEVER = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufeff]")
_FORMULA = "*=+-@ "  # what a spreadsheet would run, or a page would take for a list
# Between names, the strongest first: of several the first in this order counts, so that "Kids, Family|Drama" is two.
_SEPARATORS = tuple(
    map(re.compile, (r"[｜¦]", r"[;；]", r"[\n\r\t]+", r"\s*:::?\s*", r"[,，、]", r"[·•・]", r"\s[/／]\s"))
)
_NAMING = ("name", "genre", "label", "title", "value", "text", "description", "tag")
_BRACKETS = {"[": "]", "(": ")", "{": "}", "<": ">"}
_QUOTED = re.compile(r""""((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'(?=\s*[,\]\)}\s:]|$)""")
_JUXTAPOSED = re.compile(r"""(["'])\s+(["'])""")  # how NumPy prints: ['Drama' 'Comedy']
_CALL = re.compile(r"^(?:c|set|frozenset|array|list|tuple)\((.*?)(?:,\s*dtype=\w+)?\)$", re.DOTALL)
_KEY = re.compile(r"^(?:[/\d]|Q\d)")  # of a map whose values are the names: 28, /m/07s9rl0


def clean(name: str) -> str:
    """A name that is not IMDb's, in a form that every file and page can hold; "N/A" becomes empty."""
    name = name.strip()
    if name.lower() in _NONE:
        return ""
    return " ".join(_NEVER.sub(" ", name.replace(SEPARATOR, "/")).split()).lstrip(_FORMULA)


def canonical(name: str) -> str:
    """IMDb's name of a genre ("science fiction" -> "Sci-Fi"); other names stay as they are, "N/A" becomes empty."""
    plain = clean(name)
    reading = read(plain)
    return reading.genres[0] if len(reading.genres) == 1 and not reading.unknown else plain


def canonical_list(names: Iterable[str]) -> list[str]:
    """IMDb's genres in the names, and what of them is not understood as it was written, without repeats."""
    result: dict[str, None] = {}
    for name in filter(None, map(clean, names)):
        reading = read(name)
        result |= dict.fromkeys((*reading.genres, *filter(None, map(clean, reading.unknown))))
    return list(result)


def parse(cell: Any) -> list[str]:
    """Genres from one cell: IMDb's names, then what is not understood, as it was written.

    The cell is text with any separator, hashtags or braces; a list, a set or a map; any of these as JSON or as Python,
    R, NumPy or PostgreSQL write them; or objects with a name.
    """
    return canonical_list(written(cell))


def written(cell: Any) -> list[str]:
    """The names in one cell as they were written, without empty ones and repeats: for labels of one's own."""
    names = (name.strip() for name in _names(cell))
    return list(dict.fromkeys(name for name in names if name.lower() not in _NONE))


def is_name(name: str) -> bool:
    """Whether a name is one of IMDb's genres."""
    return name in _IMDB


_IMDB = frozenset(IMDB_GENRES)


def _names(cell: Any) -> Iterable[str]:
    if isinstance(cell, str):
        return _of_text(cell.strip())
    if isinstance(cell, bytes):
        return _of_text(cell.decode("utf-8", "replace").strip())
    if cell is None or isinstance(cell, (bool, float, np.bool_, np.floating)):
        return []
    if isinstance(cell, dict):
        return _of_map(cell)
    if isinstance(cell, Iterable):
        items = list(cell)
        return _of_map(dict(items)) if _is_map(items) else [name for item in items for name in _item(item)]
    return [str(cell)]


def _item(item: Any) -> Iterable[str]:
    """Names in an item of a list; a text there is one name, whatever commas it has, unless it is a list itself."""
    return [item] if isinstance(item, str) else _names(item)


def _is_map(items: list[Any]) -> bool:
    """Whether a list is a map as Parquet gives it: pairs, the first of each an identifier."""
    pairs = [isinstance(item, (tuple, list)) and len(item) == 2 for item in items]
    if not items or not all(pairs):
        return False
    return all(isinstance(key, int) or (isinstance(key, str) and bool(_KEY.match(key))) for key, _ in items) or all(
        isinstance(item, tuple) and isinstance(item[0], str) and not read(item[0]).genres for item in items
    )


def _of_map(names: dict[Any, Any]) -> Iterable[str]:
    """``{"name": "Drama"}``, ``{28: "Action"}`` or ``{"Drama": 1, "War": 0}``."""
    lower = {str(key).lower(): value for key, value in names.items()}
    naming = next((key for key in _NAMING if isinstance(lower.get(key), str)), None)
    if naming:
        return [lower[naming]]
    values = list(names.values())
    if values and all(isinstance(value, (bool, int, float, np.bool_, np.number)) for value in values):
        return [str(key) for key, value in names.items() if value > 0]
    return [name for value in values for name in _item(value)]


def _of_text(text: str) -> Iterable[str]:
    if "&" in text:
        text = plain(text)
    if call := _CALL.match(text):
        text = f"[{call[1].strip('[]{}()')}]"
    if _BRACKETS.get(text[:1]) == text[-1:] and len(text) > 1:
        value = _literal(text)
        return _names(value) if value is not None else _in_brackets(text)
    if text.startswith("#") and len(text) > 1:
        return re.split(r"\s*[,;|]?\s*#+", text)
    if SEPARATOR in text:
        return text.split(SEPARATOR)
    if is_one_name(text) or (is_sentence(text) and not read(text).genres):
        return [text]
    separator = next((mark for mark in _SEPARATORS if mark.search(text)), None)
    return separator.split(text) if separator else [text]


def _literal(text: str) -> Any:
    """The value that JSON or Python reads from a text; None when it is neither, or would run names together."""
    for reader in (json.loads, ast.literal_eval):
        try:
            value = reader(text) if reader is json.loads or not _JUXTAPOSED.search(text) else None
        except (ValueError, SyntaxError, RecursionError, MemoryError, TypeError):
            continue
        if isinstance(value, (list, tuple, set, dict)):
            return value
    return None


def _in_brackets(text: str) -> Iterable[str]:
    """Names in brackets that are no JSON: all that is quoted, or what stands between the separators."""
    inner = text[1:-1]
    outside = _QUOTED.sub("", inner)
    quoted = [first or second for first, second in _QUOTED.findall(inner)]
    if quoted and not outside.strip(" ,\n\t"):
        return quoted
    return [name.strip(" \"'") for name in _of_text(inner)]
