"""An explanation in a terminal: the text as typed, its words coloured by what they do to a genre. Imports rich; late.

Each tint names its own text colour, so it reads on light and dark terminals. Without colours (``NO_COLOR``, which rich
honours) raising words are bold and lowering ones underlined; the numbers beside them have signs in any case.
"""

from collections.abc import Sequence

import numpy as np
from rich.console import Group
from rich.text import Text

from ...errors import printable
from ..explanation import Explanation
from .html import FAINTEST, strongest
from .sentence import percent, sentence

STEPS = (FAINTEST, 0.25, 0.6)  # of the strongest word: from each of them on, a word has the next tint
RAISES = ("bold #12202b on #cfe3f5", "bold #12202b on #86b8e2", "bold #ffffff on #1d5fa0")
LOWERS = ("underline #2b1a0e on #f8dfc8", "underline #2b1a0e on #f0ab6f", "underline #ffffff on #a84f0c")
UNKNOWN = "dim italic"


def to_rich(explanation: Explanation, genres: Sequence[str] | None = None) -> Group:
    """What ``rich.print`` shows: for each of ``genres`` (the most probable one by default) a sentence and the text."""
    shown = genres or [explanation.output_names[int(explanation.probabilities.argmax())]]
    parts = [part for genre in shown for part in (_heading(explanation, genre), coloured(explanation, genre), Text())]
    return Group(*parts, legend())


def coloured(explanation: Explanation, genre: str) -> Text:
    """The text as typed, without what could steer the terminal, its words coloured for one genre."""
    text = Text(printable(explanation.text, lines=True))
    limit = strongest(explanation)
    for (start, end), value, known in zip(
        explanation.spans, explanation.for_genre(genre), explanation.known, strict=True
    ):
        text.stylize(_style(float(value) / limit, known), start, end)
    return text


def legend() -> Text:
    """What the marks mean, as one line."""
    marks = ((RAISES[1], "raises"), (LOWERS[1], "lowers"), (UNKNOWN, "unknown to the model"))
    return Text("  ").join([Text(told, style) for style, told in marks])


def _heading(explanation: Explanation, genre: str) -> Text:
    told = sentence(explanation, genre, emphasis="“{}”".format)
    probability = percent(float(explanation.probabilities[explanation.column(genre)]))
    return Text.assemble((f"{printable(genre)}, {probability}. ", "bold"), printable(told))


def _style(strength: float, known: bool) -> str:
    """The style of a word; ``strength`` from -1 to 1."""
    step = int(np.searchsorted(STEPS, abs(strength), side="right"))
    tint = (RAISES if strength > 0 else LOWERS)[step - 1] if step else ""
    return tint if known else f"{UNKNOWN} {tint}".strip()
