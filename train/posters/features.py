"""What the image network sees on each poster, computed once: kept by the content of the file and by the network."""

from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from core.errors import PosterError
from core.model.folder.seal import digest
from core.posters.backbone import Backbone, pooled, squeezed
from core.posters.classifier import check_shows_something
from core.posters.image import read
from core.posters.shelf import name_of
from core.tables.output.atomic import replacing
from train.posters.table import PosterFilms


class FeatureCache:
    """One small file an image, in ``folder``; a file that is damaged is made again."""

    def __init__(self, folder: Path, backbone: Backbone) -> None:
        self.backbone = backbone
        self.folder = folder / digest(backbone.path)[:12]

    def of(self, content: bytes, name: str) -> NDArray[np.float32]:
        """The features of the image in ``content``, which messages call ``name``. Raises PosterError."""
        kept = self.folder / f"{sha256(content).hexdigest()}.npy"
        try:
            stored = np.load(kept, allow_pickle=False)
            if stored.shape == (self.backbone.channels,) and np.isfinite(stored).all():
                return stored.astype(np.float32)
        except (OSError, ValueError, EOFError):
            pass
        pixels = read(content, name)
        check_shows_something(pixels, name)
        features = pooled(self.backbone.maps([squeezed(pixels)]))[0].astype(np.float16)
        self.folder.mkdir(parents=True, exist_ok=True)
        with replacing(kept, sync=False) as stream:
            np.save(stream, features)
        return features.astype(np.float32)


def features_of(
    films: PosterFilms, cache: FeatureCache, progress: Iterable[int] | None = None
) -> tuple[PosterFilms, NDArray[np.float32]]:
    """The films whose poster can be read, and its features [films, features]; the others are in ``left_out``.

    ``progress``: the places 0, 1, ... of the films, such as a bar that counts them.
    """
    found: list[NDArray[np.float32]] = []
    keep = np.zeros(len(films), dtype=bool)
    problems: list[str] = []
    for place in progress if progress is not None else range(len(films)):
        try:
            cell = films.posters[place]
            found.append(cache.of(films.shelf.content(cell), name_of(cell)))
            keep[place] = True
        except PosterError as error:
            problems.append(str(error))
    return films.part(keep, problems), np.array(found)
