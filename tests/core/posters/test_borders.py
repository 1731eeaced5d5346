"""The border of a screenshot is cut off; what belongs to a poster stays."""

import numpy as np
import pytest
from PIL import Image, ImageDraw

from core.posters import regions
from core.posters.backbone import squeezed
from core.posters.borders import trimmed
from core.posters.image import read, read_noted
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


def with_clock(picture):
    """A phone's screen with a clock at its top and a bar at its foot."""
    image = Image.fromarray(picture)
    draw = ImageDraw.Draw(image)
    draw.text((10, 6), "12:34", fill=(255, 255, 255))
    draw.rectangle((70, image.height - 8, 130, image.height - 5), fill=(255, 255, 255))
    return np.asarray(image)


def test_a_clock_in_the_border_goes_with_it():
    assert np.array_equal(trimmed(with_clock(screen((220, 460)))), POSTER)


def test_a_poster_that_fades_into_the_bars_of_a_wide_screen_is_cut_out():
    fading = POSTER.copy()
    fading[:, :30] = 0
    fading[:50, :30] = POSTER[:50, :30]
    assert np.array_equal(trimmed(screen((500, 300), poster=fading)), fading)


def noted(picture):
    """What is said of a picture."""
    return read_noted(drawn.saved(picture, "PNG")).note


def test_it_is_said_what_was_cut_off_and_what_has_not_the_shape_of_a_poster():
    assert noted(screen((400, 600), colour=(255, 255, 255))) == "A border was cut off the picture: 25 % of it is left."
    assert noted(drawn.poster(size=(300, 200))).startswith("The picture is wider than a poster.")
    assert noted(drawn.poster(size=(200, 500))).startswith("The picture is narrower than a poster.")
    assert noted(POSTER) == ""


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
