"""No input of any door may cost more than 200 MB above what the app had, nor more than its seconds."""

import time

import pytest

from benchmarks.load import doors
from dashboard.state.cache import by_bytes
from dashboard.state.cache.by_bytes import Store


@pytest.mark.alone
@pytest.mark.parametrize("door", doors.DOORS, ids=lambda door: door.name)
def test_the_worst_input_of_a_door(door):
    cost = doors.measure(door)
    assert cost["mb"] <= doors.MOST_MB, cost
    assert cost["seconds"] <= door.most_seconds, cost


def test_a_cache_is_bounded_by_its_bytes():
    store = Store(most=1_000)
    for n in range(10):
        store.put(str(n), bytes(200))
        assert store.get("0"), "what is used stays"
    assert store.size == 1_000
    assert [n for n in range(10) if store.get(str(n))] == [0, 6, 7, 8, 9]
    store.put("huge", bytes(900))
    assert store.get("huge") is None and store.get("9")


def test_what_is_asked_again_is_not_worked_out_again_and_nobody_shares_it(monkeypatch):
    asked = []

    @by_bytes.kept
    def answer(text: str) -> list[str]:
        asked.append(text)
        return [text]

    by_bytes.store.clear()
    first = answer("a")
    first.append("mine")
    assert answer("a") == ["a"] and answer("b") == ["b"] and asked == ["a", "b"]
    later = time.monotonic() + 2 * by_bytes.DAY
    monkeypatch.setattr(time, "monotonic", lambda: later)
    assert answer("a") == ["a"] and asked == ["a", "b", "a"]
