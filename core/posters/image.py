"""An image that anyone may have sent, read within bounds: pixels, or one sentence.

Size and format are known from the first bytes, before anything is decoded. Nothing but the pixels is kept: EXIF, with
the place and time of a photo, is used to turn it and then dropped, and so is the border of a screenshot. No code, no
further file and no address is followed.
"""

import io
import stat
import warnings
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..errors import PosterError
from ..extras import needs
from .borders import trimmed

if TYPE_CHECKING:
    from PIL import Image

FORMATS = {"JPEG": (b"\xff\xd8\xff",), "PNG": (b"\x89PNG\r\n\x1a\n",), "WEBP": (b"RIFF",)}
LARGEST_FILE = 20_000_000  # bytes
MOST_PIXELS = 24_000_000  # decoded: 96 MB with transparency
LEAST_SIDE = 16  # pixels; less shows nothing
LONGEST_SHAPE = 6.0  # a side is at most so many times the other
LARGEST_SIDE = 1_024  # of the pixels that are kept: the network reads fewer
ORIENTATION = 0x0112  # EXIF's number for it
TURNS = {
    2: "FLIP_LEFT_RIGHT", 3: "ROTATE_180", 4: "FLIP_TOP_BOTTOM", 5: "TRANSPOSE", 6: "ROTATE_270", 7: "TRANSVERSE",
    8: "ROTATE_90",
}  # fmt: skip
BEHIND = (255, 255, 255)  # what transparency shows
SHAPES = (0.5, 0.9)  # width by height: what may be a poster; of 7,072 posters 100 are outside
Pixels = NDArray[np.uint8]
Source = str | Path | bytes


class Noted(NamedTuple):
    """``pixels`` [height, width, 3] of an image, and in ``note`` what a person should know of how they were read; empty
    where there is nothing to know.
    """

    pixels: Pixels
    note: str


def inside(folder: Path, cell: str) -> Path | None:
    """The place that a cell names below the table's folder; None for one outside, also by way of a link."""
    try:
        path = (folder / cell).resolve()
    except (OSError, ValueError, RuntimeError):  # a null byte; a link that leads to itself
        return None
    return path if path.is_relative_to(folder.resolve()) else None


def read(source: Source, name: str = "") -> Pixels:
    """The pixels [height, width, 3] of :func:`read_noted`. Raises PosterError."""
    return read_noted(source, name).pixels


def read_noted(source: Source, name: str = "") -> Noted:
    """A JPEG, PNG or WebP: RGB, upright, no side above :data:`LARGEST_SIDE`, without the border of a screenshot
    (:mod:`core.posters.borders`).

    ``source``: a path or the bytes of a file; ``name``: what messages call it. Of an animation the first picture is
    taken. Raises PosterError for what is no such image, is damaged, or exceeds the bounds.
    """
    name = name or (source.name if isinstance(source, Path) else source if isinstance(source, str) else "The poster")
    content = source if isinstance(source, bytes) else content_of(Path(source), name)
    _check_kind(content, name)
    with needs("Reading posters", "posters"):
        from PIL import Image
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # on sizes and damaged EXIF: our own bounds are below
            with Image.open(io.BytesIO(content), formats=list(FORMATS)) as image:
                _check_size(image.size, name)
                return _without_border(_pixels(image))
    except PosterError:
        raise
    except Image.DecompressionBombError:
        raise PosterError(f"{name} has more than {MOST_PIXELS / 1e6:.0f} million pixels. Save it smaller.") from None
    except MemoryError:
        raise PosterError(f"{name} needs too much memory. Save it smaller, as JPEG.") from None
    except Exception:  # whatever Pillow and the libraries below it say to bytes that are no image: there is no list
        raise PosterError(f"{name} is damaged or cut off. Save it again as JPEG or PNG.") from None


def content_of(path: Path, name: str) -> bytes:
    """The bytes of a regular file of bounded size. Raises PosterError, which calls it ``name``."""
    try:
        state = path.stat()
        if not stat.S_ISREG(state.st_mode):  # a pipe, for instance, would be waited for
            raise PosterError(f"{name} is no file. Name a JPEG, PNG or WebP.")
        if state.st_size > LARGEST_FILE:
            raise PosterError(f"{name} has {state.st_size / 1e6:,.0f} MB; a poster may have {LARGEST_FILE / 1e6:.0f}.")
        return path.read_bytes()
    except (OSError, ValueError) as error:  # ValueError: a null byte in the path
        reason = error.strerror if isinstance(error, OSError) and error.strerror else "no path"
        raise PosterError(f"{name} can't be read ({reason}). Check its path and rights.") from None


def _check_kind(content: bytes, name: str) -> None:
    """Refuse what does not begin as one of :data:`FORMATS`, whatever its name ends in."""
    if not content:
        raise PosterError(f"{name} is empty. Choose a JPEG, PNG or WebP.")
    if len(content) > LARGEST_FILE:
        raise PosterError(f"{name} has {len(content) / 1e6:,.0f} MB; a poster may have {LARGEST_FILE / 1e6:.0f}.")
    if not any(content.startswith(sign) for signs in FORMATS.values() for sign in signs):
        raise PosterError(f"{name} is no JPEG, PNG or WebP, whatever it is called. Save it as one of these.")


def _check_size(size: tuple[int, int], name: str) -> None:
    """Refuse what is too small, too long or too large, by what its first bytes say."""
    short, long = sorted(size)
    shape = f"{size[0]:,} x {size[1]:,} pixels"
    if short < LEAST_SIDE or long > LONGEST_SHAPE * short:
        raise PosterError(f"{name} has {shape}: that is no poster. Choose one that is more like a page.")
    if short * long > MOST_PIXELS:
        raise PosterError(f"{name} has {shape}; {MOST_PIXELS / 1e6:.0f} million may be read. Save it smaller.")


def _pixels(image: "Image.Image") -> Pixels:
    """Decode, put what is transparent on white, bring to eight bits of RGB, and turn as EXIF says."""
    from PIL import Image

    image.draft("RGB", (2 * LARGEST_SIDE, 2 * LARGEST_SIDE))  # a large JPEG is decoded at a fraction of its size
    image.load()
    result = _opaque(_eight_bits(image))
    result.thumbnail((LARGEST_SIDE, LARGEST_SIDE))
    turn = TURNS.get(_orientation(image))
    upright = result if turn is None else result.transpose(Image.Transpose[turn])
    return np.array(upright, dtype=np.uint8)


def _without_border(whole: Pixels) -> Noted:
    """What is left of it without the border of a screenshot, and what to say of that, and of its shape."""
    pixels = trimmed(whole)
    if pixels.size < whole.size:
        return Noted(pixels, f"A border was cut off the picture: {100 * pixels.size / whole.size:.0f} % of it is left.")
    height, width = pixels.shape[:2]
    if SHAPES[0] <= width / height <= SHAPES[1]:
        return Noted(pixels, "")
    shape = "narrower" if width / height < SHAPES[0] else "wider"
    return Noted(pixels, f"The picture is {shape} than a poster. If there is more on it than the poster, crop it.")


def _orientation(image: "Image.Image") -> int:
    """How the camera was held, as EXIF numbers it; 1 (upright) when it does not say, or says it badly."""
    try:
        return int(image.getexif().get(ORIENTATION, 1))
    except Exception:  # damaged EXIF is no reason to refuse a picture, and it fails in many ways
        return 1


def _eight_bits(image: "Image.Image") -> "Image.Image":
    """Grey of sixteen bits as eight: Pillow's own conversion cuts it off at 255."""
    from PIL import Image

    if not image.mode.startswith("I"):
        return image
    return Image.fromarray((np.asarray(image) // 257).astype(np.uint8))


def _opaque(image: "Image.Image") -> "Image.Image":
    """RGB, with white behind what is transparent."""
    from PIL import Image

    if not image.has_transparency_data:
        return image.convert("RGB")
    layer = image.convert("RGBA")
    paper = Image.new("RGBA", layer.size, (*BEHIND, 255))
    return Image.alpha_composite(paper, layer).convert("RGB")
