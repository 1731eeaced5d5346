"""An image that anyone may have sent: pixels, or one sentence."""

import os

import numpy as np
import pytest
from PIL import Image

from core.errors import PosterError
from core.posters import image
from tests.support import drawn


@pytest.mark.parametrize("name", drawn.refused())
def test_what_is_no_poster_is_refused_in_one_sentence(name):
    with pytest.raises(PosterError) as told:
        image.read(drawn.refused()[name], "film.jpg")
    text = str(told.value)
    assert text.startswith("film.jpg ")
    assert text.endswith(".")
    assert "\n" not in text


@pytest.mark.parametrize("name", drawn.read_well())
def test_unusual_pictures_are_read_as_what_they_show(name):
    pixels = image.read(drawn.read_well()[name])
    assert pixels.dtype == np.uint8
    assert pixels.shape[2] == 3
    if name not in ("a million pixels of noise", "transparent", "palette with transparency", "two colours"):
        shown = np.asarray(Image.fromarray(drawn.poster()).convert("L")).astype(float)
        assert np.abs(pixels.mean(axis=2) - shown).mean() < 25, "it is another picture"


def test_transparency_shows_white():
    clear = Image.new("RGBA", (100, 150), (0, 0, 0, 0))
    assert (image.read(drawn.saved(clear, "PNG")) == 255).all()


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_photo_is_turned_as_its_exif_says(orientation):
    upright = Image.fromarray(drawn.poster())
    exif = Image.Exif()
    exif[0x0112] = orientation
    back = {3: 180, 6: 90, 8: 270}.get(orientation, 0)
    held = upright.rotate(back, expand=True) if orientation in (1, 3, 6, 8) else upright
    pixels = image.read(drawn.saved(held, "JPEG", exif=exif, quality=95))
    assert (pixels.shape[0] > pixels.shape[1]) == (orientation in (1, 2, 3, 4, 6, 8))
    if orientation in (1, 3, 6, 8):
        assert np.abs(pixels.astype(float) - np.asarray(upright)).mean() < 10


def test_damaged_exif_is_no_reason_to_refuse_a_picture():
    content = drawn.saved(drawn.poster(), exif=b"Exif\0\0II*\0\xff\xff\xff\x7f" + b"\xff" * 40)
    assert image.read(content).shape == (288, 192, 3)


def test_a_large_picture_is_kept_small():
    assert max(image.read(drawn.saved(Image.new("RGB", (4_000, 6_000), "red"))).shape) == image.LARGEST_SIDE


def test_a_file_that_is_none_or_too_large_is_refused(tmp_path, monkeypatch):
    fifo = tmp_path / "pipe.jpg"
    os.mkfifo(fifo)
    for path in (tmp_path, fifo, tmp_path / "missing.jpg", tmp_path / "null\0.jpg"):
        with pytest.raises(PosterError, match="can't be read|is no file"):
            image.read(path, "film.jpg")
    large = tmp_path / "large.jpg"
    with large.open("wb") as stream:
        stream.truncate(image.LARGEST_FILE + 1)
    with pytest.raises(PosterError, match="MB"):
        image.read(large)


def test_places_outside_the_folder_are_not_followed(tmp_path):
    folder = tmp_path / "films"
    folder.mkdir()
    (folder / "link.jpg").symlink_to(tmp_path / "secret.jpg")
    (folder / "loop.jpg").symlink_to(folder / "loop.jpg")
    assert image.inside(folder, "posters/a.jpg") == folder / "posters" / "a.jpg"
    for cell in ("../secret.jpg", "/etc/passwd", "link.jpg", "a\0.jpg", "posters/../../secret.jpg"):
        assert image.inside(folder, cell) is None
