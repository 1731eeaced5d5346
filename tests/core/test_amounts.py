"""Numbers of things: one thing is no plural, and thousands have commas."""

import pytest

from core.amounts import amount


@pytest.mark.parametrize(
    ("count", "things", "said"),
    [
        (1, ("film",), "1 film"),
        (0, ("film",), "0 films"),
        (1020, ("film",), "1,020 films"),
        (1, ("genre of a film", "genres of films"), "1 genre of a film"),
        (2, ("genre of a film", "genres of films"), "2 genres of films"),
    ],
)
def test_one_thing_is_no_plural(count, things, said):
    assert amount(count, *things) == said
