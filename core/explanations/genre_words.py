"""The words of a genre: attributions summed over many films, and which of those words come from too few of them."""

import re
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import numpy as np

from ..errors import PlotError
from ..text import normalise
from . import DEFAULT_METHOD, attributed
from .explanation import Explanation

if TYPE_CHECKING:
    import pandas as pd

    from ..model.classifier import GenreClassifier

_YEAR = re.compile(r"(1[89]|20)\d\d")
CAPITALISED = 0.8  # share of a word's uses inside sentences with a capital from which it passes for a name or place
METHOD = "occlusion"  # one reading a word: summed over hundreds of films, as good as the slower methods
MOST_FILMS = 500
FEW_FILMS = 3  # a word of fewer films says little about the genre
ONE_FILM = 0.5  # share of a word's total from one film above which it says more about that film


def _occurrences(explanation: Explanation, film: int) -> "pd.DataFrame":
    """One row a word of a film: its form, its attributions to every genre, and how it was written."""
    import pandas as pd

    before = [explanation.text[:start].rstrip() for start, _ in explanation.spans]
    columns = {
        "word": [normalise(word) for word in explanation.data],
        "film": film,
        "inside": [bool(text) and text[-1] not in ".!?…\"“'‘(:" for text in before],
        "capital": [word[:1].isupper() for word in explanation.data],
    }
    # A column of values is a genre's place: its name may be "word" or "film".
    return pd.DataFrame(columns | dict(enumerate(explanation.values.T)))


def _kinds(rows: "pd.DataFrame") -> "pd.Series":
    """Word -> "year", "number", "name" (names of people and places, by their capitals) or ""."""
    inside = rows[rows["inside"]].groupby("word")["capital"].mean()
    capital = inside.reindex(rows["word"].unique(), fill_value=0.0)
    kinds = capital.map(lambda share: "name" if share >= CAPITALISED else "")
    for word in kinds.index:
        if word[:1].isdigit():
            kinds[word] = "year" if _YEAR.fullmatch(word) else "number"
    return kinds


def _one_genre(films: "pd.DataFrame", place: int, genre: str, count: int) -> "list[pd.DataFrame]":
    """The ``count`` strongest words of a genre in each direction, from one row for each (word, film)."""
    import pandas as pd

    by_word = films.groupby(level="word")[place]
    table = pd.DataFrame({"total": by_word.sum(), "films": by_word.size()})
    parts = []
    for direction, sign in (("raises", 1), ("lowers", -1)):
        top = (table["total"] * sign).nlargest(count)
        top = top[top > 0]
        if top.empty:
            continue
        part = table.loc[top.index].assign(genre=genre, direction=direction)
        signed = films.loc[films.index.get_level_values("word").isin(part.index), place] * sign
        strongest = signed.groupby(level="word").idxmax().reindex(part.index)
        part["film"] = [film for _, film in strongest]
        part["share"] = np.minimum(signed.groupby(level="word").max() / (part["total"] * sign), 1.0)
        parts.append(part.reset_index())
    return parts


def genre_words(
    classifier: "GenreClassifier",
    texts: Sequence[str],
    titles: Sequence[str],
    count: int = 40,
    method: str = DEFAULT_METHOD,
    report: Callable[[int], None] = lambda films: None,
) -> "pd.DataFrame":
    """The words that move each genre most over ``texts``, ``count`` in each direction.

    Columns: genre, word, direction (raises or lowers), total (sum of its attributions), films (it occurs in), example
    (title of the film where it moves the genre most), share (of the total that this one film makes up), kind (year,
    number, name, or empty), flag (why the word may be a bad reason, or empty). Texts that the model can't read are
    left out. ``report`` is told how many films are done. Raises PlotError when none can be read.
    """
    import pandas as pd

    found = []
    for film, text in enumerate(texts):
        try:
            found.append(_occurrences(attributed(classifier, text, method), film))
        except PlotError:
            continue
        report(film + 1)
    if not found:
        raise PlotError("The model can read none of these plots. Choose a table of plots in English.")
    rows = pd.concat(found, ignore_index=True)
    kinds = _kinds(rows)
    genres = [str(genre) for genre in classifier.classes_]
    films = rows.groupby(["word", "film"])[list(range(len(genres)))].sum()
    parts = [part for place, genre in enumerate(genres) for part in _one_genre(films, place, genre, count)]
    table = pd.concat(parts, ignore_index=True)
    table["example"] = [str(titles[film]) for film in table["film"]]
    table["kind"] = table["word"].map(kinds)
    few, one = table["films"] < FEW_FILMS, table["share"] > ONE_FILM
    reasons = [
        ", ".join(reason for reason, true in ((kind, kind), ("few films", f), ("mostly one film", o and not f)) if true)
        for kind, f, o in zip(table["kind"], few, one, strict=True)
    ]
    table["flag"] = reasons
    return table[["genre", "word", "direction", "total", "films", "example", "share", "kind", "flag"]]


def sample(films: "pd.DataFrame") -> "pd.DataFrame":
    """At most 500 of the films: every n-th is taken, so that the whole of them is seen."""
    return films.iloc[:: max(-(-len(films) // MOST_FILMS), 1)]


def words_of_films(
    classifier: "GenreClassifier", films: "pd.DataFrame", report: Callable[[int], None] = lambda films: None
) -> "pd.DataFrame":
    """:func:`genre_words` of a :func:`sample` of the films, which have title and plot."""
    some = sample(films)
    return genre_words(classifier, some["plot"].tolist(), some["title"].tolist(), method=METHOD, report=report)
