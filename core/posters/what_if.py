"""What if a poster had no colours, no detail or no edges: every genre, before and after."""

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from ..model.calibration import sigmoid
from .backbone import HEIGHT, squeezed
from .classifier import PosterClassifier
from .image import Pixels
from .model import Array

if TYPE_CHECKING:
    from PIL import Image

BLUR = HEIGHT / 32  # radius: letters are gone, shapes and colours stay
EDGE = 0.2  # of the height, top and bottom: where titles and credits usually are


def _grey(image: "Image.Image") -> "Image.Image":
    return image.convert("L").convert("RGB")


def _blurred(image: "Image.Image") -> "Image.Image":
    from PIL import ImageFilter

    return image.filter(ImageFilter.GaussianBlur(BLUR))


def _cropped(image: "Image.Image") -> "Image.Image":
    edge = round(EDGE * image.height)
    return image.crop((0, edge, image.width, image.height - edge)).resize(image.size)


CHANGES: dict[str, Callable[["Image.Image"], "Image.Image"]] = {
    "without colours": _grey,
    "blurred": _blurred,
    "without its top and bottom": _cropped,
}


def changed(pixels: Pixels, change: str) -> Pixels:
    """A squeezed poster after one of :data:`CHANGES`."""
    from PIL import Image

    return np.asarray(CHANGES[change](Image.fromarray(pixels)))


def what_if(classifier: PosterClassifier, text: str, pixels: Pixels) -> dict[str, Array]:
    """Change -> probabilities [genres] of the film with its poster so changed, beside its plot where it has one."""
    small = squeezed(pixels)
    poster = classifier.heads.poster(classifier.backbone.features([changed(small, name) for name in CHANGES]))
    if classifier.plots.readable(text):
        poster = classifier.heads.fused(classifier.plots.decision_function([text]), poster)
    return dict(zip(CHANGES, sigmoid(poster), strict=True))
