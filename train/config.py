"""Everything a training run depends on, in one dataclass that is saved with the run."""

from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

import pandas as pd

from core.errors import GenreLensError, TableError, listed
from core.model.network.presets import GENRELENS, SHARE, NetworkConfig, preset_of
from core.model.network.settings import Bounds, described, problem
from core.model.network.vectors import PACKAGED
from core.tables.columns.choice import Columns
from train import small_files

SPLITS = ("title", "random")
UNKNOWN_GENRES = MASK, LEAVE_OUT, LEARN = ("mask", "leave_out", "learn")
AT_LEAST_ONE = Bounds(least=1)


class ConfigError(GenreLensError):
    """A setting that can't be used; the message names it and says what would work."""


@dataclass(frozen=True)
class TrainConfig:
    """Settings of a run. The command line and the training form show the help of each field."""

    # Epochs, batch size, learning rate and patience suit a thousand films; for tens of thousands use larger batches,
    # a lower rate and fewer epochs (docs/training.md).
    data: str = described("open_plots", "Name of a data set, or the path of a CSV, gzipped or not")
    columns: str = described(
        "", "Which column of the file is which, as plot=overview,genres=genre; what is left open is guessed"
    )
    encoding: str = described("", "Encoding of the file's text, such as cp1252, where it is not UTF-8")
    epochs: int = described(15, "Passes over the training films; the best one is kept", AT_LEAST_ONE)
    seed: int = described(
        7, "Seed of all random numbers; the same seed gives the same model", Bounds(least=0, most=2**32 - 1)
    )
    batch_size: int = described(16, "Films per step", AT_LEAST_ONE)
    learning_rate: float = described(
        4e-3, "Peak learning rate of Adam; it decays to a tenth along a cosine", Bounds(above=0, below=1), step=1e-3
    )
    patience: int = described(4, "Stop after this many epochs without a lower validation loss", AT_LEAST_ONE)
    word_dropout: float = described(0.1, "Share of words dropped from each plot during training", SHARE, step=0.05)
    max_tokens: int = described(
        256, "Words that the network reads at once; it learns from the first so many of each plot", AT_LEAST_ONE
    )
    max_words: int = described(30_000, "Largest size of the vocabulary", Bounds(least=3), step=1_000)
    min_count: int = described(
        2, "How often a word must occur in the training plots to be in the vocabulary", AT_LEAST_ONE
    )
    min_films: int = described(5, "Training films a genre needs; rarer genres are left out", AT_LEAST_ONE)
    glove: str = described(PACKAGED, "Word vectors: the packaged ones, or the path of a glove.*.txt or .zip")
    score_where: str = described("", "Tune and score only on rows where this holds, as column=value")
    scored_weight: float = described(
        1.0, "Training weight of films where score_where holds; all others weigh 1", Bounds(above=0, most=100), step=1
    )
    labeller: str = described("", "Column saying who labelled a film: genres a labeller never uses count as unknown")
    unknown_genres: str = described(
        MASK,
        "Names of genres that are not understood: mask leaves a film's other genres out of the count, leave_out leaves"
        " the film out, learn takes the names as genres of their own",
        choices=UNKNOWN_GENRES,
    )
    teacher: str = described(
        "",
        "CSV with plot and p_<Genre> columns: another model's probabilities to learn from, also for plots that are not"
        " in the table",
    )
    teacher_share: float = described(
        0.7, "Weight of the teacher's probabilities against the labels, 0 to 1", Bounds(least=0, most=1), step=0.05
    )
    data_note: str = described("", "A note about the data for the model card, such as who owns the texts")
    split: str = described(
        "title", "title keeps titles, series and copies on one side; random shows what that prevents", choices=SPLITS
    )
    network: NetworkConfig = GENRELENS

    def __post_init__(self) -> None:
        if sentence := problem(self) or problem(self.network):
            raise ConfigError(sentence)
        Columns.parse(self.columns)
        if self.score_where and "=" not in self.score_where:
            raise ConfigError(f"score_where is {self.score_where[:80]!r}; write it as column=value, such as clean=1.")
        if self.scored_weight != 1 and not self.score_where:
            raise ConfigError("scored_weight needs score_where, which says which films it is for, such as clean=1.")

    def scored_rows(self, frame: pd.DataFrame, table: str) -> "pd.Series[bool]":
        """Which rows thresholds and test metrics are computed on: all, or those where ``score_where`` holds.

        Raises TableError, which calls the frame ``table``, when a column is missing.
        """
        if not self.score_where:
            return pd.Series(True, index=frame.index)
        column, _, value = self.score_where.partition("=")
        if column not in frame:
            raise TableError(f"score_where names {column!r}, but {table} has {listed(frame.columns)}.")
        return frame[column].astype(str) == value

    @property
    def preset(self) -> str:
        """Name of the network's preset, or ``custom``."""
        return preset_of(self.network)

    @property
    def files(self) -> dict[str, str]:
        """The settings that name a file of this machine, and not a data set or a package: name -> path."""
        from data.sources import registry

        known = {"data": tuple(registry.SOURCES), "glove": (PACKAGED,), "teacher": ("",)}
        return {name: getattr(self, name) for name in known if getattr(self, name) not in known[name]}

    @property
    def of_the_fit(self) -> dict[str, Any]:
        """Every setting by name, the network's among them, but those that only say where something is or what it is
        called: what a training reads there counts, not its place.
        """
        places = ("data", "columns", "encoding", "glove", "teacher", "data_note", "network")
        run = {name: value for name, value in self.to_dict().items() if name not in places}
        return {**run, **asdict(self.network)}

    def to_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return asdict(self)

    @classmethod
    def read(cls, path: Path) -> "TrainConfig":
        """The settings in a config.json. Raises ConfigError when it is missing, damaged or of another version."""
        try:
            return cls.from_dict(small_files.json_object(path))
        except (OSError, ValueError, ConfigError) as error:
            raise ConfigError(f"{path} can't be used ({error}). Restore the file, or start a new run.") from None

    @classmethod
    def from_dict(cls, values: dict[str, Any]) -> "TrainConfig":
        """Rebuild from :meth:`to_dict`; raises ConfigError for fields that this version doesn't know."""
        if not isinstance(values, dict) or not isinstance(values.get("network", {}), dict):
            raise ConfigError("The settings of a run are names and values; these are not. Start a new run.")
        unknown = {*values} - {f.name for f in fields(cls)}
        unknown |= {*values.get("network", {})} - {f.name for f in fields(NetworkConfig)}
        if unknown:
            names = ", ".join(repr(str(name)[:40]) for name in sorted(unknown, key=str)[:20])
            raise ConfigError(f"Unknown setting {names}. Remove it or update GenreLens.")
        return cls(**{**values, "network": NetworkConfig(**values.get("network", {}))})
