"""Maps of films, each drawn once for all sessions, and what is asked about them: neighbours, what is right."""

from html import escape

import pandas as pd
import streamlit as st

from core.genres import SEPARATOR, known, multi_hot
from core.model.folder.model_ref import ModelRef
from core.model.neighbours import Neighbour
from core.model.thresholds import decide
from dashboard.phrasing import titled
from dashboard.state.background.jobs import Jobs
from dashboard.state.cache.by_bytes import held
from dashboard.state.cache.model.answers import classifier
from dashboard.state.film_map.map_job import MapJob
from dashboard.state.film_map.mapped_films import Judged, MappedFilms
from data.map.film_map import FilmMap
from train.runs import control

FOLDER = "maps"  # among the models
NEAREST = 10
LONGEST = 80  # characters of a title under the pointer


@st.cache_resource(show_spinner=False)
def jobs() -> Jobs[MapJob]:
    """The maps of this process."""
    return Jobs()


def job(model: ModelRef, films: MappedFilms) -> MapJob:
    """The map of these films, begun when nobody has asked for it before. Raises ArtifactError.

    It is kept on the disk, except by a read-only installation and where the films say no.
    """
    folder = None if control.readonly() or not films.keep else control.MODELS / FOLDER
    opened = classifier(model)
    return jobs().get((model, films.key), lambda: MapJob(opened, films.frame["plot"].tolist(), folder))


def begin_again(model: ModelRef, films: MappedFilms) -> None:
    """Draw a map that was stopped."""
    jobs().forget((model, films.key))


def on_map(model: ModelRef, films: MappedFilms, drawn: FilmMap) -> pd.DataFrame:
    """The films of a map, in its order."""
    asked = ("on the map", model, films.key)
    return held(asked, lambda: films.frame.iloc[drawn.films.positions].reset_index(drop=True))


def hover(model: ModelRef, films: MappedFilms, drawn: FilmMap) -> pd.Series:
    """What the pointer reads of each film of a map, as HTML, [films]; written once, for every click draws the map."""
    return held(("hover on the map", model, films.key), lambda: pointed(on_map(model, films, drawn)))


def pointed(frame: pd.DataFrame) -> pd.Series:
    """The lines that the pointer reads, as HTML."""
    films = zip(frame["title"].str[:LONGEST], frame["year"], frame["genres"].str[:LONGEST], strict=True)
    told = [escape(titled(title or "untitled", year, genres), quote=False) for title, year, genres in films]
    return pd.Series(told, dtype=object)


def genres(model: ModelRef, films: MappedFilms, drawn: FilmMap) -> list[list[str]]:
    """The genres of each film of a map."""
    asked = ("genres on the map", model, films.key)
    return held(asked, lambda: [text.split(SEPARATOR) for text in on_map(model, films, drawn)["genres"]])


def nearest(model: ModelRef, films: MappedFilms, drawn: FilmMap, text: str) -> list[Neighbour]:
    """The ten films of a map nearest to a text; their positions are the map's rows. Raises PlotError."""
    from data.map.nearest import nearest as find

    asked = ("nearest on the map", model, films.key, text)
    plots = on_map(model, films, drawn)["plot"].array
    return held(asked, lambda: find(classifier(model), drawn.films, plots, text, NEAREST))


def judged(model: ModelRef, films: MappedFilms, drawn: FilmMap) -> Judged:
    """What is true of the films of a map, and what the model decides."""
    return held(("judged on the map", model, films.key), lambda: _judged(model, on_map(model, films, drawn), drawn))


def _judged(model: ModelRef, frame: pd.DataFrame, drawn: FilmMap) -> Judged:
    opened = classifier(model)
    genres = [str(genre) for genre in opened.classes_]
    lists = [text.split(SEPARATOR) for text in frame["genres"]]
    y_true, certain = multi_hot(lists, genres).astype(bool), known(lists, genres)
    y_pred = decide(drawn.films.y_score, opened.thresholds_)
    return Judged(y_true & certain, y_pred & certain, y_true.sum(axis=1) > 0)
