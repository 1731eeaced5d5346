"""Why an F1 of .95 on episodes can't be trusted: python -m benchmarks.leak

Makes IMDb lists of television series whose characters recur from episode to episode, builds the table from them, and
trains the same network twice: with a random split, as the original project had, and with our split by series. The two
scores are written into docs/data.md.

Each episode is one sentence of an embedded film, used nowhere else, of the series' genres, and one line that says which
of the series' people took part and nothing about the genre. So what can be learnt from the plots is the same for both
splits; what differs is whether the people of a test episode were seen in training.
"""

import argparse
import os
import random
import re
import tempfile
from collections import defaultdict
from pathlib import Path

import pandas as pd

from benchmarks.tables.lists import Title, genre_record, plot_record
from core.model.presets import PRESETS
from data import split
from data.sources import imdb_lists, registry
from train.config import TrainConfig

PAGE = Path(__file__).parents[2] / "docs" / "data.md"
BEGIN, END = "<!-- written by python -m benchmarks.leak -->", "<!-- end -->"
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


def series(seed: int) -> list[Title]:
    """Episodes as the lists hold them: the film sentences of one pair of genres are dealt out to series of fifteen."""
    rng = random.Random(seed)
    pools: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for film in registry.load("open_plots").frame.itertuples():
        genres = [genre for genre in film.genres.split("|") if genre != "Drama"][:2] or ["Drama"]
        pools[tuple(genres)] += re.split(r"(?<=[.!?]) (?=[A-Z])", film.plot)
    episodes: list[Title] = []
    surnames: set[str] = set()
    for genres, sentences in sorted(pools.items()):
        rng.shuffle(sentences)
        for first in range(0, len(sentences) - EPISODES + 1, EPISODES):
            people = [f"{rng.choice(FIRST)} {_surname(rng, surnames)}" for _ in range(4)]
            name = f'"{people[0].split()[1]}" ({rng.randint(1990, 2016)})'
            for number, sentence in enumerate(sentences[first : first + EPISODES], 1):
                a, b, c = rng.sample(people, 3)
                plot = f"{sentence} {rng.choice(LINES).format(a=a, b=b, c=c)}"
                episodes.append(Title(f"{name} {{(#1.{number})}}", "episode", (plot,), genres, genres))
    return episodes


def _surname(rng: random.Random, taken: set[str]) -> str:
    """A name that no other series has."""
    while (name := "".join(rng.sample(SYLLABLES, 3)).capitalize()) in taken:
        pass
    taken.add(name)
    return name


def build(folder: Path, seed: int) -> Path:
    """The table, by way of the lists; genres stand at the series only, as in IMDb's."""
    episodes = series(seed)
    shows = {title.line.split(" {")[0]: title.genres for title in episodes}
    (folder / "plot.list").write_text("".join(map(plot_record, episodes)), encoding="latin-1", errors="replace")
    lines = (genre_record(Title(line, "series", (), genres, genres)) for line, genres in shows.items())
    (folder / "genres.list").write_text("".join(lines), encoding="latin-1")
    counts = imdb_lists.build(folder / "plot.list", folder / "genres.list", folder / "episodes.csv", kind="tv")
    print(f"{counts.rows:,} episodes of {len(shows):,} series")
    return folder / "episodes.csv"


def main() -> None:
    """Train twice and write the page."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--epochs", type=int, default=20)
    parser.add_argument("--seed", type=int, default=7)
    options = parser.parse_args()
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    from train import job

    rows = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        table = build(folder, options.seed)
        frame = registry.load(str(table)).frame
        for method, label in (("random", "at random, episode by episode"), ("title", "by series (ours)")):
            config = TrainConfig(
                data=str(table), epochs=options.epochs, seed=options.seed, split=method, network=PRESETS["genrelens"]
            )
            scores = job.run(config, folder / method, report=lambda event, **values: None, stop=lambda: False)
            sides = split.assign(frame, method, seed=options.seed)
            seen = frame.loc[sides == "test", "series"].isin(frame.loc[sides == "train", "series"]).mean()
            rows.append((label, f"{seen:.0%}", *(f"{scores[key]:.3f}" for key in ("micro_f1", "macro_f1", "map"))))
            print(rows[-1])
    write(rows, len(frame), frame["series"].nunique(), options)


def write(rows: list[tuple[str, ...]], episodes: int, shows: int, options: argparse.Namespace) -> None:
    """Put the table between the page's two marks."""
    columns = ["split", "test episodes whose series was trained on", "micro F1", "macro F1", "mAP"]
    table = pd.DataFrame(rows, columns=columns)
    lines = ["| " + " | ".join(columns) + " |", "| --- | --- | ---: | ---: | ---: |"]
    lines += ["| " + " | ".join(row) + " |" for row in table.to_numpy()]
    note = (
        f"{episodes:,} generated episodes of {shows:,} series, the `genrelens` preset, {options.epochs} epochs at most,"
        f" seed {options.seed}; test split, one threshold per genre."
    )
    text = PAGE.read_text(encoding="utf-8")
    head, rest = text.split(BEGIN)
    tail = rest.split(END)[1]
    PAGE.write_text(f"{head}{BEGIN}\n{note}\n\n" + "\n".join(lines) + f"\n{END}{tail}", encoding="utf-8")


if __name__ == "__main__":
    main()
