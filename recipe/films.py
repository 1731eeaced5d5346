"""The films that a model trains on, is tuned on and is scored on: the same rows for every contender."""

import re
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from core.genres import SEPARATOR, multi_hot
from data import split
from data.sources import registry
from data.split import normalise_title
from recipe.shared import SHARED
from train.config import TrainConfig
from train.examples.sides import choose_genres

WORK = Path(__file__).parents[1] / "build" / "quality"
TEACHER, VECTORS = WORK / "teacher.csv.gz", WORK / "word-vectors.txt"
SAME = 120  # two plots are the same when their first 120 letters are
Log = NDArray[np.float64]
Scores = tuple[Log, Log]  # of the validation and of the test films, each [films, genres]
SIDES = ("validation", "test")


@dataclass(frozen=True)
class Films:
    """One table: ``plots`` and 0/1 ``y_true`` [films, genres] of the three sides; only trusted rows are scored."""

    name: str
    path: Path
    score_where: str
    genres: list[str]
    train: pd.DataFrame
    validation: pd.DataFrame
    test: pd.DataFrame

    def y_true(self, side: str) -> NDArray[np.int8]:
        """Genres as 0/1 [films, genres]."""
        return multi_hot((text.split(SEPARATOR) for text in getattr(self, side)["genres"]), self.genres)

    def plots(self, side: str) -> list[str]:
        """The plots of a side."""
        return getattr(self, side)["plot"].tolist()


def shipped() -> Films:
    """The films of the shipped model: plots.csv.gz, its genres with 300 training films, scored on IMDb's labels."""
    return load("plots", "clean=1", 300)


def load(name: str, score_where: str, min_films: int) -> Films:
    """Read a table of ../shared/data by its split column; genres with ``min_films`` training films count."""
    return read(name, SHARED / f"{name}.csv.gz", score_where, min_films)


def read(name: str, path: Path, score_where: str, min_films: int) -> Films:
    """Any table: by its split column, or as a training run would split it."""
    table = registry.load(str(path))
    side = split.assign(table.frame)
    genres = choose_genres(table, side, TrainConfig(min_films=min_films), lambda event: None)
    known = table.frame["genres"].map(lambda text: bool(set(text.split("|")) & set(genres)))
    column, _, value = score_where.partition("=")
    trusted = table.frame[column].astype(str) == value if column else pd.Series(True, index=table.frame.index)
    parts = {"train": known & (side == "train")}
    parts |= {name: known & trusted & (side == name) for name in ("validation", "test")}
    return Films(name, path, score_where, genres, **{k: table.frame[rows] for k, rows in parts.items()})


def keep_genres(films: Films, genres: list[str]) -> Films:
    """The same films with those of their genres that are among ``genres``; what has none of them scores as none."""
    return replace(films, genres=[genre for genre in films.genres if genre in genres])


def tight(title: str) -> str:
    """A title without article, spaces and signs: spellings of one title fall together."""
    return re.sub(r"\s", "", normalise_title(title))


def unseen(frame: pd.DataFrame, held_back: pd.DataFrame) -> pd.DataFrame:
    """The rows of ``frame`` whose title and plot are none of ``held_back``'s."""
    titles, plots = set(held_back["title"].map(tight)), set(_letters(held_back["plot"]))
    return frame[~frame["title"].map(tight).isin(titles) & ~_letters(frame["plot"]).isin(plots)]


def _letters(plots: pd.Series) -> pd.Series:
    return plots.str.lower().str.replace(r"\W+", "", regex=True).str[:SAME]
