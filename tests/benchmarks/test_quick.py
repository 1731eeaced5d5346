"""Every benchmark with a quick mode runs through in it, and leaves a page that says it measured nothing."""

import pytest

from tests.support import quick

SECONDS = (
    "tables.lists",
    "tables.doors",
    "tables.reading",
    "reading.familiarity",
    "reading.lengths",
    "reading.drift",
    "quality.table",
    "quality.promise",
    "explain.faithfulness",
    "explain.film_map",
)
SLOW = (  # load.readers is in load/test_many_readers.py
    "load.doors",
    "quality.leak",
    "load.memory",
    "tag.ray_engine",
    "tag.again",
    "speed.training",
    "speed.bench",
)
TRAINS = ("load.memory",)  # in processes that the app would start
PARTS = {
    "speed.bench": ("--parts", "reading", "--fresh"),  # the others need packages of `make bench`, or a browser
    "explain.faithfulness": ("--fresh",),
}


@pytest.mark.parametrize(
    "name",
    [*SECONDS, *(pytest.param(name, marks=pytest.mark.slow) for name in SLOW)],
)
def test_it_runs_through(name, tiny_model, tmp_path, request):
    if name in TRAINS:
        request.getfixturevalue("forked_trainings")
    quick.run(name, tiny_model, tmp_path, lambda: request.getfixturevalue("trainer"), PARTS.get(name, ()))
