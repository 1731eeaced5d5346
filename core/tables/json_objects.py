"""The objects of a JSON file: one a line, or a list of them."""

import json
from collections.abc import Iterator
from typing import Any

from ..errors import TableError
from .files import TableFile

PROBLEM = "not a JSON object"
Object = dict[str, Any]


def objects(file: TableFile) -> Iterator[tuple[int, Object | None]]:
    """The number (from 1; blank lines aren't counted) and the object of each row; None for what is no object.

    Raises TableError when there is no object at all.
    """
    some = False
    for number, value in enumerate(_values(file), 1):
        some |= isinstance(value, dict)
        yield number, value if isinstance(value, dict) else None
    if not some:
        raise TableError(
            f'{file.name} has no line that is a JSON object. Write one such as {{"title": ..., "plot": ...}}.'
        )


def _values(file: TableFile) -> Iterator[Any]:
    with file.reading():
        if file.format.kind == "array":
            try:
                yield from _loads(file.whole().decode("utf-8-sig"))
            except (UnicodeDecodeError, TableError):
                raise
            except (ValueError, RecursionError) as error:
                raise TableError(f"{file.name} is not JSON ({error}). Write one object a line.") from None
            return
        for number, line in enumerate(file.content):
            if text := line.decode("utf-8-sig" if number == 0 else "utf-8").strip():
                yield _parsed(text)


def _parsed(text: str) -> Any:
    try:
        return _loads(text)
    except (ValueError, RecursionError):
        return None


def _loads(text: str) -> Any:
    value = json.loads(text)
    return _whole(value) if "\\ud" in text.lower() else value


def _whole(value: Any) -> Any:
    """JSON without unpaired surrogates, which no file can hold; they become question marks."""
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode("utf-8")
    if isinstance(value, dict):
        return {_whole(name): _whole(part) for name, part in value.items()}
    return [_whole(part) for part in value] if isinstance(value, list) else value
