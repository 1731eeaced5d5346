"""The objects of a JSON file: one a line, a list of them, or one of the shapes that pandas and web services write."""

import codecs
import json
import sys
from collections.abc import Iterator
from typing import Any, NamedTuple

from ...errors import TableError
from ..columns.choice import check_names
from ..delimited_text.rows import most_cells
from ..files import TableFile
from .json_shapes import Object, json_text, of_list, rows_of, unwrapped, wrapping

PROBLEM = "not a JSON object"
LONGEST_LINE = 8_000_000  # bytes
LONGEST_ITEM = 16_000_000  # bytes that the text of one object in a list takes
LARGEST_DOCUMENT = 60_000_000  # bytes that the text of a file takes that is one object: all of it is held at once
LARGEST_VALUES = 48_000_000  # bytes that its lists, objects, numbers and texts take beside their letters
IN_VAIN = 1_000_000  # lines, of which nearly none is an object
_HEAVIEST = 36  # bytes a sign, at most
PARTS = f"more than {LARGEST_VALUES / 1e6:,.0f} MB of lists and numbers"
_BLOCK = 1 << 18
_FLAT = frozenset((str, int, float, bool, type(None)))
_BLANK = " \t\r\n"


class Item(NamedTuple):
    """A row by its number (from 1; blank lines aren't counted): its object, or None and why there is none.

    Its values are texts, numbers or None. ``length``: its characters, about.
    """

    number: int
    value: Object | None
    problem: str = ""
    length: int = 0


class Objects:
    """The rows of a JSON file in order. ``names``: the columns met so far, in the order in which they came.

    ``texts``: whether lists and objects in a row become JSON; whoever asks for the names alone needs none.

    Raises TableError from its rows: for no object at all, for too many columns, for what is no JSON.
    """

    def __init__(self, file: TableFile, *, texts: bool = True) -> None:
        self.file, self._texts = file, texts
        self.names: dict[str, None] = {}
        self._read = 0

    def __iter__(self) -> Iterator[Item]:
        most, count = most_cells(self.file.size), 0
        wrapped = ""
        for number, (value, problem) in enumerate(self._values(), 1):
            self._read = number
            if not isinstance(value, dict):
                if number > IN_VAIN and number > 10 * count:
                    lines = f"{number - count:,} lines that are no JSON objects"
                    raise TableError(f"{self.file.name} has {lines}. Write one object a line.")
                yield Item(number, None, problem or PROBLEM)
                continue
            if not count:
                wrapped = wrapping(value)
            value = unwrapped(value, wrapped) if wrapped else value
            count += 1
            if not (self.names and value.keys() <= self.names.keys()):
                self.names.update(dict.fromkeys(value))
                check_names(self.names, self.file.name)
            if count * len(self.names) > most:
                raise TableError(
                    f"{self.file.name} has far too many cells for its size. Keep the columns of the films."
                )
            if not self._texts:
                yield Item(number, value)
                continue
            if not _FLAT.issuperset(map(type, value.values())):
                value = {name: part if part.__class__ in _FLAT else json_text(part) for name, part in value.items()}
            length = sum([len(part) for part in value.values() if part.__class__ is str])
            yield Item(number, value, "", 2 + 8 * len(value) + length)
        if not count:
            raise TableError(
                f'{self.file.name} has no line that is a JSON object. Write one such as {{"title": ..., "plot": ...}}.'
            )

    def _values(self) -> Iterator[tuple[Any, str]]:
        with self.file.reading():
            if self.file.format.kind == "lines":
                yield from self._lines()
                return
            try:
                for value in rows_of(_Document(self.file).values(), self.file.name):
                    yield value, ""
            except (UnicodeDecodeError, TableError):
                raise
            except (ValueError, RecursionError) as error:
                where = f" behind row {self._read:,}" if self._read else ""
                reason = getattr(error, "msg", error)  # its place counts from where reading went on
                raise TableError(f"{self.file.name} is not JSON{where} ({reason}). Write one object a line.") from None

    def _lines(self) -> Iterator[tuple[Any, str]]:
        encoding = "utf-8-sig"
        while line := self.file.content.readline(LONGEST_LINE):
            if len(line) == LONGEST_LINE:
                while not line.endswith(b"\n") and (line := self.file.content.readline(LONGEST_LINE)):
                    pass
                yield None, f"longer than {LONGEST_LINE:,} bytes"
                continue
            if text := line.decode(encoding).strip():
                yield (None, PARTS) if is_heavy(text) else (_parsed(text.removesuffix(",")), "")
            encoding = "utf-8"


class _Document:
    """JSON that is read piece by piece: the items of a list, or values that follow each other."""

    def __init__(self, file: TableFile) -> None:
        self._file = file
        self._decoder = codecs.getincrementaldecoder("utf-8-sig")()
        self._json = json.JSONDecoder()
        self._text, self._place, self._ended = "", 0, False
        self._odd = False  # whether there may be surrogates

    def _more(self, size: int = _BLOCK) -> bool:
        block = self._file.content.read(size)
        self._ended = not block
        self._text = self._text[self._place :] + self._decoder.decode(block, final=self._ended)
        self._place = 0
        self._odd = "\\ud" in self._text or "\\uD" in self._text
        return not self._ended

    def _next_sign(self) -> str:
        while True:
            text, place = self._text, self._place
            while place < len(text) and text[place] in _BLANK:
                place += 1
            self._place = place
            if place < len(text):
                return text[place]
            if not self._more():
                return ""

    def _value(self, longest: int) -> Any:
        """The next value, tried each time when twice as much of it is there, and when it may not grow any more."""
        size, tried, too_long = _BLOCK, 0, False
        while True:
            there = len(self._text) - self._place
            if self._ended or too_long or there >= 2 * tried:
                tried = there
                try:
                    value, end = self._json.raw_decode(self._text, self._place)
                    if end < len(self._text) or self._ended:
                        self._place = end
                        return _whole(value) if self._odd else value
                except ValueError:
                    if self._ended:
                        raise
            too_long = sys.getsizeof(self._text) > longest
            if too_long and there > tried:
                continue
            if too_long:
                raise TableError(f"{self._file.name} has an object that is too long. Write one object a line.")
            self._more(size)
            size = min(2 * size, longest // 16)
            if is_heavy(self._text):
                raise TableError(f"{self._file.name} has {PARTS} in one object. Write one object a line.")

    def values(self) -> Iterator[Any]:
        """The items of a list, or all values; a value by itself is not split."""
        if self._next_sign() != "[":
            longest = LARGEST_DOCUMENT
            while self._next_sign():
                yield self._value(longest)
                longest = LONGEST_ITEM  # what has more objects than one can be read one by one
            return
        self._place += 1
        yield of_list
        if self._next_sign() == "]":
            self._place += 1
        while self._next_sign():
            yield self._value(LONGEST_ITEM)
            sign = self._next_sign()
            self._place += 1
            if sign == "]":
                break
            if sign != ",":
                raise ValueError("a list that is never closed" if not sign else f"{sign!r} between two objects")
        if self._next_sign():
            raise ValueError("something behind the end of the list")


def is_heavy(text: str) -> bool:
    """Whether JSON would fill the memory with what is not text: an empty list of two signs takes 56 bytes."""
    if len(text) * _HEAVIEST <= LARGEST_VALUES:
        return False
    parts = 72 * (text.count("[") + text.count("{")) + 28 * text.count(",")
    return parts + 25 * text.count('"') + 41 * text.count('":') > LARGEST_VALUES


def _parsed(text: str) -> Any:
    """The object that a line holds; None for all else, which in a file of none is a million lines."""
    if not text.startswith("{"):
        return None
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return _whole(value) if "\\ud" in text or "\\uD" in text else value


def _whole(value: Any) -> Any:
    """JSON without unpaired surrogates, which no file can hold; they become question marks."""
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode("utf-8")
    if isinstance(value, dict):
        return {_whole(name): _whole(part) for name, part in value.items()}
    return [_whole(part) for part in value] if isinstance(value, list) else value
