"""The objects of a JSON file: one a line, a list of them, or one of the shapes that pandas and web services write."""

import codecs
import json
from collections.abc import Iterator
from typing import Any, NamedTuple

from ..errors import TableError
from .columns import check_names
from .delimited import most_cells
from .files import TableFile
from .json_shapes import Object, of_list, rows_of, unwrapped, wrapping

PROBLEM = "not a JSON object"
LONGEST_LINE = 8_000_000  # bytes
LONGEST_ITEM = 16_000_000  # characters of one object in a list
LARGEST_DOCUMENT = 256_000_000  # characters of a file that is one object
_BLOCK = 1 << 18
_BLANK = " \t\r\n"


class Item(NamedTuple):
    """A row by its number (from 1; blank lines aren't counted): its object, or None and why there is none."""

    number: int
    value: Object | None
    problem: str = ""


class Objects:
    """The rows of a JSON file in order. ``names``: the columns met so far, in the order in which they came.

    Raises TableError from its rows: for no object at all, for too many columns, for what is no JSON.
    """

    def __init__(self, file: TableFile) -> None:
        self.file = file
        self.names: dict[str, None] = {}
        self._read = 0

    def __iter__(self) -> Iterator[Item]:
        most, count = most_cells(self.file.size), 0
        wrapped = ""
        for number, (value, problem) in enumerate(self._values(), 1):
            self._read = number
            if not isinstance(value, dict):
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
            yield Item(number, value)
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
                yield _parsed(text.removesuffix(",")), ""
            encoding = "utf-8"


class _Document:
    """JSON that is read piece by piece: the items of a list, or values that follow each other."""

    def __init__(self, file: TableFile) -> None:
        self._file = file
        self._decoder = codecs.getincrementaldecoder("utf-8-sig")()
        self._json = json.JSONDecoder()
        self._text, self._place, self._ended = "", 0, False

    def _more(self, size: int = _BLOCK) -> bool:
        block = self._file.content.read(size)
        self._ended = not block
        self._text = self._text[self._place :] + self._decoder.decode(block, final=self._ended)
        self._place = 0
        return not self._ended

    def _next_sign(self) -> str:
        while True:
            while self._place < len(self._text) and self._text[self._place] in _BLANK:
                self._place += 1
            if self._place < len(self._text):
                return self._text[self._place]
            if not self._more():
                return ""

    def _value(self, longest: int) -> Any:
        size = _BLOCK
        while True:
            try:
                value, end = self._json.raw_decode(self._text, self._place)
                if end < len(self._text) or self._ended:
                    raw, self._place = self._text[self._place : end], end
                    return _whole(value) if "\\ud" in raw or "\\uD" in raw else value
            except ValueError:
                if self._ended:
                    raise
            if len(self._text) - self._place > longest:
                raise TableError(f"{self._file.name} has an object that is too long. Write one object a line.")
            self._more(size)
            size *= 2

    def values(self) -> Iterator[Any]:
        """The items of a list, or all values; a value by itself is not split."""
        if self._next_sign() != "[":
            while self._next_sign():
                yield self._value(LARGEST_DOCUMENT)
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


def _parsed(text: str) -> Any:
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
