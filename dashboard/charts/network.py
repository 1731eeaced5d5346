"""Pure: the boxes of a drawing of the network, each with its size and what happens in it for one plot and one genre."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from core.explanations.inside import Paths
from core.model.network.presets import NetworkConfig
from dashboard.phrasing import conjunction, percent

NAMED = 2  # words in a box


class Reading(NamedTuple):
    """One genre of one plot: its ``words``, how many of them are ``unknown`` and in how many ``windows`` they are read;
    ``peaks`` and ``attention`` [words]: the poolings' shares, None in a model that doesn't show them.
    """

    words: Sequence[str]
    unknown: int
    windows: int
    genre: str
    column: int
    peaks: NDArray[np.float64] | None
    attention: NDArray[np.float64] | None


def drawing(network: NetworkConfig, vocabulary: int, genres: int, paths: Paths, of: Reading) -> dict[str, Any]:
    """The boxes at the top, on the way through the LSTM, through the bag of words, and where the two ways join."""
    return {
        "label": f"The network, and what happens in it for {of.genre} in this plot",
        "start": [_plot(of)],
        "lstm": [
            _box("Word vectors", f"{vocabulary:,} words", f"{_count(of.words)} become {len(of.words):,} vectors."),
            _lstm(network, of),
            _pooling(network, of) if network.pooling else _last(network, of),
            *_dense(network),
        ],
        "bag": [_bag(vocabulary, genres, paths, of)] if network.bag_of_words else [],
        "end": [_sum(genres, paths, of), _calibration(paths, of)],
    }


def log_odds(value: float) -> str:
    """A signed amount of log-odds, with a proper minus; nothing is ``0``."""
    return f"{value:+.2f}".replace("-", "−") if abs(value) >= 0.005 else "0"


def _box(name: str, size: str, told: str) -> dict[str, str]:
    return {"name": name, "size": size, "told": told}


def _count(words: Sequence[str]) -> str:
    return "1 word" if len(words) == 1 else f"{len(words):,} words"


def _plot(of: Reading) -> dict[str, str]:
    unknown = f"{of.unknown:,} of them unknown" if of.unknown else "all of them known"
    windows = f", read in {of.windows} windows" if of.windows > 1 else ""
    return _box("Plot", _count(of.words), f"{unknown[0].upper()}{unknown[1:]}{windows}.")


def _width(network: NetworkConfig) -> int:
    return network.lstm_units * (2 if network.bidirectional else 1)


def _lstm(network: NetworkConfig, of: Reading) -> dict[str, str]:
    layers = "1 layer" if network.lstm_layers == 1 else f"{network.lstm_layers} layers"
    both = ", forwards and backwards" if network.bidirectional else ""
    ways = " each way" if network.bidirectional else ""
    told = f"Reads the {_count(of.words)} in order{both}: {_width(network):,} numbers for each word."
    return _box("LSTM", f"{layers} of {network.lstm_units:,} units{ways}", told)


def _pooling(network: NetworkConfig, of: Reading) -> dict[str, str]:
    name, size = "Pooling: max, mean, attention", f"3 × {_width(network):,} numbers"
    if of.peaks is None or of.attention is None:
        return _box(name, size, "Makes one list of numbers of all words; this model doesn't show which words it took.")
    most, looked = _strongest(of.words, of.peaks), _strongest(of.words, of.attention)
    return _box(name, size, f"Max took most from {most}; attention weighs most {looked}.")


def _last(network: NetworkConfig, of: Reading) -> dict[str, str]:
    return _box(
        "Last word", f"{_width(network):,} numbers", f"Only what stands at the last word, “{of.words[-1]}”, goes on."
    )


def _strongest(words: Sequence[str], shares: NDArray[np.float64]) -> str:
    order = np.argsort(-shares, kind="stable")[:NAMED]
    return conjunction([f"“{words[i]}” ({percent(float(shares[i]))})" for i in order])


def _dense(network: NetworkConfig) -> list[dict[str, str]]:
    told = "Combines what the poolings say; what falls below zero is cut off."
    return [_box("Dense layer", f"{network.dense_units:,} units", told)] if network.dense_units else []


def _bag(vocabulary: int, genres: int, paths: Paths, of: Reading) -> dict[str, str]:
    values = paths.by_word[:, of.column]
    order = np.argsort(-np.abs(values), kind="stable")[:NAMED]
    most = conjunction([f"“{of.words[i]}” {log_odds(values[i])}" for i in order])
    told = f"Each word adds its own number, wherever it stands; most: {most}."
    return _box("Bag of words", f"{vocabulary:,} × {genres} numbers", told)


def _sum(genres: int, paths: Paths, of: Reading) -> dict[str, str]:
    lstm, bag = paths.lstm[of.column], paths.bag_of_words[of.column]
    told = f"{of.genre}: {log_odds(lstm)} by the LSTM and {log_odds(bag)} by the bag of words."
    return _box("Sum", f"{genres} genres", told)


def _calibration(paths: Paths, of: Reading) -> dict[str, str]:
    total = float(paths.log_odds[of.column])
    shift = log_odds(paths.calibration[of.column])
    told = f"{shift} for every plot: {log_odds(total)} log-odds, which is {percent(_share(total))}."
    return _box("Calibration", "a line for each genre", told)


def _share(value: float) -> float:
    return float(1 / (1 + np.exp(-value)))
