"""An explanation in one plain sentence: which words took a genre from where to where."""

from collections.abc import Callable, Sequence

import numpy as np

from ...model.calibration import sigmoid
from ..explanation import Explanation, WordValue
from ..faithfulness import Deletion
from ..methods import METHODS

_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


def percent(probability: float) -> str:
    """A probability or a share as people read it: ``8 %``, ``< 1 %`` above 0, ``> 99 %`` below 1."""
    if 0 < probability < 0.005:
        return "< 1 %"
    return "> 99 %" if 0.995 < probability < 1 else f"{100 * probability:.0f} %"


def _list(words: Sequence[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def _distinct(words: Sequence[WordValue], count: int) -> list[WordValue]:
    """The first ``count`` different words, whatever their case."""
    seen: dict[str, WordValue] = {}
    for word in words:
        seen.setdefault(word.word.casefold(), word)
    return list(seen.values())[:count]


def _sizes(words: Sequence[WordValue], scale: str) -> str:
    """What each of some words does: ``12 points``, ``12, 10 and 9 points``, ``less than a point``."""
    if scale != "probability":
        return f"{_list([f'{abs(word.value):.1f}' for word in words])} log-odds"
    points = [round(100 * abs(word.value)) for word in words]
    if not any(points):
        return f"less than a point{' each' if len(points) > 1 else ''}"
    return f"{_list(list(map(str, points)))} point{'' if points == [1] else 's'}"


def sentence(explanation: Explanation, genre: str, emphasis: Callable[[str], str] = "*{}*".format) -> str:
    """For instance: This plot takes Horror from 8 % without any word to 71 %: *haunted* raises it most, by 50 points;
    *wedding* lowers it by 6 points.

    ``emphasis`` marks a word. The first figure is the method's own base; each word's is its own attribution.
    """
    g = explanation.column(genre)
    base, full = explanation.base_values[g], explanation.outputs[g]
    start, end = (base, full) if explanation.scale == "probability" else sigmoid(np.array([base, full]))
    sign = 1 if full >= base else -1
    for_, against = (explanation.top_words(genre, len(explanation.data), s) for s in (sign, -sign))
    without = METHODS[explanation.method].base if explanation.method in METHODS else "without any word"
    raises, lowers = ("raise", "lower") if sign > 0 else ("lower", "raise")
    if not for_:
        return f"No word of this plot {raises}s {genre}: it is {percent(start)} {without} and {percent(end)} with all."
    words = _distinct(for_[: 3 if len(for_) > 2 and for_[2].value / for_[0].value > 0.5 else 2], 3)
    named, sizes = _list([emphasis(word.word) for word in words]), _sizes(words, explanation.scale)
    verb = raises if len(words) > 1 else f"{raises}s"
    text = (
        f"This plot takes {genre} from {percent(start)} {without} to {percent(end)}: {named} {verb} it most, by {sizes}"
    )
    if against and abs(against[0].value) > 0.1 * abs(for_[0].value):
        text += f"; {emphasis(against[0].word)} {lowers}s it by {_sizes(against[:1], explanation.scale)}"
    return text + "."


def faithfulness_sentence(found: Deletion) -> str:
    """For instance: Removing the five strongest words takes Horror from 71 % to 22 %; five random words: 66 %."""
    if not found.words:
        return f"No word supports {found.genre}, so there is none to remove."
    count = _NUMBERS[found.words] if found.words < len(_NUMBERS) else str(found.words)
    takes = f"takes {found.genre} from {percent(found.before)} to {percent(found.after)}"
    if found.is_all:
        what = "the only word" if found.words == 1 else f"all {count} words"
        return f"Removing {what} {takes}. There are no other words to compare with."
    what = "the strongest word" if found.words == 1 else f"the {count} strongest words"
    control = f"{count} random word{'s' if found.words > 1 else ''}"
    return f"Removing {what} {takes}; {control}: {percent(found.random)}."
