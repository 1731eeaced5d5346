"""The few background jobs of a kind that are held. No Streamlit here."""

import threading
from collections.abc import Callable
from typing import Generic, TypeVar

from dashboard.state.background.job import BackgroundJob

J = TypeVar("J", bound=BackgroundJob)
MOST = 6  # a map of 50,000 films takes 15 MB


class Jobs(Generic[J]):
    """Jobs by what they are about; beyond six the one looked at longest ago goes, and is stopped."""

    def __init__(self) -> None:
        self._jobs: dict[object, J] = {}
        self._lock = threading.Lock()

    def get(self, key: object, start: Callable[[], J]) -> J:
        """The job of a key, begun by ``start`` where there is none."""
        with self._lock:
            job = self._jobs.pop(key, None) or start()
            self._jobs[key] = job
            while len(self._jobs) > MOST:
                self._jobs.pop(next(iter(self._jobs))).stop()
            return job

    def forget(self, key: object) -> None:
        """Begin again when the job is asked for next."""
        with self._lock:
            if job := self._jobs.pop(key, None):
                job.stop()
