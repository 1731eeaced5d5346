"""How long a training will take, and what is wrong with its settings, known before it begins."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from statistics import median

from core.model.network.presets import NetworkConfig
from core.tables.columns.choice import Columns
from train.config import ConfigError, TrainConfig
from train.examples.teacher import read_plots
from train.runs.events import Done
from train.runs.guards import readonly
from train.runs.run_folder import MODELS, listed

# Rough figures of two cores with the packaged 50-d vectors; earlier runs on the same machine correct them. Seconds for:
# starting and saving; a step, whatever its size; a multiplication-addition; the update of a parameter.
FIXED, PER_STEP, PER_OPERATION, PER_PARAMETER = 16.0, 0.012, 5e-11, 4e-9
DIMENSIONS, GENRES = 50, 20
COUNTED = 2_000_000  # characters of plots that are split and counted; of more, every so many-th film stands for all
MOST_DIFFERENT = 500_000  # words that are told apart; a vocabulary is smaller
EARLIER = 5  # runs that the estimate is corrected by


def operations(network: NetworkConfig, dimensions: int = DIMENSIONS) -> int:
    """Multiplications of the LSTM layers for one word, forwards; training takes about three times as many."""
    units, directions = network.lstm_units, 2 if network.bidirectional else 1
    first = 4 * units * (dimensions + units)
    above = 4 * units * (directions * units + units)
    return directions * (first + (network.lstm_layers - 1) * above)


@dataclass(frozen=True)
class Size:
    """Films to train on, words read of them, and how many different ones."""

    films: int
    words: int
    different: int


def size(plots: Iterable[str], max_tokens: int) -> Size:
    """Counts of some plots, roughly: words end at spaces."""
    films = words = 0
    different: set[str] = set()
    for plot in plots:
        read = plot.lower().split(None, max_tokens)[:max_tokens]
        films, words = films + 1, words + len(read)
        if len(different) < MOST_DIFFERENT:
            different.update(read)
    return Size(films, words, len(different))


@lru_cache(maxsize=32)
def _table_of(
    path: str,
    columns: str,
    encoding: str,
    teacher: str,
    modified: tuple[float, ...],
    max_tokens: int,
    most: int | None,
) -> tuple[Size, tuple[str, ...]]:
    """A table's training films, with the plots that only the teacher's file has, and the table's columns.

    Counted once; ``modified`` keeps the cache honest. A large table is counted in part.
    """
    from data import split
    from data.sources import registry

    frame = registry.load(path, Columns.parse(columns), encoding, most).frame
    each = max(1, -(-int(frame["plot"].str.len().sum()) // COUNTED))
    some = frame.iloc[::each]
    films = size(some["plot"][split.assign(some) == "train"], max_tokens)
    others = read_plots(Path(teacher)).difference(list(frame["plot"]), sort=False) if teacher else ()
    more = size(others, max_tokens)
    counted = Size(each * films.films + more.films, each * films.words + more.words, films.different + more.different)
    return counted, tuple(frame.columns)


def _table(config: TrainConfig, most: int | None) -> tuple[Size, tuple[str, ...]]:
    from data.sources import registry

    source = registry.SOURCES.get(config.data)
    files = (source.path if source else Path(config.data), Path(config.teacher))
    modified = tuple(path.stat().st_mtime if path.is_file() else 0.0 for path in files)
    return _table_of(config.data, config.columns, config.encoding, config.teacher, modified, config.max_tokens, most)


def check(config: TrainConfig, most: int | None = None) -> None:
    """Raise ConfigError when a file or a column that a setting names isn't there, TableError for a bad
    table, and for one of more than ``most`` bytes of cells.

    A read-only GenreLens opens no file that a visitor names, and does not say whether there is one.
    """
    named = config.files
    if named and readonly():
        raise ConfigError(
            f"This GenreLens is read-only and opens no file of its machine. Leave {' and '.join(named)} at the default."
        )
    for name in ("glove", "teacher"):
        if name in named and not Path(named[name]).is_file():
            path = named[name]
            raise ConfigError(f"{name} is {path!r}, and there is no such file. Check the path, or leave the default.")
    _, columns = _table(config, most)
    for name, column in (("labeller", config.labeller), ("score_where", config.score_where.partition("=")[0])):
        if column and column not in columns:
            raise ConfigError(f"{name} names the column {column!r}; the table has {', '.join(columns)}.")


def planned(config: TrainConfig, size: Size) -> float:
    """Seconds that the epochs of a training take by the figures above, before earlier runs correct them."""
    steps = -(-size.films // config.batch_size)
    vocabulary = min(config.max_words, size.different)
    updated = vocabulary * (DIMENSIONS * config.network.train_embeddings + GENRES * config.network.bag_of_words)
    epoch = steps * (PER_STEP + updated * PER_PARAMETER) + 3 * size.words * operations(config.network) * PER_OPERATION
    return config.epochs * epoch


def _correction(models: Path) -> float:
    """Median of measured over planned time among the latest finished runs; 1 without."""
    ratios = []
    for run in listed(models):
        progress = run.progress
        if not (isinstance(progress.ending, Done) and progress.epochs and progress.steps and progress.planned > 0):
            continue
        measured = progress.epochs[-1].seconds - progress.steps[0].seconds
        if measured <= 0:
            continue
        ratios.append(measured / len(progress.epochs) / (progress.planned / run.config.epochs))
        if len(ratios) == EARLIER:
            break
    return median(ratios) if ratios else 1.0


def estimate(config: TrainConfig, models: Path = MODELS, most: int | None = None) -> float:
    """Seconds that training will take if patience does not end it early. Raises what :func:`check` raises."""
    check(config, most)
    return FIXED + planned(config, _table(config, most)[0]) * _correction(models)
