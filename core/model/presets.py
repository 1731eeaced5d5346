"""Which network: the numbers that define it, and the two presets that have names."""

from dataclasses import dataclass, replace

from .settings import Bounds, described

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
PRESETS = {"genrelens": GENRELENS, "original": ORIGINAL}
LEARNING = ("word_gain", "bag_dropout", "dropout")  # how a network learns, not what it is


def preset_of(network: NetworkConfig) -> str:
    """Name of the preset that has this network's shape, however it learns; ``custom`` if none has."""
    for name, preset in PRESETS.items():
        if replace(network, **{field: getattr(preset, field) for field in LEARNING}) == preset:
            return name
    return "custom"
