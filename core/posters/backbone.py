"""The image network: pixels in, maps of what is where out. ONNX Runtime answers; Pillow brings images to size.

EfficientNet-Lite (Tan and Le 2019; Google's weights, Apache-2.0), converted by ``python -m recipe.posters``.
"""

from collections.abc import Iterable, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..errors import GenreLensError
from ..extras import needs
from ..model.folder import untrusted
from ..model.session import Session
from .image import Pixels

HEIGHT, WIDTH = 384, 256  # what every poster is squeezed to: 2:3 is what nearly all of them have
ROWS, COLUMNS = 6, 4  # regions of 64 pixels square; every map can be cut into so many
BATCH = 8
Maps = Sequence[NDArray[np.float32]]  # one a depth of the network, each [images, channels, rows, columns]


def squeezed(pixels: Pixels) -> Pixels:
    """The image as the network reads it: :data:`HEIGHT` x :data:`WIDTH`, bicubic."""
    with needs("Reading posters", "posters"):
        from PIL import Image

    return np.asarray(Image.fromarray(pixels).resize((WIDTH, HEIGHT), Image.Resampling.BICUBIC))


def pooled(maps: Maps) -> NDArray[np.float32]:
    """Features [images, channels of all maps]: means over the places of each map."""
    return np.concatenate([depth.mean(axis=(2, 3)) for depth in maps], axis=1)


def _is_map(answer: Any, images: int) -> bool:
    """Whether it is finite numbers [images, channels, rows, columns] that can be cut into regions."""
    shape = np.shape(answer)
    cut = len(shape) == 4 and shape[0] == images and shape[2] % ROWS == 0 and shape[3] % COLUMNS == 0
    return cut and min(shape) > 0 and bool(np.isfinite(answer).all())


class Backbone:
    """The network in ``path``; ``channels``: of all its maps. ``threads``: as of a Session. Raises ArtifactError."""

    def __init__(self, path: Path, threads: int = 0) -> None:
        self.path = path
        content = untrusted.network(path)
        try:
            self._session = Session(content, threads)
        except GenreLensError:
            raise
        except Exception as error:  # the classes of ONNX Runtime's errors share no base but this
            raise untrusted.wrong(path, f"can't be opened ({untrusted.first_line(error)})") from None
        self.channels = pooled(self.maps([np.zeros((HEIGHT, WIDTH, 3), dtype=np.uint8)])).shape[1]

    def maps(self, images: Sequence[Pixels]) -> Maps:
        """The maps of images that are :func:`squeezed`, one or more of them."""
        return self._ask(np.stack(images))

    def features(self, images: Iterable[Pixels]) -> NDArray[np.float32]:
        """:func:`pooled` maps [images, features] of squeezed images; no more than :data:`BATCH` are held at once."""
        found = [np.empty((0, self.channels), dtype=np.float32)]
        left = iter(images)
        while batch := list(islice(left, BATCH)):
            found.append(pooled(self.maps(batch)))
        return np.concatenate(found)

    def _ask(self, pixels: NDArray[np.uint8]) -> Maps:
        """The answer for a batch; a stranger's network may give what is none. Raises ArtifactError."""
        try:
            answers: list[Any] = self._session.run(None, {"pixels": pixels})
        except Exception as error:  # the classes of ONNX Runtime's errors share no base but this
            raise untrusted.wrong(self.path, f"gives no answer ({untrusted.first_line(error)})") from None
        for answer in answers:
            if not _is_map(answer, len(pixels)):
                raise untrusted.wrong(self.path, f"answers with numbers of shape {np.shape(answer)}, not with maps")
        return [np.asarray(answer, dtype=np.float32) for answer in answers]
