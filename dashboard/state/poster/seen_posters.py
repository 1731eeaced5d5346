"""What is seen on the posters of an uploaded table: small pictures and mean colours, in the session's memory."""

import base64
import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import streamlit as st

from core.errors import PosterError
from core.genres import SEPARATOR
from core.posters.colours import Look, looks, mean_colour
from core.posters.image import Pixels
from core.posters.shelf import Shelf, shelf_of
from dashboard.state.poster import poster_keys
from data.schema import PlotTable

MOST = 300  # posters of a table that are looked at: one or two seconds
FEWEST = 3  # posters of a genre that make a mean
HEIGHT = 88  # pixels of a small picture


@dataclass(frozen=True)
class SeenPoster:
    """The ``place`` of a film in its table, and its poster as a small picture, a ``data:`` address."""

    place: int
    thumbnail: str


@dataclass(frozen=True)
class SeenPosters:
    """The films whose posters were read, how each genre's look, whether there are ``more`` that were not looked at, and
    what could not be read.
    """

    rows: list[SeenPoster]
    looks: list[Look]
    more: bool
    problems: int
    problem: str


def seen(path: Path, digest: str, table: PlotTable, column: str) -> SeenPosters:
    """The first posters of a table in an archive at ``path``, kept for the session, one table at a time."""
    asked = (digest, table.fingerprint, column)
    kept = st.session_state.get(poster_keys.SEEN)
    if kept is None or kept[0] != asked:
        with st.spinner("Looking at the posters ...", show_time=True):
            st.session_state[poster_keys.SEEN] = kept = (asked, _looked_at(path, table, column))
    found: SeenPosters = kept[1]
    return found


def thumbnails(path: Path, cells: Sequence[str]) -> list[str | None]:
    """Small pictures of a few posters of an archive, None for one that can't be read or has no name."""
    shelf = shelf_of(path)
    return [_thumbnail_of(shelf, cell) if cell else None for cell in cells]


def _thumbnail_of(shelf: Shelf, cell: str) -> str | None:
    try:
        return _thumbnail(shelf.open(cell))
    except PosterError:
        return None


def _looked_at(path: Path, table: PlotTable, column: str) -> SeenPosters:
    shelf, cells = shelf_of(path), table.frame[column].fillna("").astype(str).str.strip().to_numpy()
    named = [place for place, cell in enumerate(cells) if cell]
    rows, colours, problems = [], [], []
    for place in named[:MOST]:
        try:
            pixels = shelf.open(cells[place])
        except PosterError as error:
            problems.append(str(error))
            continue
        rows.append(SeenPoster(place, _thumbnail(pixels)))
        colours.append(mean_colour(pixels))
    genres = [str(table.frame["genres"].iloc[row.place]).split(SEPARATOR) for row in rows]
    found = looks(np.array(colours).reshape(-1, 3), genres)
    return SeenPosters(rows, found, len(named) > MOST, len(problems), problems[0] if problems else "")


def _thumbnail(pixels: Pixels) -> str:
    from PIL import Image

    image = Image.fromarray(pixels)
    image.thumbnail((HEIGHT, HEIGHT))
    stream = io.BytesIO()
    image.save(stream, "JPEG", quality=80)
    return f"data:image/jpeg;base64,{base64.b64encode(stream.getvalue()).decode('ascii')}"
