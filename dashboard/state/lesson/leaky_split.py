"""Why a leaky split flatters, in a second: episodes of made-up series, and the simplest classifier on either split.

A film is a series here, and each sentence of its plot an episode. As in benchmarks/quality/leak.py, people without any
meaning can be added to every episode of a series, and only their names tell which series it is.
"""

import random
import re
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pandas as pd

from core.genres import SEPARATOR, multi_hot
from data import split

SPLITS = {"episode by episode": "random", "by series": "title"}
SYLLABLES = "bar den fol gre hol kar lin mor nes pel quin ros sten tor ul vack wil zan".split()
PEOPLE, SHARED = 4, 3  # people of a series; words that are named as shared


@dataclass(frozen=True, eq=False)
class Leak:
    """Test episodes, each with the training episode whose words are most like its own, whose genres are the answer.

    ``test``: series, plot, genres, and of the nearest episode ``nearest_plot``, ``nearest_series``, ``nearest_genres``,
    ``shared`` (the words that bring the two together, with blanks between), ``same`` (whether both are of one series).
    ``seen``: share of the test episodes whose series was trained on. ``same_f1``, ``other_f1``: micro F1 where the
    nearest episode is of the same series, and where it is not; not a number without such an episode.
    """

    test: pd.DataFrame
    trained: int
    seen: float
    micro_f1: float
    same_f1: float
    other_f1: float


def episodes(films: pd.DataFrame, people: bool, seed: int) -> pd.DataFrame:
    """Films (title, plot, genres) as series of sentences, with a line of recurring people or without.

    Films of one sentence are left out: they would be series of one episode.
    """
    rng = random.Random(seed)
    taken: set[str] = set()
    rows = []
    for film in films.itertuples():
        sentences = re.split(r"(?<=[.!?]) (?=[A-Z])", str(film.plot))
        cast = [_name(rng, taken) for _ in range(PEOPLE)]
        for number, sentence in enumerate(sentences if len(sentences) > 1 else [], 1):
            a, b, c = rng.sample(cast, 3)
            plot = f"{sentence} {a} hears of it from {b}, and {c} keeps quiet." if people else sentence
            rows.append((f"{film.title} {number}", f"{film.title} ({film.year})", film.year, plot, film.genres))
    return pd.DataFrame(rows, columns=["title", "series", "year", "plot", "genres"])


def _name(rng: random.Random, taken: set[str]) -> str:
    """A name that nobody in another series has."""
    while (name := "".join(rng.sample(SYLLABLES, 3)).capitalize()) in taken:
        pass
    taken.add(name)
    return name


def leak(table: pd.DataFrame, method: str, seed: int) -> Leak:
    """Split episodes by a ``method`` of :mod:`data.split`, and answer each test episode by its nearest in training.

    Nearness is the cosine of TF-IDF vectors; nothing is fitted but the weights of the words.
    """
    from sklearn.feature_extraction.text import TfidfVectorizer  # here, because a first prediction must not wait for it

    sides = split.assign(table, method, seed=seed)
    train, test = (table[sides == side].reset_index(drop=True) for side in ("train", "test"))
    words = TfidfVectorizer(sublinear_tf=True)
    known = words.fit_transform(train["plot"])
    asked = words.transform(test["plot"])
    nearest = np.asarray((asked @ known.T).todense()).argmax(axis=1)
    vocabulary = words.get_feature_names_out()
    products = asked.multiply(known[nearest]).tocsr()
    shared = [
        " ".join(vocabulary[products.indices[start:end][np.argsort(-products.data[start:end], kind="stable")][:SHARED]])
        for start, end in pairwise(products.indptr)
    ]
    columns = {f"nearest_{name}": train[name].to_numpy()[nearest] for name in ("plot", "series", "genres")}
    test = test.assign(**columns, shared=shared)
    test["same"] = test["series"] == test["nearest_series"]
    seen = float(test["series"].isin(train["series"]).mean())
    figures = (_micro_f1(test), _micro_f1(test[test["same"]]), _micro_f1(test[~test["same"]]))
    return Leak(test, len(train), seen, *figures)


def _micro_f1(test: pd.DataFrame) -> float:
    """Of the nearest episodes' genres as answers; not a number without an episode."""
    from sklearn.metrics import f1_score

    if test.empty:
        return float("nan")
    lists = [[names.split(SEPARATOR) for names in test[column]] for column in ("genres", "nearest_genres")]
    genres = sorted({genre for names in lists for film in names for genre in film})
    y_true, y_pred = (multi_hot(names, genres) for names in lists)
    return float(f1_score(y_true, y_pred, average="micro", zero_division=0))
