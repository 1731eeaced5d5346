"""Train, validation and test by group: no title, series or near-duplicate plot is on two sides."""

import hashlib
import re
import unicodedata

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from core.errors import TableError
from data.quality import repeats
from data.quality.word_sequences import word_sequences

PARTS = ("train", "validation", "test")
METHODS = ("title", "random")
_ARTICLE = re.compile(r"^(the|a|an)\s+")
_YEAR = re.compile(r"\s+\((\d{4}|\?{4})(/[IVXLCDM]+)?\)\s*$")
_FLAGS = frozenset("yes no y n true false 0 1 0.0 1.0 t f ja nein oui non si sí none nan".split())  # no names of series
_NAMES = {"val": "validation", "valid": "validation", "dev": "validation", "training": "train", "testing": "test"}


def normalise_title(title: str) -> str:
    """Lower case, no accents, punctuation, leading article or year in brackets: remakes and spellings fall together."""
    title = _YEAR.sub("", title)
    spelt = unicodedata.normalize("NFKD", title).lower()
    plain = "".join(mark for mark in spelt if not unicodedata.combining(mark)) if not spelt.isascii() else spelt
    return _ARTICLE.sub("", re.sub(r"[^\w]+", " ", plain).strip()) or title


def part_of(group: str, validation: float = 0.1, test: float = 0.1) -> str:
    """The side of a group, from the MD5 of its name alone."""
    share = int.from_bytes(hashlib.md5(group.encode("utf-8", "surrogatepass")).digest()[:8], "big") / 2**64
    return "test" if share < test else "validation" if share < test + validation else "train"


def own_split(frame: pd.DataFrame) -> pd.Series | None:
    """The table's own ``split`` column, if it has one that speaks of train, validation and test.

    Raises TableError when only some of its cells do.
    """
    if "split" not in frame:
        return None
    named = frame["split"].astype(str).str.strip().str.lower().replace(_NAMES)
    valid = named.isin(PARTS)
    if not valid.any():
        return None
    if not valid.all():
        raise TableError(
            f"The column 'split' holds {frame['split'][~valid].iloc[0]!r} in {(~valid).sum():,} rows; write train,"
            " validation or test in every row, or remove the column."
        )
    return named.rename("split")


def title_groups(frame: pd.DataFrame) -> pd.Series:
    """The name that keeps a film with its remakes, and an episode with its series; a film without a title is alone."""
    titles = frame["title"]
    if "series" in frame:
        series = frame["series"].fillna("").astype(str)
        titles = titles.where((series == "") | series.str.strip().str.lower().isin(_FLAGS), series)
    names = {title: normalise_title(title) for title in titles.unique()}
    alone = [f"film {place}" for place in range(len(frame))]
    return titles.map(names).where(titles != "", alone).rename("group")


def kept_together(frame: pd.DataFrame) -> tuple[pd.Series, list[str]]:
    """:func:`title_groups` as a split uses them, and the columns that it passes over.

    A series, or a title, that is on more than half of the films would put them all on one side: it names no series.
    """
    passed_over = []
    if "series" in frame and _one_sided(frame["series"].fillna("").astype(str)):
        passed_over.append("series")
        frame = frame.drop(columns="series")
    elif "series" in frame and _only_flags(frame["series"]):
        passed_over.append("series")
    names = title_groups(frame)
    if _one_sided(names):
        passed_over.append("title")
        names = title_groups(frame.assign(title=""))
    return names, passed_over


def _one_sided(names: pd.Series) -> bool:
    counts = names[names != ""].value_counts()
    return len(names) > 1 and len(counts) > 0 and bool(counts.iloc[0] > len(names) / 2)


def _only_flags(series: pd.Series) -> bool:
    named = series.dropna().astype(str).str.strip().str.lower()
    return bool((named != "").any() and named.isin({*_FLAGS, ""}).all())


def groups(frame: pd.DataFrame) -> pd.Series:
    """The group of each film: films that share a title, a series or (nearly) a plot, also by way of a third film.

    A group bears the title of its first film in the table, so that films added below never move those above, unless
    they tie two groups together.
    """
    titles, _ = kept_together(frame)
    near = repeats.near_duplicates(word_sequences(frame["plot"]))
    codes, names = pd.factorize(titles)
    a, b = codes[near["a"].to_numpy()], codes[near["b"].to_numpy()]
    component = repeats.linked(len(names), a, b)
    first: NDArray[np.intp] = np.full(component.max(initial=-1) + 1, len(names), dtype=np.intp)
    np.minimum.at(first, component, np.arange(len(names)))
    return pd.Series(np.asarray(names, dtype=object)[first[component[codes]]], index=frame.index, name="group")


def assign(frame: pd.DataFrame, method: str = "title", *, seed: int = 7) -> pd.Series:
    """``train``, ``validation`` or ``test`` for each film (.8, .1, .1); same index as the frame.

    ``title``: the table's own ``split`` column if it has one, else by :func:`groups`. ``random``: each row for itself,
    whatever the table says; episodes of a series are then on both sides, and scores come out too high.
    """
    if method == "random":
        shares = np.random.default_rng(seed).random(len(frame))
        sides = np.select([shares < 0.1, shares < 0.2], ["test", "validation"], "train")
        return pd.Series(sides, index=frame.index, name="split", dtype=object)
    if method != "title":
        raise TableError(f"There is no split {method!r}. Use {' or '.join(METHODS)}.")
    own = own_split(frame)
    if own is not None:
        return own
    group = groups(frame)
    side = {name: part_of(name) for name in group.unique()}
    return group.map(side).rename("split")


def folds(frame: pd.DataFrame, count: int, seed: int) -> NDArray[np.intp]:
    """The fold [films] of each film in cross-validation, drawn with ``seed``; a group of :func:`groups` shares one.

    A group is where its first film would be alone. Should that leave a fold empty, the groups are dealt out one by one;
    films that are a single group are drawn each by itself, for there is nothing else to measure them by.
    """
    drawn = np.random.default_rng(seed).permutation(len(frame)) % min(count, len(frame))
    _, first, group = np.unique(groups(frame), return_index=True, return_inverse=True)
    if len(first) == 1:
        return drawn
    together = drawn[first[group]]
    return together if len(np.unique(together)) > drawn.max() else group % count
