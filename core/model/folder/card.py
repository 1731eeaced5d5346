"""The card of a model, card.json: its genres, what it was trained on, how good it is. Checked when it is read."""

from collections.abc import Callable, Mapping
from dataclasses import MISSING, asdict, dataclass, field, fields
from pathlib import Path
from typing import Any

from ...errors import ArtifactError, printable
from .layout import LAYOUT

Numbers = Mapping[str, float]


@dataclass(frozen=True, kw_only=True)
class ByHand:
    """Thresholds set by hand: when, as ISO 8601, and those of the training (genre -> threshold)."""

    set: str
    trained: Numbers


@dataclass(frozen=True, kw_only=True)
class Card:
    """What card.json says, in its order; None where an older or a stranger's model does not say it.

    ``films``: how many to train, validate and test. ``train_support``: genre -> training films. ``metrics`` and
    ``baseline``: name -> value on ``scored_films`` test films, those where ``score_where`` holds. ``ece``: side of the
    split -> expected calibration error before and after calibration. ``packages``: package -> version. ``onnx_gap``:
    largest disagreement between ONNX and Keras over a probability. ``adapted_from``: name and version of the model
    whose network this one has. ``more``: keys that this version does not know.
    """

    format_version: int
    name: str
    genres: tuple[str, ...]
    data: str
    films: Mapping[str, int] | None = None
    train_support: Mapping[str, int] | None = None
    score_where: str | None = None
    best_epoch: int | None = None
    stopped_early: bool | None = None
    created: str
    packages: Mapping[str, str]
    trained_until: int | None = None
    metrics: Numbers
    scored_films: int | None = None
    global_threshold: float | None = None
    ece: Mapping[str, Numbers] | None = None
    glove_coverage: float | None = None
    vocabulary_words: int | None = None
    further_plots: int | None = None
    onnx_gap: float | None = None
    baseline: Numbers | None = None
    adapted_from: str | None = None
    thresholds_by_hand: ByHand | None = None
    more: Mapping[str, Any] = field(default_factory=dict)

    @classmethod
    def from_dict(cls, values: Mapping[str, Any], where: str | Path = LAYOUT.card) -> "Card":
        """Read :meth:`to_dict`. Raises ArtifactError, one sentence that names the file, ``where``, and the field."""
        known = {f.name: f for f in fields(cls) if f.name != "more"}
        kept = {name: values[name] for name in known if values.get(name) is not None}
        missing = [name for name, setting in known.items() if setting.default is MISSING and name not in kept]
        try:
            if missing:
                raise ValueError(f"has no {missing[0]}")
            read = {name: _READ[name](name, value) for name, value in kept.items()}
        except ValueError as error:
            raise ArtifactError(f"{where} {error}. Train again or restore the file.") from None
        card = cls(**read, more={name: value for name, value in values.items() if name not in known})
        if card.thresholds_by_hand and not set(card.genres) <= set(card.thresholds_by_hand.trained):
            raise ArtifactError(f"{where} has thresholds_by_hand that miss a genre. Train again or restore the file.")
        return card

    def to_dict(self) -> dict[str, Any]:
        """Plain values for JSON, without what is None."""
        plain = {f.name: getattr(self, f.name) for f in fields(self) if f.name != "more"}
        plain["genres"] = list(self.genres)
        if self.thresholds_by_hand:
            plain["thresholds_by_hand"] = asdict(self.thresholds_by_hand)
        return {name: value for name, value in plain.items() if value is not None} | dict(self.more)


Read = Callable[[str, Any], Any]  # (name of the field, its value) -> the value, or ValueError with what is wrong


def _text(name: str, value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError(f"has {name} that is not text")
    return value


def _number(name: str, value: Any) -> float:
    if type(value) not in (int, float) or not -1e300 < value < 1e300:  # NaN is on neither side
        raise ValueError(f"has {name} that is not a finite number")
    return value


def _share(name: str, value: Any) -> float:
    if not 0 <= _number(name, value) <= 1:
        raise ValueError(f"has {name} that is not between 0 and 1")
    return value


def _count(name: str, value: Any) -> int:
    if type(value) is not int or not 0 <= value < 2**63:
        raise ValueError(f"has {name} that is not a whole number")
    return value


def _switch(name: str, value: Any) -> bool:
    if type(value) is not bool:
        raise ValueError(f"has {name} that is neither true nor false")
    return value


def _each(read: Read) -> Read:
    """A reader of names, each with a value that ``read`` reads."""

    def read_all(name: str, value: Any) -> dict[str, Any]:
        if not isinstance(value, dict):
            raise ValueError(f"has {name} that are not names and values")
        return {key: read(printable(f"{name}.{key}"[:80]), item) for key, item in value.items()}

    return read_all


def _metrics(name: str, value: Any) -> Numbers:
    numbers = _each(_number)(name, value)
    if "micro_f1" not in numbers:
        raise ValueError(f"has {name} without micro_f1")
    return numbers


def _genres(name: str, value: Any) -> tuple[str, ...]:
    if not isinstance(value, list) or not value or len(set(map(str, value))) != len(value):
        raise ValueError(f"has {name} that are not a list of different genres")
    for genre in value:
        if not isinstance(genre, str) or not genre.isprintable() or "|" in genre or genre[:1] in ("", *"=+-@"):
            raise ValueError(f"has a genre {genre!r}, which tables could not hold")
    return tuple(value)


def _by_hand(name: str, value: Any) -> ByHand:
    if not isinstance(value, dict) or set(value) != {"set", "trained"}:
        raise ValueError(f"has {name} without set and trained")
    return ByHand(set=_text(f"{name}.set", value["set"]), trained=_each(_share)(f"{name}.trained", value["trained"]))


_READ: dict[str, Read] = {
    "format_version": _count, "name": _text, "genres": _genres, "data": _text, "films": _each(_count),
    "train_support": _each(_count), "score_where": _text, "best_epoch": _count, "stopped_early": _switch,
    "created": _text, "packages": _each(_text), "trained_until": _count, "metrics": _metrics, "scored_films": _count,
    "global_threshold": _share, "ece": _each(_each(_number)), "glove_coverage": _share, "vocabulary_words": _count,
    "further_plots": _count, "onnx_gap": _number, "baseline": _metrics, "adapted_from": _text,
    "thresholds_by_hand": _by_hand,
}  # fmt: skip
