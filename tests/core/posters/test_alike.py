"""How alike posters are, measured from the mean poster."""

import numpy as np
import pytest

from core.posters.alike import similarities


def test_a_poster_is_like_itself_and_no_two_are_alike_on_average():
    features = np.random.default_rng(0).gamma(2.0, 1.0, (50, 30))
    found = similarities(features, features[7])
    assert found[7] == pytest.approx(1.0) and found.argmax() == 7
    assert abs(np.delete(found, 7).mean()) < 0.05


def test_one_poster_and_features_that_never_change_tell_nothing_apart():
    assert similarities(np.ones((3, 4)), np.ones(4)).tolist() == [0.0, 0.0, 0.0]
    assert similarities(np.ones((1, 4)), np.full(4, 2.0)).tolist() == [0.0]
