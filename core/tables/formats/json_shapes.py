"""The rows of a JSON document: pandas' ``to_json`` in all its orientations, and what web services answer."""

import json
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import chain
from typing import Any

from ...errors import TableError, listed
from ..columns.names import ROLES, is_known, normalised

Object = dict[str, Any]
_DEEPEST = 5  # objects around the list of films
_PLOTS = frozenset(ROLES["plot"])
_TEXTS = frozenset(ROLES["plot"] + ROLES["title"])
of_list = object()  # the first of some values when they are the items of a list


def json_text(value: Any) -> str:
    """A value as JSON, with all its letters."""
    return json.dumps(value, ensure_ascii=False, default=str)


def rows_of(values: Iterator[Any], name: str) -> Iterator[Any]:
    """An object a row. ``values``: of the file, :data:`of_list` before the items of a list.

    Raises TableError for an object in which no list of rows is known.
    """
    first = next(values, None)
    if first is of_list:
        return _of_items(values)
    second = next(values, of_list)
    if second is not of_list:  # objects that follow each other
        return chain([first, second], values)
    return iter(_of_object(first, name)) if isinstance(first, dict) else iter([first])


def _of_items(items: Iterator[Any]) -> Iterator[Any]:
    """Objects as they are; lists by a header, which is the first of them when it names a column."""
    header: list[str] | None = None
    for item in items:
        if not isinstance(item, list):
            yield item
            continue
        if header is None:
            texts = [str(cell) for cell in item]
            known = any(map(is_known, texts))
            header = texts if known else [f"column {place}" for place in range(1, len(item) + 1)]
            if known:
                continue
        yield dict(zip(header, item, strict=False))


def _of_object(value: Object, name: str) -> Iterable[Any]:
    if any(normalised(key) in _TEXTS and not isinstance(part, (list, dict)) for key, part in value.items()):
        return [value]
    rows = _split(value) or _table(value)
    if isinstance(value.get("schema"), dict) and isinstance(value.get("data"), list):  # pandas' "table"
        rows = value["data"]
    if rows is None:
        lists = dict(_lists(value))
        if not lists and not any(isinstance(part, (list, dict)) for part in value.values()):
            return [value]
        rows = _only(lists, name)
    return rows


def _split(value: Object) -> Iterable[Any] | None:
    """``{"columns": [...], "data": [[...]]}``."""
    columns, data = value.get("columns"), value.get("data")
    if not (isinstance(columns, list) and isinstance(data, list)):
        return None
    names = [str(column) for column in columns]
    rows = (dict(zip(names, row, strict=False)) if isinstance(row, list) else row for row in data)
    index = value.get("index")
    return _with_keys(index, rows) if isinstance(index, list) and len(index) == len(data) else rows


def _with_keys(keys: Sequence[Any], rows: Iterable[Any]) -> Iterable[Any]:
    """Rows with what names them as a column ``index``, unless that only counts them."""
    if all(isinstance(key, int) or str(key).isdigit() for key in keys):
        return rows
    return ({"index": key, **row} if isinstance(row, dict) else row for key, row in zip(keys, rows, strict=True))


def _table(value: Object) -> Iterable[Any] | None:
    """Columns of rows, or rows of columns: ``{"plot": {"0": ...}}``, ``{"plot": [...]}``, ``{"0": {"plot": ...}}``."""
    parts = list(value.values())
    if not parts or not (all(isinstance(p, dict) for p in parts) or all(isinstance(p, list) for p in parts)):
        return None
    if isinstance(parts[0], list):
        scalars = all(not isinstance(cell, dict) for part in parts for cell in part[:5])
        if len({len(part) for part in parts}) > 1 or not scalars:
            return None
        return (dict(zip(value, cells, strict=True)) for cells in zip(*parts, strict=True))
    inner = dict.fromkeys(key for part in parts[:50] for key in part)
    if _known(inner) > _known(value):  # films may be called as columns are
        return _with_keys(list(value), parts)
    if _known(value) or all(key.isdigit() for key in inner):
        rows = dict.fromkeys(key for part in parts for key in part)
        films = ({column: part.get(row) for column, part in value.items()} for row in rows)
        return _with_keys(list(rows), films)
    return parts if len(parts) > 1 and all(not isinstance(cell, (list, dict)) for cell in parts[0].values()) else None


def _known(names: Collection[str]) -> float:
    """The share of some names that are what people call columns."""
    return sum(map(is_known, names)) / max(len(names), 1)


def _lists(value: Object, place: str = "", depth: int = 1) -> Iterator[tuple[str, list[Any]]]:
    """The lists of objects in an object, by the names that lead to them."""
    for key, part in value.items():
        if isinstance(part, list) and any(isinstance(item, dict) for item in part):
            yield f"{place}{key}", part
        elif isinstance(part, dict) and depth < _DEEPEST:
            yield from _lists(part, f"{place}{key}.", depth + 1)


def _only(lists: dict[str, list[Any]], name: str) -> list[Any]:
    plots = {place: rows for place, rows in lists.items() if _like_films(rows, _PLOTS)}
    chosen = plots or {place: rows for place, rows in lists.items() if _like_films(rows, _TEXTS)} or lists
    if len(chosen) == 1:
        return next(iter(chosen.values()))
    what = f"{len(chosen)} lists ({listed(chosen)})" if chosen else "no list of objects"
    raise TableError(f"{name} is a JSON object with {what}. Save the list of films by itself, or one object a line.")


def _like_films(rows: list[Any], names: frozenset[str]) -> bool:
    first = next((row for row in rows if isinstance(row, dict)), {})
    return any(normalised(key) in names for key in unwrapped(first, wrapping(first)))


def wrapping(row: Object) -> str:
    """The name of the only object in a row that has a film's texts, as web services wrap them (``node``, ``_source``);
    empty where the row has them itself.
    """
    if any(normalised(key) in _TEXTS and not isinstance(part, dict) for key, part in row.items()):
        return ""
    inner = [key for key, part in row.items() if isinstance(part, dict) and any(normalised(k) in _TEXTS for k in part)]
    return inner[0] if len(inner) == 1 else ""


def unwrapped(row: Object, name: str) -> Object:
    """A row with what is in its object of that name beside its other values."""
    inner = row.get(name)
    return {**{key: part for key, part in row.items() if key != name}, **inner} if isinstance(inner, dict) else row
