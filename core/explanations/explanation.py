"""The one result of every method: signed word attributions for every genre, with the places of the words."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..model.calibration import sigmoid
from ..reading import Reading

if TYPE_CHECKING:
    from rich.console import Group

SCALES = ("probability", "log_odds")


class WordValue(NamedTuple):
    """A word of an explained text: its position among the words, as typed, with its attribution to one genre."""

    position: int
    word: str
    value: float


@dataclass(frozen=True, eq=False)
class Explanation:
    """Attributions of the words of one text to every output.

    ``values`` [words, genres]: positive raises the genre. ``base_values`` [genres]: the function without any word.
    ``data``: the words as typed; ``spans``: their (start, end) in ``text``. ``outputs`` [genres]: the function of
    the whole text. Values, base values and outputs are on ``scale``: probability or log_odds. ``known``: whether the
    model's vocabulary has the word. ``seconds`` and ``evaluations``: what it cost. ``model``: name and version of a
    classifier, empty for any other function. ``reading``: what the model read of the text; None for any other function.
    """

    values: NDArray[np.float64]
    base_values: NDArray[np.float64]
    data: tuple[str, ...]
    spans: tuple[tuple[int, int], ...]
    output_names: tuple[str, ...]
    method: str
    seconds: float
    text: str
    outputs: NDArray[np.float64]
    scale: str
    evaluations: int
    known: tuple[bool, ...]
    model: str = ""
    reading: Reading | None = None

    def __post_init__(self) -> None:
        words, genres = len(self.data), len(self.output_names)
        if self.values.shape != (words, genres):
            raise ValueError(f"values have shape {self.values.shape}; {words} words and {genres} outputs need another.")
        if self.base_values.shape != (genres,) or self.outputs.shape != (genres,):
            raise ValueError(f"base_values and outputs need one number for each of the {genres} outputs.")
        if not len(self.spans) == len(self.known) == words:
            raise ValueError(f"spans and known need one entry for each of the {words} words.")
        if self.scale not in SCALES:
            raise ValueError(f"scale is {self.scale!r}; it is one of {', '.join(SCALES)}.")

    def column(self, genre: str) -> int:
        """Position of a genre among the outputs. Raises ValueError when the model doesn't have it."""
        if genre not in self.output_names:
            raise ValueError(f"There is no genre {genre!r} here; choose one of {', '.join(self.output_names)}.")
        return self.output_names.index(genre)

    def for_genre(self, genre: str) -> NDArray[np.float64]:
        """Attributions [words] to one genre."""
        return self.values[:, self.column(genre)]

    def top_words(self, genre: str, count: int = 10, sign: int = 0) -> list[WordValue]:
        """The strongest words of a genre, strongest first: raising (sign 1), lowering (-1) or both (0)."""
        values = self.for_genre(genre)
        order = np.argsort(-np.abs(values), kind="stable")
        chosen = [i for i in order if values[i] * sign > 0 or (sign == 0 and values[i] != 0)]
        return [WordValue(int(i), self.data[i], float(values[i])) for i in chosen[:count]]

    @property
    def probabilities(self) -> NDArray[np.float64]:
        """Probabilities [genres] of the whole text, whatever the scale of the values."""
        return self.outputs if self.scale == "probability" else sigmoid(self.outputs)

    @property
    def gaps(self) -> NDArray[np.float64]:
        """What the attributions leave unexplained, [genres]: outputs - base values - their sum (completeness gap)."""
        return self.outputs - self.base_values - self.values.sum(axis=0)

    def by_sentence(self) -> "Explanation":
        """The same with one entry a sentence: the sum of its words. A sentence is known if a word of it is."""
        from .tree import sentences

        groups = sentences(self.text, self.spans)
        spans = tuple((self.spans[group[0]][0], self.spans[group[-1]][1]) for group in groups)
        return replace(
            self,
            values=np.array([self.values[group].sum(axis=0) for group in groups]).reshape(len(groups), -1),
            data=tuple(self.text[start:end] for start, end in spans),
            spans=spans,
            known=tuple(any(self.known[i] for i in group) for group in groups),
        )

    def _repr_html_(self) -> str:
        """What Jupyter and its relatives show of it."""
        from .render import notebook

        return notebook.to_html(self)

    def __rich__(self) -> "Group":
        """What ``rich.print`` shows of it in a terminal."""
        from .render import terminal

        return terminal.to_rich(self)

    def to_dict(self, genres: Sequence[str] | None = None) -> dict[str, Any]:
        """Plain lists and numbers, ready for JSON; ``values`` is [genres, tokens]. ``genres`` keeps only some."""
        columns = [self.column(g) for g in genres] if genres else list(range(len(self.output_names)))
        return {
            "text": self.text,
            "tokens": list(self.data),
            "spans": [list(span) for span in self.spans],
            "known": list(self.known),
            "genres": [self.output_names[c] for c in columns],
            "probabilities": [float(self.probabilities[c]) for c in columns],
            "outputs": [float(self.outputs[c]) for c in columns],
            "base_values": [float(self.base_values[c]) for c in columns],
            "values": [[float(v) for v in self.values[:, c]] for c in columns],
            "scale": self.scale,
            "method": self.method,
            "seconds": self.seconds,
            "evaluations": self.evaluations,
            "model": self.model,
            **({"reading": self.reading.to_dict()} if self.reading else {}),
        }

    def to_json(self, genres: Sequence[str] | None = None) -> str:
        """``to_dict`` as JSON, with other scripts left readable."""
        return json.dumps(self.to_dict(genres), ensure_ascii=False)
