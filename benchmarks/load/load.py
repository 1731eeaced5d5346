"""Many readers at once: python -m benchmarks.load --sessions 1 10 50 --seconds 300

Starts the app and opens real WebSocket sessions to it, on loopback only, speaking Streamlit's own messages. Each
session types a made-up plot, waits until the page is drawn, reads for a while (``--think`` seconds on average) and
types the next one. Afterwards every answer is compared with what core gives for that very plot: the probabilities of
all genres, and the highlighted words to the last attribute. Writes its table into docs/load.md. Bounded in count and
time; stops by itself.
"""

import argparse
import asyncio
import platform
import random
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from importlib.metadata import version
from pathlib import Path
from statistics import quantiles

import psutil
from streamlit.proto.Alert_pb2 import Alert
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.Element_pb2 import Element
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException

from benchmarks.load.made_up import plot
from benchmarks.pages.browser import ROOT, serve
from core.explanations import DEFAULT_METHOD, explain
from core.explanations.render import html
from core.model.classifier import DEFAULT_MODEL, GenreClassifier

OUT = ROOT / "docs" / "load.md"
MOST_SESSIONS, LONGEST = 200, 3600.0  # this is a measurement, not a weapon
TOO_LONG = 120.0  # seconds without an answer are an error
WARM_UP = 8.0  # seconds in which the app loads what its first visitor doesn't wait for


@dataclass(frozen=True)
class Answer:
    """What a session was shown for its plot, and the seconds until the words were there and the page was done."""

    plot: str
    genres: tuple[str, ...]
    html: str
    words: float
    page: float


@dataclass
class Level:
    """One number of sessions: its answers, what went wrong, and the app's memory in MB, second by second."""

    sessions: int
    answers: list[Answer] = field(default_factory=list)
    errors: Counter[str] = field(default_factory=Counter)
    memory: list[float] = field(default_factory=list)
    seconds: float = 0.0


class WrongAnswer(Exception):
    """The app said that something went wrong, or didn't answer."""


class Page:
    """What stands on a page as its elements come."""

    def __init__(self) -> None:
        self.genres: tuple[str, ...] = ()
        self.html, self.words = "", 0.0

    def draw(self, element: Element, now: float) -> dict[str, str]:
        """Take in an element; returns the id of a widget by its key. Raises WrongAnswer for an error box."""
        kind = element.WhichOneof("type")
        if kind == "exception" or (kind == "alert" and element.alert.format == Alert.ERROR):
            raise WrongAnswer(str(getattr(element, kind))[:100])
        if kind == "html" and element.html.body.startswith('<div class="plot"'):
            self.html, self.words = element.html.body, now
        if kind not in ("text_area", "button", "selectbox"):
            return {}
        widget = getattr(element, kind)
        if kind == "selectbox" and widget.label == "Explain":
            self.genres = tuple(widget.options)
        return {widget.id.rpartition("-")[2]: widget.id}


class Session:
    """One reader: a WebSocket, and what its browser would remember."""

    def __init__(self, socket: ClientConnection) -> None:
        self.socket = socket
        self.ids: dict[str, str] = {}  # widgets by the key at the end of their id
        self.query = self.script = ""

    async def ask(self, text: str | None = None) -> Answer:
        """Run the page, with ``text`` typed into the box; returns what it shows. Raises WrongAnswer."""
        message = BackMsg()
        rerun = message.rerun_script
        rerun.query_string, rerun.page_script_hash = self.query, self.script
        if text is not None:
            rerun.widget_states.widgets.add(id=self.ids["plot"], string_value=text)
            rerun.widget_states.widgets.add(id=self.ids["predict"], trigger_value=True)
        began = time.perf_counter()
        await self.socket.send(message.SerializeToString())
        return await self._drawn(text or "", began)

    async def _drawn(self, text: str, began: float) -> Answer:
        page = Page()
        while True:
            message = ForwardMsg.FromString(await asyncio.wait_for(self.socket.recv(decode=False), TOO_LONG))
            kind = message.WhichOneof("type")
            if kind == "new_session":
                self.script = message.new_session.page_script_hash
            elif kind == "page_info_changed":
                self.query = message.page_info_changed.query_string
            elif kind == "delta":
                self.ids |= page.draw(message.delta.new_element, time.perf_counter() - began)
            elif kind == "script_finished":
                if message.script_finished != ForwardMsg.FINISHED_SUCCESSFULLY or not page.html:
                    raise WrongAnswer("the page was not drawn to its end")
                return Answer(text, page.genres, page.html, page.words, time.perf_counter() - began)


def opened(address: str) -> connect:
    """A WebSocket to the app, as a browser on the same machine opens it."""
    socket = address.replace("http", "ws", 1) + "/_stcore/stream"
    return connect(socket, origin=address, subprotocols=["streamlit"], max_size=None, ping_interval=None)


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


def percent(share: float) -> str:
    """A probability as the page shows it."""
    return "< 1 %" if 0 < share < 0.005 else f"{100 * share:.0f} %"


def mixed_up(answers: list[Answer], classifier: GenreClassifier) -> int:
    """How many answers are not what core gives for their plot."""
    wrong = 0
    for answer in answers:
        probabilities = classifier.predict_proba([answer.plot])[0]
        chosen = classifier.genres_of(probabilities[None, :])[0]
        expected = {
            f"{genre} · {percent(share)}{' ✓' if genre in chosen else ''}"
            for genre, share in zip(classifier.classes_, probabilities, strict=True)
        }
        drawn = html.to_html(explain(classifier, answer.plot, DEFAULT_METHOD), chosen[0])
        wrong += expected != set(answer.genres) or drawn != answer.html
    return wrong


def percentile(values: list[float], share: int) -> float:
    """The ``share``-th of a hundred parts."""
    return quantiles(values, n=100, method="inclusive")[share - 1] if len(values) > 1 else values[0]


def row(level: Level, classifier: GenreClassifier) -> str:
    """A line of the table."""
    if not level.answers:
        raise RuntimeError(f"{level.sessions} sessions got no answer at all: {dict(level.errors)}")
    words, page = ([getattr(answer, name) for answer in level.answers] for name in ("words", "page"))
    return (
        f"| {level.sessions} | {len(level.answers):,} | {level.errors.total()} |"
        f" {mixed_up(level.answers, classifier)} |"
        f" {percentile(words, 50):.2f} | {percentile(words, 95):.2f} | {percentile(page, 95):.2f} |"
        f" {len(level.answers) / level.seconds:.1f} |"
        f" {level.memory[0]:.0f} | {max(level.memory):.0f} | {level.memory[-1]:.0f} |"
    )


def machine() -> str:
    """Where and with what it was measured."""
    packages = ", ".join(f"{name} {version(name)}" for name in ("streamlit", "onnxruntime"))
    cores = f"{psutil.cpu_count()} cores, {platform.machine()}"
    return f"{cores}, Python {platform.python_version()}, {packages}, {date.today()}"


def write(part: str, text: str, page: Path = OUT) -> None:
    """Put ``text`` between the two marks of ``part`` on the page."""
    begin, end = f"<!-- written by python -m benchmarks.{part} -->", f"<!-- end of {part} -->"
    head, rest = page.read_text(encoding="utf-8").split(begin)
    page.write_text(f"{head}{begin}\n{text}\n{end}{rest.split(end)[1]}", encoding="utf-8")


def main() -> None:
    """Measure each level with an app of its own, check every answer, print and write the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sessions", type=int, nargs="+", default=[1, 10, 50], help="how many at once")
    parser.add_argument("--seconds", type=float, nargs="+", default=[300], help="how long at each number, or at all")
    parser.add_argument(
        "--think", type=float, default=10, help="seconds between an answer and the next plot, on average"
    )
    parser.add_argument("--dry", action="store_true", help="print the table and leave the page as it is")
    options = parser.parse_args()
    if len(options.seconds) == 1:
        options.seconds *= len(options.sessions)
    if len(options.seconds) != len(options.sessions):
        parser.error("--seconds takes one number for all, or one for each number of sessions")
    if not all(0 < count <= MOST_SESSIONS for count in options.sessions) or not 0 < max(options.seconds) <= LONGEST:
        parser.error(f"at most {MOST_SESSIONS} sessions and {LONGEST:.0f} seconds")
    classifier = GenreClassifier.load(DEFAULT_MODEL)
    rows = [
        "| sessions | answers | errors | mixed up | words, median s | words, 95 % s | whole page, 95 % s |"
        " answers a second | memory at start, MB | most | at the end |",
        "|" + "---:|" * 11,
    ]
    for count, seconds in zip(options.sessions, options.seconds, strict=True):
        with serve() as (address, process):
            level = asyncio.run(load(address, process.pid, count, seconds, options.think))
        rows.append(row(level, classifier))
        print(rows[-1], *(f"{number} x {what}" for what, number in level.errors.items()), sep="\n", flush=True)
    about = (
        f"`python -m benchmarks.load --sessions {' '.join(map(str, options.sessions))}"
        f" --seconds {' '.join(f'{seconds:g}' for seconds in options.seconds)}"
        f" --think {options.think:g}` on {machine()}; the app and its readers share the machine."
    )
    if options.dry:
        print("\n".join(rows))
    else:
        write("load", f"{about}\n\n" + "\n".join(rows))


if __name__ == "__main__":
    main()
