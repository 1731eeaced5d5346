"""What the parts of a map of films show: the films, the map, the star and the film that is chosen."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
import streamlit as st
from numpy.typing import NDArray

from core.model.folder.model_ref import ModelRef
from core.model.neighbours import Neighbour
from dashboard.state.cache.films import maps
from dashboard.state.film_map.mapped_films import Judged, MappedFilms
from data.map.film_map import FilmMap


@dataclass(frozen=True, eq=False)
class View:
    """``star``: the plot on the Predict page, or empty."""

    model: ModelRef
    films: MappedFilms
    drawn: FilmMap
    star: str

    def key(self, name: str) -> str:
        """A widget's key for these films: what is chosen among them says nothing about others."""
        return f"map_{name}_{self.films.key[:12]}_{self.model.version}"

    @property
    def frame(self) -> pd.DataFrame:
        """The films in the map's order."""
        return maps.on_map(self.model, self.films, self.drawn)

    @property
    def hover(self) -> NDArray[np.object_]:
        """What the pointer reads of each film, as HTML, [films]."""
        return maps.hover(self.model, self.films, self.drawn).to_numpy()

    @property
    def genres(self) -> list[list[str]]:
        """The genres of each film."""
        return maps.genres(self.model, self.films, self.drawn)

    @property
    def judged(self) -> Judged:
        """What is right and wrong about the films' genres."""
        return maps.judged(self.model, self.films, self.drawn)

    @property
    def chosen(self) -> int | None:
        """The row of the film that is looked at."""
        row = st.session_state.get(self.key("chosen"))
        return row if row is not None and row < len(self.drawn) else None

    def choose(self, row: int | None) -> None:
        """Look at another film, or at none."""
        st.session_state[self.key("chosen")] = row

    def nearest(self, text: str) -> list[Neighbour]:
        """The ten films nearest to a text. Raises PlotError."""
        return maps.nearest(self.model, self.films, self.drawn, text)
