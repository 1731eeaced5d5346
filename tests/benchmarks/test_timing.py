"""How times are taken, compared and written."""

import pytest

from benchmarks import timing
from benchmarks.timing import interleaved, percentile, ratio, repeated, seconds, times_better


def test_every_repeat_asks_every_way_and_begins_with_another():
    asked = []
    ways = {name: (lambda repeat, name=name: asked.append((repeat, name)) or repeat) for name in "abc"}
    assert interleaved(ways, 3) == {"a": [0, 1, 2], "b": [0, 1, 2], "c": [0, 1, 2]}
    assert [name for _, name in asked] == list("abcbcacab")


def test_ratios_are_taken_repeat_by_repeat():
    assert times_better([1.0, 2.0, 4.0], [10.0, 10.0, 80.0]) == (10.0, 5.0, 20.0)


def test_what_takes_long_is_repeated_less(monkeypatch):
    monkeypatch.setattr(timing, "took", lambda act: 4.0)
    assert repeated(list, repeats=5) == [4.0] * 5
    assert repeated(list, repeats=5, longest=6) == [4.0, 4.0]
    assert repeated(list, repeats=5, longest=1) == [4.0]


def test_a_percentile_lies_among_the_values():
    assert percentile([3.0], 95) == 3.0
    assert percentile(list(range(101)), 95) == pytest.approx(95)


def test_times_read_as_people_write_them():
    assert [seconds(value) for value in (0.00123, 0.0996, 2.0, 75.4)] == ["1.23 ms", "99.6 ms", "2.00 s", "75 s"]
    assert [ratio(value) for value in (113.4, 9.96, 1.5, 0.042)] == ["113", "10.0", "1.5", "0.04"]
