"""What was built, checked or described, as text for people."""

from pathlib import Path

import pandas as pd

from core.amounts import amount
from core.genres import counted, not_understood
from data.quality import describe, plot_words
from data.quality.check import Report
from data.schema import PlotTable
from data.sources.imdb_counts import Counts

NAMED = 5  # films of a group, and groups, that a report names


def _lines(frame: pd.DataFrame, top: int = 10) -> list[str]:
    """A frame as indented lines, cut after ``top``."""
    if frame.empty:
        return []
    text = frame.head(top).to_string(index=False, float_format=lambda number: f"{number:.3f}")
    more = [f"  ... and {len(frame) - top:,} more"] if len(frame) > top else []
    return ["  " + line for line in text.splitlines()] + more


def group_line(table: PlotTable, group: list[int]) -> str:
    """A group of films that are the same, on one line, each by its title and its row in the file."""
    titles = table.frame["title"]
    shown = [f"{titles.iloc[film] or 'untitled'} (row {table.row(film):,})" for film in group[:NAMED]]
    more = f" and {len(group) - NAMED:,} more" if len(group) > NAMED else ""
    return "  " + ", ".join(shown) + more


def _group_lines(table: PlotTable, groups: list[list[int]]) -> list[str]:
    more = [f"  ... and {len(groups) - NAMED:,} more groups"] if len(groups) > NAMED else []
    return [*(group_line(table, group) for group in groups[:NAMED]), *more]


def of_build(counts: Counts, out: Path) -> str:
    """The sums of a build: read = written + left out."""
    left = [f"  {count:>12,}  left out: {reason}" for reason, count in counts.left_out.most_common()]
    kinds = ", ".join(f"{count:,} {kind}" for kind, count in counts.kinds.most_common())
    lines = [
        f"plot.list      {counts.records:,} titles with {counts.summaries:,} summaries",
        f"  {counts.with_genres:>12,}  written as {counts.rows:,} rows to {out}",
        *left,
        f"  {counts.with_genres + sum(counts.left_out.values()):>12,}  in all",
        f"written        {kinds or 'nothing'}",
        f"               {counts.several:,} had several summaries, {counts.from_series:,} took the genres of their"
        f" series, {counts.suspended:,} are suspended",
        f"genres.list    {counts.genre_titles:,} titles on {counts.genre_lines:,} lines,"
        f" of which {counts.genre_titles_without_plot:,} have no record in plot.list;"
        f" {counts.lines_not_understood:,} other lines",
    ]
    return "\n".join(lines)


def of_check(report: Report) -> str:
    """Everything a check measured, the verdict last."""
    table, frame, against = report.table, report.table.frame, report.against
    side_of = report.sides.to_numpy(dtype=object)
    near = sorted(report.near_copies, key=lambda group: len(set(side_of[group])) == 1)  # those across the split first
    apart = sum(len(set(side_of[group])) > 1 for group in near)
    sides = ", ".join(f"{side} {count:,}" for side, count in report.sides.value_counts().items())
    lines = [f"{table.name}: {amount(len(frame), 'film')}; {sides}", table.sums, ""]
    lines += [f"rows that can't be used: {table.left_out:,}", *_lines(table.rejected, 5)]
    lines += [f"rows with odd quotation marks: {len(table.mended):,}", *_lines(table.mended, 5)]
    lines += [f"films listed twice: {len(report.same_film):,}", *_group_lines(table, report.twice)]
    lines += [f"plots equal word for word: {len(report.copies):,}", *_group_lines(table, report.copied)]
    lines += [f"groups of near-copies: {len(near):,}, across the split: {apart:,}", *_group_lines(table, near)]
    lines += [f"titles or series across the split: {len(report.titles_across):,}"]
    lines += [f"  {title}" for title in report.titles_across[:5]]
    lines += ["", f"runs of five words in several plots: {len(report.repeated):,}", *_lines(report.repeated, 5)]
    lines += [f"openings of three words in several plots: {len(report.openings):,}", *_lines(report.openings, 5)]
    share = report.distinct_words / max(report.words, 1)
    lines += [f"words: {report.words:,}, of which {report.distinct_words:,} distinct ({100 * share:.1f} %)"]
    lines += [f"shortest plot {report.shortest:,} words, longest {report.longest:,}"]
    lines += [f"plots that name a genre: {int(report.telling['plots'].sum()):,}", *_lines(report.telling, 25)]
    lines += ["languages (a sample):", *_lines(report.languages, 5)]
    if report.glove_share is not None:
        unknown = ", ".join(report.unknown["word"])
        lines += [f"words GloVe knows: {100 * report.glove_share:.2f} %; the most frequent it does not: {unknown}"]
    if against:
        lines += [f"plots that share eight words in a row with the other table: {len(against.copied):,}"]
        lines += [f"  {frame['title'].iloc[plot]}: {text}" for plot, text in against.copied.head(5).to_numpy()]
        lines += [f"films found there: {against.films:,}; mean Jaccard of the genres {against.jaccard:.3f}"]
    lines += ["", "films per genre", *_lines(describe.genre_counts(frame), 40)]
    lines += [*_decades(frame), ""]
    lines += [f"WARNING: {warning}" for warning in report.warnings]
    lines += [f"PROBLEM: {problem}" for problem in report.problems] or [report.verdict]
    return "\n".join(lines)


def _decades(frame: pd.DataFrame) -> list[str]:
    decades = describe.films_per_year(frame, 10)
    return ["no years"] if decades.empty else ["films per decade", *_lines(decades, 40)]


def of_table(table: PlotTable) -> str:
    """A table in numbers."""
    frame = table.frame
    numbers = describe.summary(frame)
    shown = {name.replace("_", " "): value for name, value in numbers.items() if value is not None}
    lines = [table.name, table.sums, *(f"  {name:<18}{value:>12,}" for name, value in shown.items())]
    lines += ["films per genre", *_lines(describe.genre_counts(frame), 40)]
    lines += ["genres per film", *_lines(describe.genres_per_film(frame))]
    lines += ["words per plot", *_lines(describe.plot_lengths(frame, width=25), 40)]
    lines += _decades(frame)
    if odd := not_understood(table.genre_lists()):
        lines += [f"names of genres that are not understood: {len(odd):,}: {counted(odd, 10)}"]
    distinctive = plot_words.distinctive_words(frame, plot_words.plot_words(frame), top=8)
    lines += ["words that set a genre apart (log-odds with a prior)"]
    lines += [f"  {genre:<14}{', '.join(words)}" for genre, words in distinctive.groupby("genre")["word"]]
    return "\n".join(lines)
