"""Something long, done in a thread that takes turns with others. No Streamlit here."""

import logging
import threading
from abc import ABC, abstractmethod

from core.errors import GenreLensError
from dashboard.phrasing import BUG
from dashboard.state.background.turns import TURNS, Turn, Turns

LOG = logging.getLogger(__name__)
ENDS = ("done", "stopped", "failed")


class BackgroundJob(ABC):
    """``state``: what it is doing, as the work itself names it, and at the end done, stopped or failed (then ``error``
    says why). ``share``: of the present step that is done.

    It begins when it is made. ``name`` is the thread's.
    """

    def __init__(self, name: str, state: str, turns: Turns = TURNS) -> None:
        self.state, self.share, self.error = state, 0.0, ""
        self._stop, self._turns = threading.Event(), turns
        self._thread = threading.Thread(target=self._work, name=name, daemon=True)
        self._thread.start()

    @property
    def working(self) -> bool:
        """Whether it goes on."""
        return self.state not in ENDS

    @property
    def stopping(self) -> bool:
        """Whether it was asked to stop and has not stopped yet."""
        return self._stop.is_set() and self.working

    def stop(self) -> None:
        """Ask it to stop; it hears that between two steps, and keeps what it has by then."""
        self._stop.set()

    def wait(self, seconds: float) -> None:
        """Wait for the end."""
        self._thread.join(seconds)

    def advance(self, share: float, turn: Turn) -> None:
        """Say how far the present step is: where others get their turn, and where somebody's stop ends the work."""
        self.share = share
        if turn.stop():
            raise _Stopped

    @abstractmethod
    def do(self, turn: Turn) -> None:
        """The work, in its thread. It calls :meth:`advance` between two steps."""

    @abstractmethod
    def end(self) -> None:
        """Called in its thread when the work has ended, however it did; ``state`` says how."""

    def _work(self) -> None:
        try:
            with self._turns.line(self._stop.is_set) as turn:
                self.do(turn)
            self.state = "done"
        except _Stopped:
            self.state = "stopped"
        except GenreLensError as error:
            self.error, self.state = str(error), "failed"
        except Exception:  # nobody else would see it: the thread is alone
            LOG.exception("The job %s failed.", self._thread.name)
            self.error, self.state = BUG, "failed"
        self.end()


class _Stopped(Exception):
    """Ends the work of a job that was stopped."""
