"""The first rows of a table: what stands above its header, whether there is one, and whether it names all cells."""

import re
from collections.abc import Sequence

from ..genres import is_name, parse
from .columns.names import is_known

LOOKED_AT = 6  # rows among which the header is looked for when titles stand above it
_SIGNS = re.compile(r"[,;\t|]")
_FEWEST_WORDS = 6  # of prose
_SENTENCE_END = re.compile(r"[.!…][\"'’”)]*\s*$")


def above_header(rows: Sequence[Sequence[str]]) -> int:
    """How many of the first rows are comments (``#TYPE ...``, as PowerShell writes) or titles above the header.

    A header has two names that are known, and more cells than what stands above it.
    """
    count = 0
    while count < len(rows) - 1 and _is_comment(rows[count]):
        count += 1
    rows = rows[count : count + LOOKED_AT]
    known = [sum(map(is_known, row)) for row in rows]
    header = next((place for place, names in enumerate(known) if names > 1), 0)
    titles = not any(known[:header]) and all(_filled(row) < _filled(rows[header]) for row in rows[:header])
    return count + (header if titles else 0)


def split(lines: Sequence[str]) -> list[list[str]]:
    """Lines as cells, whatever sign stands between them: good enough for names."""
    return [_SIGNS.split(line.strip("\r\n")) for line in lines]


def _filled(row: Sequence[str]) -> int:
    return sum(bool(cell.strip(' "')) for cell in row)


def _is_comment(row: Sequence[str]) -> bool:
    first = row[0].lstrip() if row else ""
    return first.startswith("#") and not any(is_known(cell.lstrip("# ")) for cell in row)


def is_film(first: Sequence[str], others: Sequence[Sequence[str]]) -> bool:
    """Whether the first row of a table is a film rather than a header: it has no name that is known, but prose where
    the others have prose, and beside it a genre where the others have genres, or else a whole sentence.
    """
    others = [row for row in others if len(row) == len(first)]
    if not others or any(map(is_known, first)):
        return False
    prose = [place for place, cell in enumerate(first) if _is_prose(cell, [row[place] for row in others])]
    if not prose:
        return False
    if any(_SENTENCE_END.search(first[place]) for place in prose):
        return True
    return any(_is_genre(cell, [row[place] for row in others]) for place, cell in enumerate(first))


def _is_prose(cell: str, others: Sequence[str]) -> bool:
    usual = sorted(len(other.split()) for other in others)[len(others) // 2]
    return usual >= _FEWEST_WORDS and len(cell.split()) >= max(_FEWEST_WORDS, 0.4 * usual)


def _is_genre(cell: str, others: Sequence[str]) -> bool:
    return _all_genres(cell) and sum(map(_all_genres, others)) >= 0.5 * len(others)


def _all_genres(cell: str) -> bool:
    names = parse(cell) if len(cell) < 300 else []
    return bool(names) and all(map(is_name, names))


def has_row_names(names: Sequence[str], rows: Sequence[Sequence[str]]) -> bool:
    """Whether each row begins with a number or a name of its own, for which the header has no column, as R writes."""
    width = len(names) + 1
    whole = [row for row in rows if len(row) == width]
    if len(names) < 2 or not any(map(is_known, names)) or len(whole) < max(0.8 * len(rows), 1):
        return False
    numbers = [row[0].strip() for row in whole]
    counted = all(map(str.isdigit, numbers)) and len(set(numbers)) == len(numbers)
    return counted and any(row[-1].strip() for row in whole)
