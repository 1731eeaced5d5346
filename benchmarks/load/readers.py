"""Many readers at once: python -m benchmarks.load.readers --sessions 1 10 50 --seconds 60 120 300

Starts the app and opens real WebSocket sessions to it, on loopback only. Each session types a made-up plot, waits until
the page is drawn, reads for a while (``--think`` seconds on average) and types the next one. Afterwards every answer is
compared with what core gives for that very plot: the probabilities of all genres, and the coloured words to the last
number. Writes its table into docs/load.md. Count and time are bounded; it stops by itself.
"""

import argparse
import asyncio
import json
import random
import time
from collections import Counter
from dataclasses import dataclass, field

import pandas as pd
import psutil
from websockets.exceptions import WebSocketException

from benchmarks import page
from benchmarks.load.made_up import plot
from benchmarks.load.session import Answer, Session, WrongAnswer, opened
from benchmarks.pages.browser import serve_only
from benchmarks.start import Benchmark, Option
from benchmarks.timing import percentile
from core.explanations import DEFAULT_METHOD, explain
from core.model.classifier import GenreClassifier
from dashboard.charts import coloured
from dashboard.components.predict import genre_bars

MOST_SESSIONS, LONGEST = 200, 3600.0  # this is a measurement, not a weapon
WARM_UP = 8.0  # seconds in which the app loads what its first visitor doesn't wait for
OPTIONS = (
    Option("sessions", [1, 10, 50], [2], "how many at once"),
    Option("seconds", [60.0, 120.0, 300.0], [3.0], "how long at each number, or one time for all"),
    Option("think", 10.0, 0.5, "seconds between an answer and the next plot, on average"),
)
BENCHMARK = Benchmark(__spec__.name, __doc__, OPTIONS, page="load.md", of_model=True)
COLUMNS = (
    *("sessions:", "answers:", "errors:", "mixed up:", "words, median s:", "words, 95 % s:", "whole page, 95 % s:"),
    *("answers a second:", "memory at start, MB:", "most:", "at the end:"),
)


@dataclass
class Level:
    """One number of sessions: its answers, what went wrong, and the app's memory in MB, second by second."""

    sessions: int
    answers: list[Answer] = field(default_factory=list)
    errors: Counter[str] = field(default_factory=Counter)
    memory: list[float] = field(default_factory=list)
    seconds: float = 0.0


async def read_along(address: str, number: int, until: float, think: float, level: Level) -> None:
    """One reader until ``until``: a plot, its answer, a while to read it. A broken session is opened again."""
    rng = random.Random(number)
    count = 0
    while time.perf_counter() < until:
        try:
            async with opened(address) as socket:
                session = Session(socket)
                await session.ask()
                while True:
                    await asyncio.sleep(think * rng.uniform(0.5, 1.5))
                    if time.perf_counter() >= until:
                        return
                    count += 1
                    level.answers.append(await session.ask(plot(f"{level.sessions} {number} {count}")))
        except (WrongAnswer, WebSocketException, OSError, TimeoutError) as error:
            level.errors[f"{type(error).__name__}: {error}"[:120]] += 1
            await asyncio.sleep(1)


async def watch(process: psutil.Process, level: Level) -> None:
    """Note the memory of the app every second."""
    while True:
        level.memory.append(process.memory_info().rss / 1e6)
        await asyncio.sleep(1)


async def load(address: str, pid: int, sessions: int, seconds: float, think: float) -> Level:
    """All the sessions of a level at once, each beginning at a moment of its own."""
    level = Level(sessions)
    async with opened(address) as socket:
        await Session(socket).ask()
    await asyncio.sleep(WARM_UP)
    watching = asyncio.create_task(watch(psutil.Process(pid), level))
    began = time.perf_counter()
    readers = (read_along(address, number, began + seconds, think, level) for number in range(sessions))
    await asyncio.gather(*readers)
    level.seconds = time.perf_counter() - began
    watching.cancel()
    return level


def mixed_up(answers: list[Answer], classifier: GenreClassifier) -> int:
    """How many answers are not what core gives for their plot."""
    wrong = 0
    for answer in answers:
        probabilities = pd.Series(classifier.predict_proba([answer.plot])[0], index=classifier.classes_)
        chosen = classifier.genres_of(probabilities.to_numpy()[None, :])[0]
        bars = genre_bars.described(probabilities, pd.Series(classifier.thresholds_, index=probabilities.index), chosen)
        words = coloured.words(explain(classifier, answer.plot, DEFAULT_METHOD), chosen[0])
        wrong += not all(
            expected.items() <= json.loads(drawn).items()
            for expected, drawn in ((bars, answer.bars), (words, answer.coloured))
        )
    return wrong


def row(level: Level, classifier: GenreClassifier) -> list[str]:
    """A row of the table."""
    if not level.answers:
        raise RuntimeError(f"{level.sessions} sessions got no answer at all: {dict(level.errors)}")
    words, whole = ([getattr(answer, name) for answer in level.answers] for name in ("words", "page"))
    counts = (level.sessions, len(level.answers), level.errors.total(), mixed_up(level.answers, classifier))
    times = (percentile(words, 50), percentile(words, 95), percentile(whole, 95))
    memory = (level.memory[0], max(level.memory), level.memory[-1])
    rate = f"{len(level.answers) / level.seconds:.1f}"
    return [*(f"{n:,}" for n in counts), *(f"{t:.2f}" for t in times), rate, *(f"{mb:.0f}" for mb in memory)]


def checked(options: argparse.Namespace, parser: argparse.ArgumentParser) -> list[tuple[int, float]]:
    """Sessions and seconds of each level; ends the program with a sentence when they are out of bounds."""
    seconds = options.seconds * len(options.sessions) if len(options.seconds) == 1 else options.seconds
    if len(seconds) != len(options.sessions):
        parser.error("--seconds takes one number for all, or one for each number of sessions")
    if not all(0 < count <= MOST_SESSIONS for count in options.sessions) or not 0 < max(seconds) <= LONGEST:
        parser.error(f"at most {MOST_SESSIONS} sessions and {LONGEST:.0f} seconds")
    return list(zip(options.sessions, seconds, strict=True))


def main(arguments: list[str] | None = None) -> None:
    """Measure each level with an app of its own, check every answer, print and write the table."""
    parser = BENCHMARK.parser()
    options = BENCHMARK.parse(arguments, parser)
    levels = checked(options, parser)
    classifier = GenreClassifier.load(options.model)
    rows = []
    for count, seconds in levels:
        with serve_only(options.model) as (address, process):
            level = asyncio.run(load(address, process.pid, count, seconds, options.think))
        rows.append(row(level, classifier))
        print(*rows[-1], *(f"{number} x {what}" for what, number in level.errors.items()), sep="  ", flush=True)
    about = page.measured(options, classifier.version, ("streamlit", "onnxruntime"))
    text = [f"{about} The app and its readers share the machine.", "", *page.table(COLUMNS, rows)]
    page.write(options.page, f"python -m {BENCHMARK.module}", text)


if __name__ == "__main__":
    main()
