"""A map of films, drawn once and kept by its content: the model, the plots and how it is drawn."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, fields, replace
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np

from core.model.classifier import GenreClassifier
from core.tables.output.atomic import replacing
from data.map import places, representation
from data.map.places import by_directions, by_neighbours, trustworthiness
from data.map.representation import Floats, Progress, Representation

FORMAT = 1  # of the file
KEPT = 200_000_000  # bytes of all maps in a folder; the one used longest ago goes first


@dataclass(frozen=True, eq=False)
class FilmMap:
    """``films``: what is on it. ``trust``: that of the main directions, see :func:`data.map.places.trustworthiness`, by
    ``judges`` films. ``arranged`` [films, 2], by t-SNE, and ``trust_arranged`` are None until they are there.
    """

    films: Representation
    judges: int
    trust: float
    arranged: Floats | None = None
    trust_arranged: float | None = None

    def __len__(self) -> int:
        return len(self.films.positions)

    @property
    def main(self) -> Floats:
        """The films by their two main directions, [films, 2]."""
        return by_directions(self.films.directions)


def draw(
    classifier: GenreClassifier,
    plots: Sequence[str],
    reading: Progress = lambda share: None,
    arranging: Progress = lambda share: None,
    first: Callable[[FilmMap], None] = lambda drawn: None,
) -> FilmMap:
    """The whole map; ``first`` gets it as soon as the main directions are known.

    ``reading`` and ``arranging`` are told the share that is done, and may end the work by raising. Raises MapError.
    """
    films, judges = representation.read(classifier, plots, reading)
    drawn = FilmMap(films, len(judges.rows), trustworthiness(judges, by_directions(films.directions)))
    first(drawn)
    arranged = by_neighbours(films.directions, arranging)
    return replace(drawn, arranged=arranged, trust_arranged=trustworthiness(judges, arranged))


def content(model: str, plots: Sequence[str]) -> str:
    """What tells a map from every other: the version of its model, its plots, and how it is drawn."""
    films = (representation.MOST, representation.DIRECTIONS, representation.JUDGED, representation.SEED)
    drawing = (places.PERPLEXITY, places.EXAGGERATED, places.STEPS, version("openTSNE"))
    digest = sha256(repr((FORMAT, model, films, drawing)).encode())
    for plot in plots:
        digest.update(sha256(plot.encode("utf-8", "surrogatepass")).digest())
    return digest.hexdigest()


def load(file: Path) -> FilmMap | None:
    """A map that was kept; None where there is none, or a damaged one."""
    try:
        with np.load(file, allow_pickle=False) as stored:
            films = Representation(**{field.name: _value(stored[field.name]) for field in fields(Representation)})
            figures = {name: _value(stored[name]) for name in ("judges", "trust", "arranged", "trust_arranged")}
        drawn = FilmMap(films, **figures)
        if not _whole(drawn):
            return None
    except (OSError, ValueError, KeyError, EOFError, BadZipFile, IndexError):
        return None
    with suppress(OSError):
        file.touch()  # used just now
    return drawn


def _value(stored: np.ndarray) -> Any:
    return stored if stored.ndim else stored.item()


def _whole(drawn: FilmMap) -> bool:
    """Whether the arrays of a file belong together."""
    films, count = drawn.films, len(drawn.films.positions)
    if drawn.arranged is None or drawn.arranged.shape != (count, 2) or films.axes.shape[0] != len(films.centre):
        return False
    numbers = (drawn.arranged, films.directions, films.y_score, films.axes, films.centre)
    rows = len(films.directions) == len(films.y_score) == count and films.directions.shape[1] == films.axes.shape[1]
    return rows and all(np.isfinite(part).all() for part in numbers)


def save(drawn: FilmMap, file: Path) -> None:
    """Keep a whole map, and make room for it among the others of its folder. Raises OSError."""
    parts: dict[str, Any] = {field.name: getattr(drawn.films, field.name) for field in fields(Representation)}
    parts |= {name: getattr(drawn, name) for name in ("judges", "trust", "arranged", "trust_arranged")}
    file.parent.mkdir(parents=True, exist_ok=True)
    with replacing(file, sync=False) as stream:
        np.savez(stream, **parts)
    others = sorted(file.parent.glob("*.npz"), key=lambda kept: kept.stat().st_mtime, reverse=True)
    sizes = np.cumsum([kept.stat().st_size for kept in others])
    for old, size in zip(others, sizes, strict=True):
        if size > KEPT and old != file:
            old.unlink(missing_ok=True)
