"""What was built, checked or described, as text for people."""

from pathlib import Path

import pandas as pd

from data.quality import describe, plot_words
from data.quality.check import Report
from data.schema import PlotTable
from data.sources.imdb_counts import Counts


def _lines(frame: pd.DataFrame, top: int = 10) -> list[str]:
    """A frame as indented lines, cut after ``top``."""
    if frame.empty:
        return []
    text = frame.head(top).to_string(index=False, float_format=lambda number: f"{number:.3f}")
    more = [f"  ... and {len(frame) - top:,} more"] if len(frame) > top else []
    return ["  " + line for line in text.splitlines()] + more


def _pair(frame: pd.DataFrame, a: int, b: int) -> str:
    titles = frame["title"]
    return f"  {titles.iloc[a]} (row {a + 1}) and {titles.iloc[b]} (row {b + 1})"


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
    frame, near, against = report.table.frame, report.near, report.against
    sides = ", ".join(f"{side} {count:,}" for side, count in report.sides.value_counts().items())
    lines = [f"{report.table.name}: {len(frame):,} films; {sides}", ""]
    lines += [f"rows that can't be used: {len(report.table.rejected):,}", *_lines(report.table.rejected, 5)]
    lines += [f"films listed twice: {len(report.same_film):,}"]
    lines += [_pair(frame, a, b) for a, b in report.same_film[:5]]
    lines += [f"plots equal word for word: {len(report.copies):,}"]
    lines += [_pair(frame, a, b) for a, b in report.copies[["a", "b"]].head(5).itertuples(index=False)]
    lines += [f"near-duplicate pairs: {len(near):,}, across the split: {int(near['across'].sum()):,}"]
    worst = near.sort_values(["across", "overlap"], ascending=False).head(5)
    lines += [_pair(frame, a, b) for a, b in worst[["a", "b"]].itertuples(index=False)]
    lines += [f"titles or series across the split: {len(report.titles_across):,}"]
    lines += [f"  {title}" for title in report.titles_across[:5]]
    lines += ["", f"runs of five words in several plots: {len(report.repeated):,}", *_lines(report.repeated, 5)]
    lines += [f"openings of three words in several plots: {len(report.openings):,}", *_lines(report.openings, 5)]
    share = report.distinct_words / max(report.words, 1)
    lines += [f"words: {report.words:,}, of which {report.distinct_words:,} distinct ({share:.1%})"]
    lines += [f"shortest plot {report.shortest:,} words, longest {report.longest:,}"]
    lines += [f"plots that name a genre: {int(report.telling['plots'].sum()):,}", *_lines(report.telling, 25)]
    lines += ["languages (a sample):", *_lines(report.languages, 5)]
    if report.glove_share is not None:
        unknown = ", ".join(report.unknown["word"])
        lines += [f"words GloVe knows: {report.glove_share:.2%}; the most frequent it does not: {unknown}"]
    if against:
        lines += [f"plots that share eight words in a row with the other table: {len(against.copied):,}"]
        lines += [f"  {frame['title'].iloc[plot]}: {text}" for plot, text in against.copied.head(5).to_numpy()]
        lines += [f"films found there: {against.films:,}; mean Jaccard of the genres {against.jaccard:.3f}"]
    lines += ["", "films per genre", *_lines(describe.genre_counts(frame), 40)]
    lines += ["films per decade", *_lines(describe.films_per_year(frame, 10), 40), ""]
    lines += [f"PROBLEM: {problem}" for problem in report.problems] or ["No copies, no leaks."]
    return "\n".join(lines)


def of_table(table: PlotTable) -> str:
    """A table in numbers."""
    frame = table.frame
    numbers = describe.summary(frame)
    lines = [table.name, *(f"  {name.replace('_', ' '):<18}{value:>12,}" for name, value in numbers.items())]
    lines += ["films per genre", *_lines(describe.genre_counts(frame), 40)]
    lines += ["genres per film", *_lines(describe.genres_per_film(frame))]
    lines += ["words per plot", *_lines(describe.plot_lengths(frame, width=25), 40)]
    lines += ["films per decade", *_lines(describe.films_per_year(frame, 10), 40)]
    distinctive = plot_words.distinctive_words(frame, plot_words.plot_words(frame), top=8)
    lines += ["words that set a genre apart (log-odds with a prior)"]
    lines += [f"  {genre:<14}{', '.join(words)}" for genre, words in distinctive.groupby("genre")["word"]]
    return "\n".join(lines)
