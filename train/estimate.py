"""How long a training will take, and what can be known to be wrong with it, before it begins."""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from statistics import median

from core.glove import PACKAGED
from core.presets import NetworkConfig
from train.config import ConfigError, TrainConfig
from train.folder import MODELS, listed

# Rough figures of two cores with the packaged 50-d vectors; earlier runs on the same machine correct them. Seconds for:
# starting and saving; a step, whatever its size; a multiplication-addition; the update of a parameter.
FIXED, PER_STEP, PER_OPERATION, PER_PARAMETER = 16.0, 0.012, 5e-11, 4e-9
DIMENSIONS, GENRES = 50, 20
EARLIER = 5  # runs that the estimate is corrected by


def operations(network: NetworkConfig, dimensions: int = DIMENSIONS) -> int:
    """Multiplications of the LSTM layers for one word, forwards; training takes about three times as many."""
    units, directions = network.lstm_units, 2 if network.bidirectional else 1
    first = 4 * units * (dimensions + units)
    above = 4 * units * (directions * units + units)
    return directions * (first + (network.lstm_layers - 1) * above)


@dataclass(frozen=True)
class _Table:
    """Training films of a table, words read of them, how many different ones, and the table's columns."""

    films: int
    words: int
    different: int
    columns: tuple[str, ...]


@lru_cache(maxsize=32)
def _counts(path: str, modified: float, max_tokens: int) -> _Table:
    """Count once; ``modified`` keeps the cache honest."""
    from data import sources, split

    frame = sources.load(path).frame
    plots = [plot.lower().split()[:max_tokens] for plot in frame["plot"][split.assign(frame) == "train"]]
    different = len({word for plot in plots for word in plot})
    return _Table(len(plots), sum(map(len, plots)), different, tuple(frame.columns))


def _table(config: TrainConfig) -> _Table:
    from data import sources

    source = sources.SOURCES.get(config.data)
    path = source.path if source else Path(config.data)
    modified = os.stat(path).st_mtime if os.path.exists(path) else 0.0
    return _counts(config.data, modified, config.max_tokens)


def check(config: TrainConfig) -> None:
    """Raise ConfigError when a file or a column that a setting names isn't there, TableError for a bad table."""
    for name in ("glove", "teacher"):
        path = getattr(config, name)
        if path not in ("", PACKAGED) and not Path(path).is_file():
            raise ConfigError(f"{name} is {path!r}, and there is no such file. Check the path, or leave the default.")
    columns = _table(config).columns
    for name, column in (("labeller", config.labeller), ("score_where", config.score_where.partition("=")[0])):
        if column and column not in columns:
            raise ConfigError(f"{name} names the column {column!r}; the table has {', '.join(columns)}.")


def _uncorrected(config: TrainConfig) -> float:
    table = _table(config)
    steps = -(-table.films // config.batch_size)
    vocabulary = min(config.max_words, table.different)
    updated = vocabulary * (DIMENSIONS * config.network.train_embeddings + GENRES * config.network.bag_of_words)
    epoch = steps * (PER_STEP + updated * PER_PARAMETER) + 3 * table.words * operations(config.network) * PER_OPERATION
    return FIXED + config.epochs * epoch


def _correction(models: Path) -> float:
    """Median of measured over estimated time among the latest finished runs whose table still stands; 1 without."""
    ratios = []
    for run in listed(models):
        progress = run.progress
        if not progress.ending or progress.ending["event"] != "done" or not progress.epochs:
            continue
        try:
            planned = _uncorrected(run.config) - FIXED
        except (ValueError, OSError):
            continue
        measured = progress.epochs[-1]["seconds"] - progress.steps[0]["seconds"]
        if measured <= 0:
            continue
        ratios.append(measured / len(progress.epochs) / (planned / run.config.epochs))
        if len(ratios) == EARLIER:
            break
    return median(ratios) if ratios else 1.0


def estimate(config: TrainConfig, models: Path = MODELS) -> float:
    """Seconds that training will take if no epoch is saved by patience. Raises what :func:`check` raises."""
    check(config)
    return FIXED + (_uncorrected(config) - FIXED) * _correction(models)
