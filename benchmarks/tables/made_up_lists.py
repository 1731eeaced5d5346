"""IMDb's lists, made up: plot.list and genres.list with everything that the real ones hold, and the truth about them.

Headers, wrapped plots, several summaries, films of one name and year, television, episodes, suspended titles,
ISO-8859-1. The sentences are those of the embedded films. Benchmarks and tests share this generator.
"""

import random
import re
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from data.sources import registry

DASHES = "-" * 79
GENRES = ("Action", "Comedy", "Crime", "Documentary", "Drama", "Horror", "Reality-TV", "Sci-Fi", "Talk-Show", "Western")
ACCENTED = ("Amélie", "Señora", "Über", "Façade", "Ñandú", "Ærø", "Crème", "Göteborg")
PLOT_HEADER = f"""CRC: 0x7D2B9E1A  File: plot.list  Date: Fri Dec 22 00:00:00 2017

A list made up for measuring. No line of it is IMDb's.

PLOT SUMMARIES LIST
===================

{DASHES}
"""
GENRE_HEADER = """CRC: 0x1A2B3C4D  File: genres.list  Date: Fri Dec 22 00:00:00 2017

A list made up for measuring. No line of it is IMDb's.

Breakdown of the main genres:
 Drama\t 1000
 Comedy\t 900

8: THE GENRES LIST
==================

"""


@dataclass(frozen=True)
class Title:
    """One title of the lists: its line, its summaries, its genres, and the genres that the table must show."""

    line: str
    kind: str
    summaries: tuple[str, ...]
    genres: tuple[str, ...]
    expected: tuple[str, ...]


def sentences() -> list[str]:
    """Sentences of the embedded films that ISO-8859-1 can write."""
    plots = registry.load("open_plots").frame["plot"]
    pieces = [sentence for plot in plots for sentence in re.split(r"(?<=[.!?]) (?=[A-Z])", plot)]
    return [sentence for sentence in pieces if sentence.encode("latin-1", "ignore").decode("latin-1") == sentence]


def titles(seed: int = 7) -> Iterator[Title]:
    """An endless stream of titles; the same for the same seed."""
    rng = random.Random(seed)
    pool = sentences()
    plots = [" ".join(rng.sample(pool, rng.randint(1, 6))) for _ in range(4000)]
    names = sorted({word for sentence in pool for word in re.findall(r"\b[A-Z][a-z]{3,}\b", sentence)}) + list(ACCENTED)
    number = 0
    while True:
        number += 1
        name = f"{rng.choice(names)} {rng.choice(names)} {number}"
        year = rng.choice(["????", *map(str, range(1920, 2017))])
        if rng.random() < 0.3:
            yield from _series(rng, name, year, plots)
            continue
        kind, mark = rng.choices(
            [("movie", ""), ("tv movie", " (TV)"), ("video", " (V)"), ("game", " (VG)")], [80, 10, 7, 3]
        )[0]
        numbers = ("/I", "/II") if rng.random() < 0.03 else ("",)
        for roman in numbers:
            genres = _genres(rng) if rng.random() < 0.93 else ()
            suspended = " {{SUSPENDED}}" if rng.random() < 0.005 else ""
            yield Title(f"{name} ({year}{roman}){mark}{suspended}", kind, _summaries(rng, plots), genres, genres)


def _series(rng: random.Random, name: str, year: str, plots: list[str]) -> Iterator[Title]:
    genres = _genres(rng) if rng.random() < 0.95 else ()
    series = f'"{name}" ({year})'
    yield Title(series, "series", _summaries(rng, plots), genres, genres)
    for episode in range(1, rng.randint(2, 12)):
        own = _genres(rng) if rng.random() < 0.1 else ()
        line = f"{series} {{{rng.choice(ACCENTED)} Returns (#1.{episode})}}"
        yield Title(line, "episode", _summaries(rng, plots), own, own or genres)


def _genres(rng: random.Random) -> tuple[str, ...]:
    return tuple(sorted(rng.sample(GENRES, rng.choice([1, 1, 2, 2, 3]))))


def _summaries(rng: random.Random, plots: list[str]) -> tuple[str, ...]:
    return tuple(rng.choice(plots) for _ in range(rng.choices([0, 1, 2, 3], [5, 80, 10, 5])[0]))


_wrapped: dict[str, str] = {}


def plot_record(title: Title) -> str:
    """The title as plot.list has it; empty when it has no summary."""
    if not title.summaries:
        return ""
    parts = [f"MV: {title.line}\n"]
    for number, summary in enumerate(title.summaries):
        if summary not in _wrapped:
            _wrapped[summary] = "".join(f"PL: {line}\n" for line in textwrap.wrap(summary, 76, break_on_hyphens=False))
        parts += ["\n", _wrapped[summary], "\n", f"BY: Writer {number} <writer{number}@example.org>\n"]
    return "".join(parts) + f"\n{DASHES}\n"


def genre_record(title: Title) -> str:
    """The title as genres.list has it: a line for each genre."""
    tabs = "\t" * max(1, 5 - len(title.line) // 8)
    return "".join(f"{title.line}{tabs}{genre}\n" for genre in title.genres)


def write_lists(folder: Path, some: Iterator[Title], megabytes: float, encoding: str = "latin-1") -> list[int]:
    """Write plot.list and genres.list until the first has so many megabytes; returns the bytes of both."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = folder / "plot.list", folder / "genres.list"
    with paths[0].open("wb") as plots, paths[1].open("wb") as genres:
        plots.write(PLOT_HEADER.encode(encoding))
        genres.write(GENRE_HEADER.encode(encoding))
        for title in some:
            plots.write(plot_record(title).encode(encoding))
            genres.write(genre_record(title).encode(encoding))
            if plots.tell() >= megabytes * 1e6:
                break
    return [path.stat().st_size for path in paths]
