"""How a delimited file is written: what stands between its cells, above and around them, and what ends its lines."""

import csv
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import islice

from ..columns.names import is_known
from ..heads import above_header, has_row_names, is_film, split

LONG = (" ::: ", ":::", "::")  # delimiters of several signs, in files without quotation marks
_SHORT = ",\t;|"
_HINT = re.compile(r'\s*"?sep=(.)"?\s*$', re.IGNORECASE)
_OF_R = re.compile(r'"[^"]*"( "[^"]*")+\s*$')  # what R writes unless it is told otherwise: blanks between quoted names
_QUOTED = re.compile(r'"[^"]*"')
_LOOKED_AT = 50  # records that tell the delimiter


@dataclass(frozen=True)
class Dialect:
    """``delimiter``: between cells; empty for a file of one column. ``header``: whether the first row names columns.

    ``above``: how many lines, blank ones not counted, stand above the header, such as Excel's ``sep=;``. ``newline``:
    what ends a line. ``quote``: what cells may stand in. ``padded``: whether blanks stand before it. ``row_names``:
    whether records begin with a cell that the header has no name for, as R writes them.
    """

    delimiter: str = ","
    header: bool = True
    above: int = 0
    newline: str = "\n"
    quote: str = '"'
    padded: bool = False
    row_names: bool = False

    def reader(self, lines: Iterable[str], *, strict: bool = False) -> Iterator[list[str]]:
        """The cells of lines by the rules of CSV."""
        csv.field_size_limit(2**31 - 1)
        return csv.reader(
            lines, delimiter=self.delimiter, quotechar=self.quote, skipinitialspace=self.padded, strict=strict
        )

    def rows(self, lines: list[str]) -> list[list[str]]:
        """The first records of some lines without their ends, however odd their quotation marks are."""
        try:
            return list(islice(self.reader(line + self.newline for line in lines), _LOOKED_AT))
        except csv.Error:
            return [line.split(self.delimiter) for line in lines[:_LOOKED_AT]]


def detect(text: str, cut: bool, ending: str) -> Dialect:
    """The dialect by a file's first signs; ``cut`` says that the file goes on. ``ending`` is that of its name."""
    plain = _QUOTED.sub("", text)
    newline = "\r" if "\r" in plain and "\n" not in plain else "\n"
    lines = [line for line in text.split(newline) if line.strip()]
    if cut and len(lines) > 1:
        lines.pop()
    hint = _HINT.match(lines[0] if lines else "")
    above = 1 if hint else 0
    above += above_header(split(lines[above : above + 20]))
    lines = lines[above:]
    first = lines[:_LOOKED_AT]
    for delimiter in LONG if first and not hint else ():
        counts = Counter(line.count(delimiter) for line in first)
        if 0 not in counts and counts.most_common(1)[0][1] >= 0.8 * len(first):
            return Dialect(delimiter, any(map(is_known, lines[0].split(delimiter))), above, newline)
    delimiter = hint.group(1) if hint else _delimiter(lines, newline, ending)
    dialect = Dialect(delimiter, above=above, newline=newline)
    return _looked_at(dialect, first) if lines else dialect


def _looked_at(dialect: Dialect, lines: list[str]) -> Dialect:
    """With what the first lines say of quotation marks, of the header and of names of the rows."""
    sign = dialect.delimiter
    if not sign:
        return replace(dialect, header=not is_film(lines[:1], [[line] for line in lines[1:]]))
    single = sum(line.startswith("'") and f"'{sign}'" in line for line in lines) > 0.5 * len(lines)
    padded = sum(bool(re.search(rf'{re.escape(sign)} +"[^"]', line)) for line in lines) >= 0.5 * len(lines[1:])
    tight = any(f'{sign}"' in line for line in lines)
    dialect = replace(dialect, quote="'" if single else '"', padded=padded and not tight)
    rows = dialect.rows(lines)
    if is_film(rows[0], rows[1:]):
        return replace(dialect, header=False)
    return replace(dialect, row_names=has_row_names(rows[0], rows[1:]))


def _delimiter(lines: list[str], newline: str, ending: str) -> str:
    """The sign that cuts most records into as many cells as the header has; of equal ones, the one with more cells."""
    if lines and _OF_R.match(lines[0]):
        return " "
    plain = _QUOTED.sub("", newline.join(lines))
    header = plain.split(newline)[0] + (_QUOTED.sub("", lines[0]) if lines else "")
    there = [sign for sign in _SHORT if sign in header]
    if ending == "tsv" and "\t" in there:
        return "\t"
    if ending == "psv" and "|" in there:
        return "|"
    return max(there, key=lambda sign: _fit(lines, newline, sign)) if there else ""


def _fit(lines: list[str], newline: str, sign: str) -> tuple[float, int]:
    rows = Dialect(sign, newline=newline).rows(lines)
    width = len(rows[0])
    # A header alone says how many cells there are; known names in it say more.
    fitting = sum(len(row) == width for row in rows[1:]) / max(len(rows) - 1, 1)
    return round(fitting + any(map(is_known, rows[0])), 1), width
