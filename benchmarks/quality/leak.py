"""Why an F1 of .95 on episodes can't be trusted: python -m benchmarks.quality.leak

Makes IMDb lists of television series whose characters recur from episode to episode, builds the table from them, and
trains the same network twice: with a random split, as the original project had, and with our split by series. The two
scores are written into docs/data.md.

Each episode is one sentence of an embedded film, used nowhere else, of the series' genres, and one line that says which
of the series' people took part and nothing about the genre. So what can be learnt from the plots is the same for both
splits; what differs is whether the people of a test episode were seen in training.
"""

import random
import re
import tempfile
from collections import defaultdict
from dataclasses import replace
from pathlib import Path

from benchmarks import page
from benchmarks.start import Benchmark, Option
from benchmarks.tables.made_up_lists import Title, genre_record, plot_record
from core.model.network.presets import PRESETS
from data import split
from data.sources import imdb_lists, registry
from train.config import TrainConfig

OPTIONS = (
    Option("epochs", 20, 1, "epochs at most"),
    Option("seed", 7, 7, "of the episodes, the split and the training"),
    Option("pairs", 0, 3, "pairs of genres that series are made of; 0 for all"),
    Option("units", PRESETS["genrelens"].lstm_units, 8, "of the network's LSTM"),
)
BENCHMARK = Benchmark(__spec__.name, __doc__, OPTIONS, page="data.md")
COLUMNS = ("split", "test episodes whose series was trained on", "micro F1:", "macro F1:", "mAP:")
EPISODES = 15
FIRST = (
    "Ada Bela Cora Dora Edda Finn Gus Hugo Ines Jonas Kira Leo Mara Nils Otto Petra Rosa Sven Tilda Uwe Vera".split()
)
SYLLABLES = "bar den fol gre hol kar lin mor nes pel quin ros sten tor ul vack wil zan".split()
LINES = (
    "{a} hears of it from {b}, and {c} keeps quiet.",
    "{a} and {b} see to it while {c} is away.",
    "Meanwhile {c} waits for {a}, and {b} is late.",
    "Neither {a} nor {b} tells {c} about it.",
    "In the end {b} thanks {c}, and {a} goes home.",
)


def series(seed: int, pairs: int = 0) -> list[Title]:
    """Episodes as the lists hold them: the film sentences of one pair of genres are dealt out to series of fifteen.

    ``pairs``: only those with the most sentences; 0 for all.
    """
    rng = random.Random(seed)
    pools: dict[tuple[str, ...], list[str]] = defaultdict(list)
    films = registry.load("open_plots").frame
    for plot, of_film in zip(films["plot"], films["genres"], strict=True):
        named = [genre for genre in of_film.split("|") if genre != "Drama"][:2] or ["Drama"]
        pools[tuple(named)] += re.split(r"(?<=[.!?]) (?=[A-Z])", plot)
    chosen = sorted(pools, key=lambda genres: -len(pools[genres]))[: pairs or None]
    episodes: list[Title] = []
    surnames: set[str] = set()
    for genres, sentences in sorted((genres, pools[genres]) for genres in chosen):
        rng.shuffle(sentences)
        for first in range(0, len(sentences) - EPISODES + 1, EPISODES):
            people = [f"{rng.choice(FIRST)} {_surname(rng, surnames)}" for _ in range(4)]
            name = f'"{people[0].split()[1]}" ({rng.randint(1990, 2016)})'
            for number, sentence in enumerate(sentences[first : first + EPISODES], 1):
                a, b, c = rng.sample(people, 3)
                told = f"{sentence} {rng.choice(LINES).format(a=a, b=b, c=c)}"
                episodes.append(Title(f"{name} {{(#1.{number})}}", "episode", (told,), genres, genres))
    return episodes


def _surname(rng: random.Random, taken: set[str]) -> str:
    """A name that no other series has."""
    while (name := "".join(rng.sample(SYLLABLES, 3)).capitalize()) in taken:
        pass
    taken.add(name)
    return name


def build(folder: Path, seed: int, pairs: int = 0) -> Path:
    """The table, by way of the lists; only the series have genres, as in IMDb's."""
    episodes = series(seed, pairs)
    shows = {title.line.split(" {")[0]: title.genres for title in episodes}
    (folder / "plot.list").write_text("".join(map(plot_record, episodes)), encoding="latin-1", errors="replace")
    lines = (genre_record(Title(line, "series", (), genres, genres)) for line, genres in shows.items())
    (folder / "genres.list").write_text("".join(lines), encoding="latin-1")
    counts = imdb_lists.build(folder / "plot.list", folder / "genres.list", folder / "episodes.csv", kind="tv")
    print(f"{counts.rows:,} episodes of {len(shows):,} series")
    return folder / "episodes.csv"


def scored(method: str, table: Path, folder: Path, epochs: int, seed: int, units: int) -> dict[str, float]:
    """Train with one way of splitting; the test metrics."""
    from train import job

    network = replace(PRESETS["genrelens"], lstm_units=units)
    config = TrainConfig(data=str(table), epochs=epochs, seed=seed, split=method, network=network)
    return job.run(config, folder, report=lambda event: None, stop=lambda: False)


def main(arguments: list[str] | None = None) -> None:
    """Train twice and write the page."""
    options = BENCHMARK.parse(arguments)
    rows = []
    with tempfile.TemporaryDirectory() as name:
        table = build(Path(name), options.seed, options.pairs)
        frame = registry.load(str(table)).frame
        for method, label in (("random", "at random, episode by episode"), ("title", "by series (ours)")):
            metrics = scored(method, table, Path(name) / method, options.epochs, options.seed, options.units)
            sides = split.assign(frame, method, seed=options.seed)
            seen = frame.loc[sides == "test", "series"].isin(frame.loc[sides == "train", "series"]).mean()
            rows.append(
                (label, f"{100 * seen:.0f} %", *(f"{metrics[key]:.3f}" for key in ("micro_f1", "macro_f1", "map")))
            )
    about = (
        f"{page.measured(options)} {len(frame):,} generated episodes of {frame['series'].nunique()} series, the"
        " `genrelens` preset; test split, one threshold per genre."
    )
    text = [about, "", *page.table(COLUMNS, rows)]
    page.write(options.page, f"python -m {BENCHMARK.module}", text)
    print("\n".join(text))


if __name__ == "__main__":
    main()
