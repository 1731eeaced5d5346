r"""Lines whose quotation marks break the rules of CSV, read as they were meant.

Databases export without quotation marks, so that a cell may begin with one; MySQL writes ``\"`` inside; hand-made files
forget to double a mark, or to close one. Each reading is taken only when it gives a cell for every column.
"""

import csv
import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice

MOST_LINES = 200  # of one record that is mended
MOST_OPENINGS = 10  # cells of a line that may or may not be in quotation marks
MOST_CELLS = 300  # of a line that is looked at closely
MOST_TRIED = 20_000  # cells of all the ways to cut a line
LONGEST = 1_000_000  # characters of a line that is looked at closely
KEPT, UNDOUBLED = (
    "a quotation mark is never closed, or stands for itself: read as it stands, up to the end of its line",
    "a quotation mark inside a cell is not doubled: read as it stands",
)
RARE = "\t|"  # signs that prose does not hold: lines that have the right number of them are rows
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "0": ""}


@lru_cache(maxsize=32)
def _cell(delimiter: str) -> re.Pattern[str]:
    """A cell in quotation marks, escaped by strokes, and behind it the delimiter or the end."""
    return re.compile(rf'"((?:[^"\\]|\\.|"")*+)"(?={re.escape(delimiter)}|\Z)', re.DOTALL)


def escaped_cells(text: str, delimiter: str) -> list[str] | None:
    r"""The cells of a record in which ``\`` stands before what is not meant as a delimiter or quotation mark."""
    pattern, bare = _cell(delimiter), re.compile(rf"(?:[^\\{re.escape(delimiter)}]|\\.)*+", re.DOTALL)
    cells, place = [], 0
    while True:
        match = pattern.match(text, place) if text.startswith('"', place) else bare.match(text, place)
        if match is None:
            return None
        raw = match.group(1) if match.re is pattern else match.group()
        plain = "" if raw == r"\N" else raw.replace('""', '"') if match.re is pattern else raw
        cells.append(re.sub(r"\\(.)", lambda sign: _ESCAPES.get(sign[1], sign[1]), plain, flags=re.DOTALL))
        place = match.end()
        if place == len(text):
            return cells
        if text[place] != delimiter:
            return None
        place += 1


def goes_on(line: str) -> bool:
    """Whether a stroke, which has no stroke before it, stands before the line's end."""
    body = line.rstrip("\r\n")
    return bool((len(body) - len(body.rstrip("\\"))) % 2)


def readings(text: str, delimiter: str) -> Iterator[list[str]]:
    """Every way to cut a line at its delimiters when a quotation mark may open a cell or stand for itself.

    A cell in marks ends at one before a delimiter or the end: the first is tried first.
    """
    closing = re.compile(rf'"(?={re.escape(delimiter)}|\Z)')
    openings = [0]

    def ways(place: int) -> Iterator[tuple[str, int]]:
        if text.startswith('"', place) and openings[0] < MOST_OPENINGS:
            openings[0] += 1
            for mark in islice(closing.finditer(text, place + 1), MOST_OPENINGS):
                inside = text[place + 1 : mark.start()]
                if (len(inside) - len(inside.rstrip('"'))) % 2 == 0:  # else the mark is the second of a pair
                    yield inside.replace('""', '"'), mark.end()
        end = text.find(delimiter, place)
        yield (text[place:], len(text)) if end < 0 else (text[place:end], end)

    def cut(place: int) -> Iterator[list[str]]:
        for cell, end in ways(place):
            if end == len(text):
                yield [cell]
            else:
                for rest in cut(end + len(delimiter)):
                    yield [cell, *rest]

    return cut(0)


def mended(lines: list[str], delimiter: str, width: int) -> tuple[list[str], int, str] | None:
    """The cells of a record that begins with the first line, how many lines it takes, and how it was read.

    None when no reading gives ``width`` cells. ``lines`` are with their ends.
    """
    first = lines[0].rstrip("\r\n")
    if len(first) > LONGEST or first.count(delimiter) > MOST_CELLS:
        return None
    if '\\"' in first or first.endswith("\\"):
        if found := _escaped(lines, delimiter, width):
            return found
    ways = islice(readings(first, delimiter), _tries(first, delimiter, 500))
    if cells := next((way for way in ways if len(way) == width and not _crosses(way, delimiter)), None):
        return cells, 1, KEPT
    return _undoubled(lines, delimiter, width)


def _crosses(cells: list[str], delimiter: str) -> bool:
    """Whether a reading takes one mark for itself and, in another cell, the marks between two cells for its content."""
    alone = any(cell.startswith('"') and cell.count('"') % 2 for cell in cells)
    return alone and any(f'"{delimiter}' in cell or f'{delimiter}"' in cell for cell in cells)


def _tries(text: str, delimiter: str, most: int) -> int:
    """How many ways to cut a text are looked at: fewer where each has many cells."""
    return max(10, min(most, MOST_TRIED // (text.count(delimiter) + 1)))


def stands_alone(line: str, delimiter: str, width: int) -> bool:
    """Whether a line is a whole record by the rules of CSV, with no mark left over."""
    if line.count('"') % 2:
        return False
    try:
        return [len(cells) for cells in csv.reader([line], delimiter=delimiter, strict=True)] == [width]
    except csv.Error:
        return False


@lru_cache(maxsize=32)
def _cutting(delimiter: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """A delimiter that cuts cells rather than prose: no blank and no line end follows it; and one of "1,000"."""
    sign = re.escape(delimiter)
    tight = sign if delimiter in RARE else rf"{sign}(?![ \r\n])"
    return re.compile(tight), re.compile(rf"(?<=\d){sign}\d{{3}}(?!\d)")


def cuts(text: str, delimiter: str) -> tuple[int, int]:
    """How many delimiters of a text look as if they cut cells: without and with those that may group the digits of a
    number.
    """
    tight, in_numbers = (len(pattern.findall(text)) for pattern in _cutting(delimiter))
    return tight - in_numbers, tight


def are_rows(lines: list[str], delimiter: str, width: int) -> bool:
    """Whether each of some lines has as many cells as the header, if quotation marks mean nothing."""
    return all(least < width <= most + 1 for least, most in (cuts(line, delimiter) for line in lines))


def spans(lines: list[str], cells: list[str], delimiter: str) -> bool:
    """Whether a cell of a record of several lines seems to hold the end of one record and the beginning of the next.

    Then a quotation mark is missing before it, and rows are swallowed.
    """
    width, inner = len(cells), lines[1:-1]
    if len(inner) > (width < 4) and all(stands_alone(line, delimiter, width) for line in inner):
        return True
    place = next((place for place, cell in enumerate(cells) if "\n" in cell or "\r" in cell), 0)
    parts = cells[place].splitlines() or [""]
    before, after = cuts(parts[-1], delimiter)[0], cuts(parts[0], delimiter)[0]
    return width > 2 and len(parts) > 1 and before >= place and after >= width - 1 - place


def _escaped(lines: list[str], delimiter: str, width: int) -> tuple[list[str], int, str] | None:
    text = ""
    for count, line in enumerate(lines[:MOST_LINES], 1):
        text += line
        body = text.rstrip("\r\n")
        marks = len(re.findall(r'(?<!\\)(?:\\\\)*"', body))
        if marks % 2 or body.endswith("\\"):
            continue
        cells = escaped_cells(body, delimiter)
        return (cells, count, "") if cells is not None and len(cells) == width else None
    return None


def _undoubled(lines: list[str], delimiter: str, width: int) -> tuple[list[str], int, str] | None:
    """A record of several lines, one cell of which holds marks that are not doubled."""
    text = lines[0]
    for count, line in enumerate(lines[1:MOST_LINES], 2):
        text += line
        if len(text) > LONGEST or text.count(delimiter) > MOST_CELLS or stands_alone(line, delimiter, width):
            break
        for cells in islice(readings(text.rstrip("\r\n"), delimiter), _tries(text, delimiter, 50)):
            if len(cells) == width and sum("\n" in cell or "\r" in cell for cell in cells) == 1:
                return cells, count, UNDOUBLED
    return None
