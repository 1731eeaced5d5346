"""How a delimited file is written: what stands between its cells, whether it has a header, what ends its lines."""

import csv
import re
from collections import Counter
from dataclasses import dataclass
from itertools import islice

from .names import is_known

LONG = (" ::: ", ":::", "::")  # delimiters of several signs, in files without quotation marks
_SHORT = ",\t;|"
_HINT = re.compile(r"\s*sep=(.)\s*$", re.IGNORECASE)
_QUOTED = re.compile(r'"[^"]*"')
_LOOKED_AT = 50  # records that tell the delimiter


@dataclass(frozen=True)
class Dialect:
    """``delimiter``: between cells; empty for a file of one column. ``header``: whether the first row names columns.

    ``hint``: whether Excel's ``sep=;`` stands above it. ``newline``: what ends a line.
    """

    delimiter: str = ","
    header: bool = True
    hint: bool = False
    newline: str = "\n"


def detect(text: str, cut: bool, ending: str) -> Dialect:
    """The dialect by a file's first signs; ``cut`` says that the file goes on. ``ending`` is that of its name."""
    plain = _QUOTED.sub("", text)
    newline = "\r" if "\r" in plain and "\n" not in plain else "\n"
    lines = [line for line in text.split(newline) if line.strip()]
    if cut and len(lines) > 1:
        lines.pop()
    if hint := _HINT.match(lines[0] if lines else ""):
        return Dialect(hint.group(1), hint=True, newline=newline)
    for delimiter in LONG:
        counts = Counter(line.count(delimiter) for line in lines[:_LOOKED_AT])
        if counts and 0 not in counts and counts.most_common(1)[0][1] >= 0.8 * len(lines[:_LOOKED_AT]):
            return Dialect(delimiter, any(map(is_known, lines[0].split(delimiter))), newline=newline)
    return Dialect(_delimiter(lines, plain, newline, ending), newline=newline)


def _delimiter(lines: list[str], plain: str, newline: str, ending: str) -> str:
    """The sign that cuts most records into as many cells as the header has; of equal ones, the one with more cells."""
    first = next((line for line in plain.split(newline) if line.strip()), "")
    header = first + (_QUOTED.sub("", lines[0]) if lines else "")
    there = [sign for sign in _SHORT if sign in header]
    if ending == "tsv" and "\t" in there:
        return "\t"
    if ending == "psv" and "|" in there:
        return "|"
    return max(there, key=lambda sign: _fit(lines, newline, sign)) if there else ""


def _fit(lines: list[str], newline: str, sign: str) -> tuple[float, int]:
    csv.field_size_limit(2**31 - 1)
    try:
        rows = list(islice(csv.reader((line + newline for line in lines), delimiter=sign), _LOOKED_AT))
    except csv.Error:
        rows = [line.split(sign) for line in lines[:_LOOKED_AT]]
    width = len(rows[0])
    # A header alone says how many cells there are; known names in it say more.
    fitting = sum(len(row) == width for row in rows[1:]) / max(len(rows) - 1, 1)
    return round(fitting + any(map(is_known, rows[0])), 1), width
