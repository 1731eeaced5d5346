"""Batch jobs take turns: few compute at once, so that the pages of everybody else stay quick. No Streamlit here."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

AT_ONCE = 1  # jobs that compute: the network of one already uses every core
SECONDS = 1.0  # of a turn while others wait
NOTICED = 0.2  # seconds within which a job that waits for its turn hears that it is cancelled


class Turns:
    """A line of jobs, of which the first ``at_once`` compute. A turn of ``seconds`` ends at the end of the line."""

    def __init__(self, at_once: int = AT_ONCE, seconds: float = SECONDS) -> None:
        self._at_once, self._seconds = at_once, seconds
        self._line: list[Turn] = []
        self._moved = threading.Condition()

    def __len__(self) -> int:
        """The jobs in the line, those that compute among them."""
        return len(self._line)

    @contextmanager
    def line(self, stopped: Callable[[], bool]) -> Iterator["Turn"]:
        """Wait for a turn, and leave the line at the end. Nobody waits on once ``stopped`` says so."""
        turn = Turn(self, stopped)
        self.queue(turn)
        try:
            yield turn
        finally:
            self._leave(turn)

    def queue(self, turn: "Turn") -> None:
        """Go to the end of the line and wait there for the next turn."""
        with self._moved:
            if turn in self._line:
                self._line.remove(turn)
            self._line.append(turn)
            self._moved.notify_all()
            while turn not in self._line[: self._at_once] and not turn.stopped():
                self._moved.wait(NOTICED)
        turn.ends = time.monotonic() + self._seconds

    def _leave(self, turn: "Turn") -> None:
        with self._moved:
            self._line.remove(turn)
            self._moved.notify_all()

    @property
    def anybody_waits(self) -> bool:
        """Whether somebody is in the line who does not compute."""
        return len(self._line) > self._at_once


class Turn:
    """One job in the line; ``ends`` is when it lets the next one go on, by the monotonic clock."""

    def __init__(self, turns: Turns, stopped: Callable[[], bool]) -> None:
        self._turns, self.stopped, self.ends = turns, stopped, 0.0

    def stop(self) -> bool:
        """Whether the job is to stop; asked between two pieces of work, and the place where others get their turn."""
        if not self.stopped() and self._turns.anybody_waits and time.monotonic() >= self.ends:
            self._turns.queue(self)
        return self.stopped()


TURNS = Turns()
"""The line of this process."""
