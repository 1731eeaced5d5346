"""What the image network sees on the posters of an archive, in the session's memory; each poster is read once."""

from dataclasses import dataclass

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from core.errors import PosterError
from core.posters.backbone import squeezed
from core.posters.classifier import PosterClassifier, check_shows_something
from core.posters.shelf import Shelf, shelf_of
from dashboard.state.cache.films.reading_bar import reading_bar
from dashboard.state.poster import poster_keys
from dashboard.state.table.held_file import HeldFile

MOST = 1_000  # posters of a table that are read: half a minute
Seen = NDArray[np.float16] | str  # features, or why the poster can't be used


@dataclass(frozen=True)
class ReadPosters:
    """``features`` [posters, features] of the posters at ``places`` of the cells that were asked for; ``problems``: why
    others could not be read; ``more``: whether there are some that were not looked at.
    """

    places: NDArray[np.intp]
    features: NDArray[np.float32]
    problems: list[str]
    more: bool


def read(file: HeldFile, cells: list[str], model: PosterClassifier) -> ReadPosters:
    """The posters that the first :data:`MOST` filled ``cells`` name, kept for the session, one archive at a time."""
    asked = (file.digest, model.artifact.version)
    if asked != st.session_state.get(poster_keys.READ, (None, {}))[0]:
        st.session_state[poster_keys.READ] = (asked, {})
    known: dict[str, Seen] = st.session_state[poster_keys.READ][1]
    named = [place for place, cell in enumerate(cells) if cell]
    fresh = [cell for cell in dict.fromkeys(cells[place] for place in named[:MOST]) if cell not in known]
    shelf = shelf_of(file.path)
    with reading_bar("Looking at the posters ...", None) as tell:
        for count, cell in enumerate(fresh, 1):  # a click ends this; what has been read by then stays
            known[cell] = _seen(shelf, cell, model)
            tell(count / len(fresh))
    seen = {place: known[cells[place]] for place in named[:MOST]}
    features = {place: found for place, found in seen.items() if not isinstance(found, str)}
    stacked = np.array(list(features.values()), dtype=np.float32).reshape(-1, model.backbone.channels)
    problems = [found for found in seen.values() if isinstance(found, str)]
    return ReadPosters(np.array(list(features), dtype=np.intp), stacked, problems, len(named) > MOST)


def _seen(shelf: Shelf, cell: str, model: PosterClassifier) -> Seen:
    try:
        pixels = shelf.open(cell)
        check_shows_something(pixels, cell)
    except PosterError as error:
        return str(error)
    return model.backbone.features([squeezed(pixels)])[0].astype(np.float16)
