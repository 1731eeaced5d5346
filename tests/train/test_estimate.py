"""How long a training will take is told from a part of a large table, about as from all of it."""

from pathlib import Path

import pandas as pd
import pytest

from core.errors import TableError
from train import estimate
from train.config import TrainConfig


def table(folder: Path, films: int) -> TrainConfig:
    plots = [f"the detective number {n} hunts killer {n % 97} in town {n % 31}" for n in range(films)]
    path = folder / "films.csv"
    pd.DataFrame({"title": map(str, range(films)), "plot": plots, "genres": "Crime"}).to_csv(path, index=False)
    return TrainConfig(data=str(path))


def test_a_large_table_is_counted_in_part(tmp_path, monkeypatch):
    config = table(tmp_path, 3_000)
    counted, _ = estimate._table(config, None)
    monkeypatch.setattr(estimate, "COUNTED", 20_000)
    estimate._table_of.cache_clear()
    some, _ = estimate._table(config, None)
    assert some.films == pytest.approx(counted.films, rel=0.05) and some.words == pytest.approx(counted.words, rel=0.05)
    assert 0 < some.different < counted.different, "only a part was read"


def test_a_page_asks_of_no_table_that_would_fill_its_memory(tmp_path):
    config = table(tmp_path, 300)
    estimate._table_of.cache_clear()
    assert estimate.estimate(config, tmp_path) > 0
    with pytest.raises(TableError, match="too many to be looked at here"):
        estimate.estimate(config, tmp_path, most=10_000)
