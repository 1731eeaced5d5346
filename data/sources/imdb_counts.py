"""The sums of a build from IMDb's lists: titles read = written + left out."""

from collections import Counter
from dataclasses import dataclass, field

from data.sources.imdb_titles import ImdbTitle


@dataclass
class Counts:
    """What was read, joined and left out. ``check`` holds the sums that must add up."""

    records: int = 0  # titles in plot.list
    summaries: int = 0
    rows: int = 0
    with_genres: int = 0  # titles written
    left_out: Counter[str] = field(default_factory=Counter)  # reason -> titles of plot.list
    several: int = 0  # titles written that have more than one summary
    from_series: int = 0  # episodes written with the genres of their series
    suspended: int = 0
    kinds: Counter[str] = field(default_factory=Counter)
    genre_lines: int = 0
    genre_titles: int = 0
    genre_titles_without_plot: int = 0
    lines_not_understood: int = 0

    def add(self, title: ImdbTitle, texts: list[str], inherited: bool) -> None:
        """One title was written."""
        self.with_genres += 1
        self.kinds[title.kind] += 1
        self.several += len(texts) > 1
        self.from_series += inherited
        self.suspended += title.suspended

    def check(self) -> None:
        """Every title of plot.list was either written or left out for a reason. Raises AssertionError if not."""
        if self.records != self.with_genres + sum(self.left_out.values()):
            raise AssertionError(f"{self.records} titles were read, but the sums do not add up: {self}")
