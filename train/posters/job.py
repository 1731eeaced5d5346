"""Learn what posters add to a plot model, from a table to a folder, telling how far it is."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from core.errors import ArtifactError
from core.model.classifier import GenreClassifier
from core.posters import model
from core.posters.backbone import Backbone
from core.posters.model import BACKBONE, DEFAULT_POSTERS, own_folder
from core.tables.columns.choice import Columns
from train.posters import table
from train.posters.features import FeatureCache, features_of
from train.posters.learn import Learnt, check_free, learn, save


@dataclass(frozen=True)
class PosterJob:
    """``source``: the table; ``model``: the plot model that the result goes with; ``out``: the folder to write, by
    default beside that; ``cache``: where the features of each image are kept, by default beside the result.
    """

    source: Path
    model: Path
    out: Path | None = None
    columns: Columns = Columns()
    encoding: str = ""
    cache: Path | None = None

    @property
    def place(self) -> Path:
        """The folder to write. Raises ArtifactError where that would be the shipped one."""
        place = self.out or own_folder(self.model)
        if place.resolve() == DEFAULT_POSTERS.resolve():
            raise ArtifactError(f"{place} is shipped with GenreLens and stays as it is. Name another folder: --out.")
        return place

    def films(self) -> table.PosterFilms:
        """The films of the table. Raises TableError, ArtifactError."""
        genres = [str(genre) for genre in GenreClassifier.load(self.model).classes_]
        return table.read(self.source, genres, self.columns, self.encoding)

    def run(self, films: table.PosterFilms, progress: Iterable[int] | None = None) -> tuple[table.PosterFilms, Learnt]:
        """Look at the posters, learn and save. Returns the films whose poster was read, and what was learnt.

        ``progress``: see :func:`train.posters.features.features_of`. Raises TableError, ArtifactError.
        """
        place = self.place
        check_free(place)  # before the hours that reading posters may take
        classifier = GenreClassifier.load(self.model)
        shipped = model.load(DEFAULT_POSTERS).folder / BACKBONE
        cache = FeatureCache(self.cache or place.parent / "poster-features", Backbone(shipped, threads=0))
        films, features = features_of(films, cache, progress)
        learnt = learn(classifier, films, features)
        save(place, learnt, classifier, shipped, {"data": films.name})
        return films, learnt
