"""The border of a screenshot is cut off; what belongs to a poster stays."""

import numpy as np
import pytest
from PIL import Image, ImageDraw

from core.posters import regions
from core.posters.backbone import squeezed
from core.posters.borders import trimmed
from core.posters.image import read
from tests.support import drawn

POSTER = drawn.poster((150, 30, 40), (200, 300))


def screen(size, place=None, colour=(0, 0, 0), poster=POSTER):
    """A screen [height, width, 3] of one colour with a poster in its middle, or at ``place``."""
    image = Image.new("RGB", size, colour)
    height, width = poster.shape[:2]
    image.paste(Image.fromarray(poster), place or ((size[0] - width) // 2, (size[1] - height) // 2))
    return np.asarray(image)


BORDERS = {
    "a phone's screen": screen((200, 433)),
    "a wide screen": screen((560, 315), colour=(32, 32, 36)),
    "white margins": screen((260, 390), colour=(255, 255, 255)),
    "all below": screen((240, 500), (20, 0), (255, 255, 255)),
}


@pytest.mark.parametrize("name", BORDERS)
def test_a_uniform_border_is_cut_off_to_the_pixel(name):
    assert np.array_equal(read(drawn.saved(BORDERS[name], "PNG")), POSTER)


def test_the_border_of_a_jpeg_is_cut_off_to_a_few_pixels():
    pixels = read(drawn.saved(screen((300, 450), colour=(255, 255, 255)), quality=80))
    assert np.abs(np.array(pixels.shape) - POSTER.shape).max() <= 6


def on_black(size=(200, 300)):
    """A poster with a dark ground of its own: a disc and a title on black."""
    image = Image.new("RGB", size)
    draw = ImageDraw.Draw(image)
    draw.ellipse((50, 60, 150, 160), fill=(200, 60, 40))
    draw.text((60, 200), "NIGHT", fill=(230, 230, 230))
    return np.asarray(image)


@pytest.mark.parametrize(
    "poster",
    [
        POSTER,
        on_black(),
        screen((220, 320), colour=(255, 255, 255)),  # a narrow frame of its own
        screen((400, 600), poster=drawn.poster(size=(390, 200))),  # a wide picture is no poster
        np.full((300, 200, 3), 255, dtype=np.uint8),
        np.asarray(Image.radial_gradient("L").resize((200, 300)).convert("RGB")),
    ],
    ids=["plain", "on black", "narrow frame", "wide picture", "one colour", "fading"],
)
def test_what_belongs_to_a_poster_stays(poster):
    assert np.array_equal(trimmed(poster), poster)


def test_a_screenshot_is_answered_and_mapped_as_its_poster(posters, plot):
    shown = read(drawn.saved(BORDERS["a phone's screen"], "PNG"))
    assert np.array_equal(posters.predict_proba([plot], [shown]), posters.predict_proba([plot], [POSTER]))
    explained = regions.explain(posters, plot, shown, "activation_map")
    assert np.array_equal(explained.pixels, squeezed(POSTER)), "the map lies on what is shown"
    whole = regions.explain(posters, plot, POSTER, "activation_map")
    assert np.array_equal(explained.values, whole.values)
