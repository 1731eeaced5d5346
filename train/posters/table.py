"""The films of a table with posters: plots, posters, genres, sides. What can't be used is listed."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from core.errors import TableError
from core.genres import SEPARATOR, multi_hot
from core.posters.image import inside
from core.posters.shelf import Archive, Folder, Shelf, likely_column, shelf_of
from core.tables.columns.choice import Columns, apply
from core.tables.films import genre_texts, plot_texts, texts
from core.tables.whole import read_frame

POSTER = "poster"
FEWEST_FILMS = 30


@dataclass(frozen=True)
class PosterFilms:
    """``rows``: numbers in the file, 1 for the first below the header; ``plots``: empty where there is none;
    ``posters``: what the table says of each, which is on the ``shelf``; ``y_true`` [films, genres]; ``side`` [films]:
    train, validation or test. ``left_out``: row, reason.
    """

    name: str
    rows: NDArray[np.intp]
    plots: list[str]
    posters: list[str]
    y_true: NDArray[np.int8]
    side: NDArray[np.str_]
    left_out: pd.DataFrame
    shelf: Shelf

    def __len__(self) -> int:
        return len(self.posters)

    def part(self, keep: NDArray[np.bool_], problems: list[str]) -> "PosterFilms":
        """The films to ``keep`` [films]; ``problems``: why each of the others is left out, in their order."""
        places = np.flatnonzero(keep)
        more = pd.DataFrame({"row": self.rows[~keep], "reason": problems})
        return PosterFilms(
            self.name, self.rows[keep], [self.plots[i] for i in places], [self.posters[i] for i in places],
            self.y_true[keep], self.side[keep], pd.concat([self.left_out, more], ignore_index=True), self.shelf,
        )  # fmt: skip


def read(source: Path, genres: list[str], columns: Columns | None = None, encoding: str = "") -> PosterFilms:
    """Read a table with the columns poster and genres, and plot, title and split where it has them.

    Paths are relative to the table, or to the ZIP archive that holds it with its pictures; there the column may have
    any name. Raises TableError when too few films can be used.
    """
    shelf = shelf_of(source)
    raw = read_frame(source, source.name, encoding).frame
    frame = apply(raw, columns or Columns(), source.name, ("genres",))
    column = POSTER
    if POSTER not in frame and isinstance(shelf, Archive):
        column = likely_column(shelf, {str(name): frame[name] for name in frame}) or POSTER
    if column not in frame:
        raise TableError(f"{source.name} has no column {POSTER!r} with the paths of images. Add it, or rename yours.")
    frame["genres"] = genre_texts(frame["genres"])
    frame["plot"] = plot_texts(frame["plot"]) if "plot" in frame else ""
    frame["title"] = texts(frame["title"]) if "title" in frame else ""
    cells = texts(frame[column])
    places = [not isinstance(shelf, Folder) or inside(shelf.folder, cell) is not None for cell in cells]
    y_true = multi_hot((text.split(SEPARATOR) for text in frame["genres"]), genres)
    reason = pd.Series("", index=frame.index)
    reason = reason.mask(~pd.Series(y_true.any(axis=1), index=frame.index), "none of the model's genres")
    reason = reason.mask(~pd.Series(places, index=frame.index), "a poster outside the table's folder")
    reason = reason.mask(cells == "", "no poster")
    keep = (reason == "").to_numpy()
    left_out = pd.DataFrame({"row": frame.index[~keep] + 1, "reason": reason[~keep].to_numpy()})
    if keep.sum() < FEWEST_FILMS:
        raise TableError(f"{source.name} has {keep.sum()} films with a poster and a genre; {FEWEST_FILMS} are needed.")
    films = frame[keep].reset_index(drop=True)
    from data import split  # here, because a first prediction must not wait for SciPy

    side = split.assign(films).to_numpy(dtype=str)
    rows = frame.index[keep].to_numpy(dtype=np.intp) + 1
    posters = cells[keep].tolist()
    return PosterFilms(source.name, rows, films["plot"].tolist(), posters, y_true[keep], side, left_out, shelf)
