"""No input of any door may cost more than 200 MB above what the app had, nor more than its seconds of a processor."""

import time
import weakref
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from benchmarks.load import doors
from core.errors import TableError
from dashboard.state.cache import by_bytes
from dashboard.state.cache.by_bytes import Store
from dashboard.state.cache.films import tables
from data.schema import PlotTable
from tests.support.tiers import TIER


@pytest.mark.parametrize("door", doors.DOORS, ids=lambda door: door.name)
def test_the_worst_input_of_a_door(door):
    cost = doors.measure(door, TIER.door_inputs)
    assert cost["mb"] <= doors.MOST_MB, cost
    assert cost["processor_seconds"] <= door.most_seconds, cost
    assert cost["seconds"] <= 10 * door.most_seconds, f"it waits for something: {cost}"


def test_a_cache_is_bounded_by_its_bytes():
    store = Store(most=1_000)
    for n in range(10):
        store.put(str(n), bytes(200), 200, 500)
        assert store.get("0"), "what is used stays"
    assert store.size == 1_000
    assert [n for n in range(10) if store.get(str(n))] == [0, 6, 7, 8, 9]
    store.put("huge", bytes(900), 900, 500)
    assert store.get("huge") is None and store.get("9")


def test_what_is_held_of_data_sets_is_bounded_by_its_bytes_too(monkeypatch):
    made = []

    def table(name: str, megabytes: int) -> pd.DataFrame:
        made.append(name)
        return pd.DataFrame({"plot": ["x" * 1_000_000] * megabytes})

    def ask(name: str, megabytes: int = 2) -> pd.DataFrame:
        return by_bytes.held(("table", name), lambda: table(name, megabytes))

    store = Store(5_000_000)
    monkeypatch.setattr(by_bytes, "holding", lambda: store)
    monkeypatch.setattr(by_bytes, "MOST_HELD", 5_000_000)
    assert ask("a") is ask("a") and ask("b") is ask("b") and made == ["a", "b"], "held as they are, not copied"
    ask("c")
    ask("a")
    assert made == ["a", "b", "c", "a"], "the oldest went"
    ask("huge", 9)
    ask("a")
    assert made == ["a", "b", "c", "a", "huge"], "what is too large is not held, and drives nothing else out"
    store.forget("table")
    assert store.size == 0


def test_what_was_read_of_a_refused_table_is_let_go_before_the_refusal_is_shown(monkeypatch):
    """The frames of the error that a page is about to show would hold all of it."""

    class Cells:
        pass

    met = []

    def refused() -> None:
        cells = Cells()
        met.append(weakref.ref(cells))
        raise TableError("too large")

    monkeypatch.setattr(by_bytes, "holding", lambda: Store(1_000))
    monkeypatch.setattr(by_bytes, "give_back", lambda: None)
    with pytest.raises(TableError, match="too large") as error:
        by_bytes.held(("table", "a"), refused)
    assert error.value and met[0]() is None


def test_what_is_held_is_weighed_with_all_of_its_parts():
    frame = pd.DataFrame({"plot": ["x" * 1_000] * 1_000})
    array = np.zeros(125_000)
    for value in (PlotTable("a", frame), {"frame": frame}, [frame, "x"], (array,), {"x" * 1_000_000: 1}):
        assert 1_000_000 <= by_bytes.size_of(value) < 1_200_000, type(value)


def test_no_cache_of_the_app_counts_entries_where_bytes_matter():
    """What is kept of models, by their number, is small or bounded by the models; all else is kept by its bytes."""
    folder = Path(by_bytes.__file__).parent
    counted = {path.name: path.read_text(encoding="utf-8").count("max_entries") for path in folder.rglob("*.py")}
    assert {name for name, n in counted.items() if n} == {"answers.py", "batch.py", "posters.py", "tables.py"}


def test_what_is_counted_and_compared_of_a_large_table_is_bounded(monkeypatch):
    films = {"plot": ["A ghost walks at night."] * 300, "genres": [f"label {n % 150}" for n in range(300)]}
    table = PlotTable("films", pd.DataFrame(films | {"year": pd.array([None] * 300, "Int64")}))
    monkeypatch.setattr(tables, "MOST_READ", 1_000)
    about = tables.description(table)
    assert 20 <= about["films_read"] <= 1_000 // 23
    assert about["cooccurrence"].shape == (100, 100) and len(about["genre_counts"]) == 150
    with pytest.raises(TableError, match="Check it with python -m data check"):
        tables.check_report(table)


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
