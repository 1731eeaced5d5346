"""What plot and poster add, and where on the poster: sums that are exact, and a test that knows chance."""

import base64
import re

import numpy as np
import pytest
from PIL import Image

from core.errors import OptionError
from core.explanations.faithfulness import Deletion
from core.model.calibration import sigmoid
from core.posters import picture, regions
from core.posters.backbone import squeezed
from core.posters.image import read
from core.posters.shares import shares
from tests.support import drawn


@pytest.fixture(scope="module")
def occluded(posters):
    """A drawn poster without a plot, explained by covering its regions."""
    return regions.explain(posters, "", drawn.poster())


def test_what_plot_and_poster_add_sums_to_the_answer(posters, plot):
    told = shares(posters, plot, drawn.poster())
    assert np.allclose(told.prior + told.of_plot + told.of_poster, told.both, atol=1e-12)
    assert np.array_equal(told.both, posters.predict_proba([plot], [drawn.poster()])[0])
    assert np.array_equal(told.plot, posters.plots.predict_proba([plot])[0])


def test_without_a_plot_the_plot_adds_nothing(posters):
    told = shares(posters, "", drawn.poster())
    assert np.array_equal(told.of_plot, np.zeros(len(told.genres)))
    assert np.allclose(told.prior + told.of_poster, told.both)


def test_the_activation_map_sums_to_the_posters_log_odds(posters):
    explained = regions.explain(posters, "", drawn.poster(), "activation_map")
    total = explained.values.sum(axis=(0, 1)) + posters.heads.bias
    assert np.allclose(total, posters.log_odds_of_posters([drawn.poster()])[0], atol=1e-4)


def test_covering_a_region_takes_what_the_map_says(posters, occluded):
    hidden = np.zeros((1, regions.ROWS, regions.COLUMNS), dtype=bool)
    hidden[0, 2, 1] = True
    without = regions.scorer(posters, "")(hidden, occluded.pixels)[0]
    full = sigmoid(posters.log_odds_of_posters([drawn.poster()]))[0]
    assert np.allclose(full - without, occluded.values[2, 1], atol=1e-5)


def test_covered_regions_have_the_posters_mean_colour_and_others_stay():
    small = squeezed(drawn.poster())
    hidden = np.zeros((regions.ROWS, regions.COLUMNS), dtype=bool)
    hidden[0, 0] = True
    result = regions.covered(small, hidden)
    assert (result[:64, :64] == small.reshape(-1, 3).mean(axis=0).round()).all()
    assert np.array_equal(result[64:], small[64:])


def test_the_deletion_test_names_its_ends_and_warns_near_chance(posters, occluded):
    genre = occluded.genres[int(occluded.values.max(axis=(0, 1)).argmax())]
    found = regions.deletion(posters, "", occluded, genre)
    assert found.before == pytest.approx(posters.predict_proba([""], [drawn.poster()])[0, occluded.genres.index(genre)])
    assert 0 < found.words <= regions.COVERED
    assert "chance" in picture.trust(Deletion("Drama", 6, 0.5, 0.48, 0.49, 0.02))
    assert "chance" not in picture.trust(Deletion("Drama", 6, 0.8, 0.2, 0.7, 0.05))


def test_an_unknown_method_is_refused(posters):
    with pytest.raises(OptionError, match="occlusion"):
        regions.explain(posters, "", drawn.poster(), "guess")


def test_the_heatmap_is_blue_where_a_genre_is_raised_and_told_in_words(posters, occluded):
    values = np.zeros((regions.ROWS, regions.COLUMNS, 1))
    values[0, 0], values[-1, -1] = 1.0, -1.0
    grey = np.full((384, 256, 3), 128, dtype=np.uint8)
    drawn_map = picture.heatmap(regions.Regions("occlusion", ("Horror",), values, grey), "Horror").astype(int)
    assert drawn_map[10, 10, 2] > drawn_map[10, 10, 0]
    assert drawn_map[-10, -10, 0] > drawn_map[-10, -10, 2]
    html = picture.figure(occluded, "Drama", shares(posters, "", drawn.poster()))
    assert 'alt="' in html
    assert "Drama is at" in html


def test_a_page_to_keep_has_the_poster_with_its_heatmap_and_nothing_else_of_the_file(posters, plot):
    exif = Image.Exif()
    exif[0x010E] = "Taken at 52.5 N 13.4 E"
    content = drawn.saved(drawn.poster(), exif=exif)
    assert b"52.5 N" in content
    pixels = read(content)
    explained, told = regions.explain(posters, plot, pixels, "activation_map"), shares(posters, plot, pixels)
    test = regions.deletion(posters, plot, explained, "Horror")
    kept = picture.section(explained, told, {"Horror": test})
    images = [base64.b64decode(data) for data in re.findall(r"base64,([^\"]+)", kept)]
    assert np.array_equal(read(images[0]), explained.pixels)
    assert np.array_equal(read(images[1]), picture.heatmap(explained, "Horror"))
    assert not any(b"52.5 N" in image or b"eXIf" in image for image in images)
    assert picture.trust(test) in kept.replace("&#x27;", "'")
