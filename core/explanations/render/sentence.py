"""An explanation in one plain sentence: which words took a genre from where to where."""

from collections.abc import Callable, Sequence

import numpy as np

from ...model.calibration import sigmoid
from ..explanation import Explanation, WordValue
from ..faithfulness import Deletion

_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


def percent(probability: float) -> str:
    """A probability as people read it: 8 %, below 1 %, above 99 %."""
    if probability < 0.005:
        return "below 1 %"
    return "above 99 %" if probability > 0.995 else f"{100 * probability:.0f} %"


def _list(words: Sequence[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def _distinct(words: Sequence[WordValue], count: int) -> list[str]:
    """The first ``count`` different words, whatever their case."""
    seen: dict[str, str] = {}
    for word in words:
        seen.setdefault(word.word.casefold(), word.word)
    return list(seen.values())[:count]


def _size(value: float, scale: str) -> str:
    if scale == "probability":
        points = round(100 * abs(value))
        return "less than a point" if points == 0 else f"{points} point{'s' if points > 1 else ''}"
    return f"{abs(value):.1f} log-odds"


def sentence(explanation: Explanation, genre: str, emphasis: Callable[[str], str] = "*{}*".format) -> str:
    """For instance: Mostly *haunted* and *screams* raise Horror from 8 % to 71 %; *wedding* lowers it by 6 points.

    ``emphasis`` marks a word. "Mostly" appears when the words named have more than half of what goes that way.
    """
    g = explanation.column(genre)
    base, full = explanation.base_values[g], explanation.outputs[g]
    start, end = (base, full) if explanation.scale == "probability" else sigmoid(np.array([base, full]))
    sign = 1 if full >= base else -1
    for_, against = (explanation.top_words(genre, len(explanation.data), s) for s in (sign, -sign))
    move = f"{genre} from {percent(start)} to {percent(end)}"
    if not for_:
        return f"No word of this plot {'raises' if sign > 0 else 'lowers'} {genre}: it stays at {percent(end)}."
    words = _distinct(for_[: 3 if len(for_) > 2 and for_[2].value / for_[0].value > 0.5 else 2], 3)
    share = sum(w.value for w in for_[: len(words)]) / sum(w.value for w in for_)
    verb = ("raise" if sign > 0 else "lower") + ("s" if len(words) == 1 else "")
    named = _list([emphasis(word) for word in words])
    text = f"{'Mostly' if share > 0.5 else 'Above all'} {named} {verb} {move}"
    if against and abs(against[0].value) > 0.1 * abs(for_[0].value):
        verb = "lowers" if sign > 0 else "raises"
        text += f"; {emphasis(against[0].word)} {verb} it by {_size(against[0].value, explanation.scale)}"
    return text + "."


def faithfulness_sentence(found: Deletion) -> str:
    """For instance: Removing the five strongest words takes Horror from 71 % to 22 %; five random words: 66 %."""
    if not found.words:
        return f"No word supports {found.genre}, so there is none to remove."
    count = _NUMBERS[found.words] if found.words < len(_NUMBERS) else str(found.words)
    what = "the strongest word" if found.words == 1 else f"the {count} strongest words"
    control = f"{count} random word{'s' if found.words > 1 else ''}"
    return (
        f"Removing {what} takes {found.genre} from {percent(found.before)} to {percent(found.after)};"
        f" {control}: {percent(found.random)}."
    )
