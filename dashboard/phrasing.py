"""Numbers as people say them, and errors as visitors may read them."""

import re
from collections.abc import Callable, Hashable, Iterable
from pathlib import Path
from typing import TypeVar

from core.amounts import amount
from core.explanations.render.sentence import percent as percent
from core.markdown import plain
from train.runs import control

ROOT = Path(__file__).resolve().parents[1]
Option = TypeVar("Option", bound=Hashable)
BUG = "Something went wrong here; it is in the log. Reload the page to try again, or go on with the rest of it."


def problem(error: object) -> str:
    """An error's sentence as Markdown that shows it as it is, without the folders of this machine."""
    text = str(error)
    for folder in (control.MODELS.resolve(), control.MODELS, ROOT):
        text = text.replace(f"{folder}/", "").replace(str(folder), folder.name)
    return plain(text)


def duration(seconds: float) -> str:
    """``45 s``, ``3 min 20 s`` or ``2 h 5 min``."""
    seconds = round(seconds)
    if seconds < 60:
        return f"{seconds} s"
    minutes, seconds = divmod(seconds, 60)
    if minutes < 60:
        return f"{minutes} min {seconds} s" if seconds else f"{minutes} min"
    return f"{minutes // 60} h {minutes % 60} min"


def unbroken(text: str) -> str:
    """The text with its ``71 %`` and ``< 1 %`` kept on one line."""
    return re.sub(r"((?<!\S)\\?[<>]|&[lg]t;) (?=\d)", "\\1\u00a0", text).replace(" %", "\u00a0%")


def with_words(tell: Callable[[Callable[[str], str]], str]) -> str:
    """A sentence about words as Markdown: those words in italics, everything else as it is.

    ``tell`` makes the sentence with what marks a word in it.
    """
    return unbroken(plain(tell(lambda word: f"\ue000{word}\ue000")).replace("\ue000", "*"))


def points(before: float, after: float) -> str:
    """The difference of two probabilities as their percentages show it: ``+12 points``, ``−3 points``, ``0 points``,
    or ``less than a point`` where both show the same and are not.
    """
    rounded = round(100 * after) - round(100 * before)
    if not rounded and after != before:
        return "less than a point"
    sign = "+" if rounded > 0 else "−" if rounded < 0 else ""
    return f"{sign}{amount(abs(rounded), 'point')}"


def titled(title: str, year: object, genres: str) -> str:
    """A film on one line: ``Solaris (1972) · Drama, Sci-Fi``. ``year`` may be missing; ``genres`` are joined by |."""
    known = str(year) not in ("<NA>", "nan", "None")
    return f"{title}{f' ({year})' if known else ''} · {genres.replace('|', ', ')}"


def conjunction(parts: list[str]) -> str:
    """``a``, ``a and b`` or ``a, b and c``."""
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"


def told_apart(options: Iterable[Option], label: Callable[[Option], str]) -> dict[Option, str]:
    """A label for each option, no two alike: ``ghost``, ``ghost (2)``.

    A widget answers with the label alone, and Streamlit takes whichever option it finds under it.
    """
    result: dict[Option, str] = {}
    taken: set[str] = set()
    for option in options:
        plain_label = unique = label(option)
        again = 1
        while unique in taken:
            again += 1
            unique = f"{plain_label} ({again})"
        taken.add(unique)
        result[option] = unique
    return result
