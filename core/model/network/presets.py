"""Which network: the numbers that define it, and the three presets that have names."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from ...errors import printable
from .settings import Bounds, described, problem

SHARE = Bounds(least=0, below=1)


@dataclass(frozen=True)
class NetworkConfig:
    """Everything that shapes the network. A form or a command line reads the help from the fields' metadata."""

    lstm_units: int = described(128, "Units of the LSTM, in each direction", Bounds(least=1))
    lstm_layers: int = described(1, "LSTM layers, one on top of the other", Bounds(least=1))
    bidirectional: bool = described(True, "Read the plot forwards and backwards")
    pooling: bool = described(True, "Pool all LSTM outputs (max, mean, attention) instead of taking the last")
    dense_units: int = described(128, "Units of the dense layer above the pooling; 0 leaves it out", Bounds(least=0))
    bag_of_words: bool = described(True, "Add a linear bag-of-words path to the logits")
    word_gain: float = described(
        1.0, "How fast the bag-of-words path learns compared with the LSTM; 8 suits many films", Bounds(above=0), step=1
    )
    bag_dropout: float = described(
        0.5, "Share of words dropped from the bag-of-words path during training", SHARE, step=0.05
    )
    train_embeddings: bool = described(True, "Fine-tune the GloVe vectors")
    dropout: float = described(0.3, "Dropout after the embedding and after the pooling", SHARE, step=0.05)


GENRELENS = NetworkConfig()
LARGE = replace(GENRELENS, lstm_units=192, lstm_layers=2, dense_units=512)  # for tens of thousands of films
ORIGINAL = replace(
    GENRELENS,
    lstm_units=64,
    lstm_layers=2,
    bidirectional=False,
    pooling=False,
    dense_units=0,
    bag_of_words=False,
    train_embeddings=False,
)
PRESETS = {"genrelens": GENRELENS, "large": LARGE, "original": ORIGINAL}
LEARNING = ("word_gain", "bag_dropout", "dropout")  # how a network learns, not what it is


def preset_of(network: NetworkConfig) -> str:
    """Name of the preset that has this network's shape, however it learns; ``custom`` if none has."""
    for name, preset in PRESETS.items():
        if replace(network, **{field: getattr(preset, field) for field in LEARNING}) == preset:
            return name
    return "custom"


EMBEDDING = "embedding/embeddings"  # the name of the word vectors among a network's weights
MOST_LAYERS = 64


def read_network(values: Mapping[str, Any]) -> NetworkConfig:
    """The network that a config.json describes, whoever wrote it. Raises ValueError with what is wrong."""
    try:
        network = NetworkConfig(**values)
    except TypeError as error:
        raise ValueError(printable(error)) from None
    if wrong := problem(network):
        raise ValueError(wrong)
    if network.lstm_layers > MOST_LAYERS:
        raise ValueError(f"lstm_layers is {network.lstm_layers}; it must be at most {MOST_LAYERS}")
    return network


def weight_shapes(network: NetworkConfig, words: int, genres: int, dim: int) -> dict[str, tuple[int, ...]]:
    """Name -> shape of every weight of :func:`network.build_network`, for word vectors of ``dim`` numbers."""
    shapes: dict[str, tuple[int, ...]] = {EMBEDDING: (words, dim)}
    directions, units, width = ("forward", "backward")[: 1 + network.bidirectional], network.lstm_units, dim
    for layer in range(1, network.lstm_layers + 1):
        for direction in directions:
            cell = f"lstm_{layer}_{direction}/lstm_cell"
            shapes[f"{cell}/kernel"] = (width, 4 * units)
            shapes[f"{cell}/recurrent_kernel"] = (units, 4 * units)
            shapes[f"{cell}/bias"] = (4 * units,)
        width = len(directions) * units
    if network.pooling:
        shapes["pooling/query"] = (width, 1)
        width *= 3
    if network.dense_units:
        shapes |= {"dense/kernel": (width, network.dense_units), "dense/bias": (network.dense_units,)}
        width = network.dense_units
    shapes |= {"output/kernel": (width, genres), "output/bias": (genres,)}
    if network.bag_of_words:
        shapes["bag_of_words/weight"] = (words, genres)
    return shapes
