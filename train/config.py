"""Everything a training run depends on, in one dataclass that is saved with the run."""

import math
from dataclasses import asdict, dataclass, fields
from typing import Any

import pandas as pd

from core.errors import GenreLensError, TableError, listed
from core.model.presets import GENRELENS, NetworkConfig, described, preset_of
from core.model.vectors import PACKAGED

SPLITS = ("title", "random")


class ConfigError(GenreLensError):
    """A setting that can't be trained with; the message names it and says what would do."""


@dataclass(frozen=True)
class TrainConfig:
    """Settings of a run. The help of each field is shown by the command line and by the training form."""

    # Epochs, batch size, learning rate and patience suit a thousand films; for tens of thousands take larger batches,
    # a lower rate and fewer epochs (docs/training.md).
    data: str = described("open_plots", "Name of a data set, or the path of a CSV, gzipped or not")
    epochs: int = described(15, "Passes over the training films; the best one is kept")
    seed: int = described(7, "Start of every random number; the same seed gives the same model")
    batch_size: int = described(16, "Films per step")
    learning_rate: float = described(4e-3, "Highest learning rate of Adam; it falls to a tenth along a cosine")
    patience: int = described(4, "Stop after so many epochs without a lower validation loss")
    word_dropout: float = described(0.1, "Share of words left out of each plot while training")
    max_tokens: int = described(256, "Words of a plot that are read; the rest is ignored")
    max_words: int = described(30_000, "Most words in the vocabulary")
    min_count: int = described(2, "Times a word must occur in the training plots to enter the vocabulary")
    min_films: int = described(5, "Training films a genre needs; rarer genres are left out")
    glove: str = described(PACKAGED, "Word vectors: the packaged ones, or the path of a glove.*.txt or .zip")
    score_where: str = described("", "Tune and score only on rows where this holds, as column=value")
    scored_weight: float = described(1.0, "Weight in training of films where score_where holds; all others weigh 1")
    labeller: str = described("", "Column saying who labelled a film: genres a labeller lacks count as unknown")
    teacher: str = described(
        "",
        "CSV with plot and p_<Genre> columns: another model's probabilities to learn from; plots that are no films of"
        " the table are learnt from too",
    )
    teacher_share: float = described(0.7, "Share of the teacher's probabilities in what is learnt, besides the labels")
    data_note: str = described("", "Said of the data on the model card, such as whose texts they are")
    split: str = described(
        "title", "title keeps titles, series and copies on one side; random shows what that prevents", SPLITS
    )
    network: NetworkConfig = GENRELENS

    def __post_init__(self) -> None:
        _check_kinds(self)
        for name in ("epochs", "batch_size", "patience", "max_tokens", "min_count", "min_films"):
            if getattr(self, name) < 1:
                raise ConfigError(f"{name} is {getattr(self, name)}; it must be at least 1.")
        if not 0 <= self.seed < 2**32:
            raise ConfigError(f"seed is {self.seed}; it must be at least 0 and below 4,294,967,296.")
        if not 0 < self.learning_rate < 1:
            raise ConfigError(f"learning_rate is {self.learning_rate}; it must lie between 0 and 1, such as 0.002.")
        if not 0 <= self.word_dropout < 1:
            raise ConfigError(f"word_dropout is {self.word_dropout}; it must be at least 0 and below 1.")
        if not 0 <= self.teacher_share <= 1:
            raise ConfigError(f"teacher_share is {self.teacher_share}; it must lie between 0 and 1.")
        if self.max_words < 3:
            raise ConfigError(f"max_words is {self.max_words}; the vocabulary needs at least 3.")
        self._check_scored()
        _check(self.network)
        if self.split not in SPLITS:
            raise ConfigError(f"split is {self.split[:80]!r}; it must be {' or '.join(SPLITS)}.")

    def _check_scored(self) -> None:
        if self.score_where and "=" not in self.score_where:
            raise ConfigError(f"score_where is {self.score_where[:80]!r}; write it as column=value, such as clean=1.")
        if not 0 < self.scored_weight <= 100:
            raise ConfigError(f"scored_weight is {self.scored_weight}; it must be above 0 and at most 100, such as 1.")
        if self.scored_weight != 1 and not self.score_where:
            raise ConfigError("scored_weight needs score_where, which says which films it is for, such as clean=1.")

    def scored(self, frame: pd.DataFrame, of: str) -> "pd.Series[bool]":
        """Which rows thresholds and test metrics are computed on: all, or those where ``score_where`` holds.

        ``of`` names the table in the TableError that says a column is missing.
        """
        if not self.score_where:
            return pd.Series(True, index=frame.index)
        column, _, value = self.score_where.partition("=")
        if column not in frame:
            raise TableError(f"score_where names {column!r}, but {of} has {listed(frame.columns)}.")
        return frame[column].astype(str) == value

    @property
    def preset(self) -> str:
        """Name of the network's preset, or ``custom``."""
        return preset_of(self.network)

    def to_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return asdict(self)

    @classmethod
    def from_dict(cls, values: dict[str, Any]) -> "TrainConfig":
        """Rebuild from :meth:`to_dict`; fields that this version doesn't know are an error."""
        if not isinstance(values, dict) or not isinstance(values.get("network", {}), dict):
            raise ConfigError("The settings of a run are names and values; these are not. Start a new run.")
        known = {f.name for f in fields(cls)} | {f.name for f in fields(NetworkConfig)}
        unknown = {*values, *values.get("network", {})} - known
        if unknown:
            names = ", ".join(repr(str(name)[:40]) for name in sorted(unknown, key=str)[:20])
            raise ConfigError(f"Unknown setting {names}. Remove it or update GenreLens.")
        try:
            return cls(**{**values, "network": NetworkConfig(**values.get("network", {}))})
        except TypeError as error:  # a setting of the network among those of the run, or the other way round
            raise ConfigError(f"A setting stands in the wrong place ({error}). Start a new run.") from None


def _check_kinds(settings: "TrainConfig | NetworkConfig") -> None:
    """Raise ConfigError for a value of another kind than the default: a whole number may stand for any number."""
    for setting in fields(settings):
        value, default = getattr(settings, setting.name), setting.default
        kinds = (int, float) if isinstance(default, float) else (type(default),)
        if type(value) not in kinds or (isinstance(value, float) and not math.isfinite(value)):
            raise ConfigError(
                f"{setting.name} is {repr(value)[:80]}; it must be of the kind of {default!r}, its default."
            )


def _check(network: NetworkConfig) -> None:
    """Raise ConfigError for a network that can't be built."""
    _check_kinds(network)
    for name in ("dropout", "bag_dropout"):
        if not 0 <= getattr(network, name) < 1:
            raise ConfigError(f"{name} is {getattr(network, name)}; it must be at least 0 and below 1.")
    if min(network.lstm_units, network.lstm_layers) < 1 or network.dense_units < 0:
        raise ConfigError("lstm_units and lstm_layers must be at least 1, dense_units at least 0.")
    if network.word_gain <= 0:
        raise ConfigError(f"word_gain is {network.word_gain}; it must be above 0, such as 1.")
