"""A run's progress as its events tell it: everything that has happened so far."""

from dataclasses import dataclass, field
from statistics import fmean as mean

from train.runs.events import Done, Ending, Epoch, Event, Failed, Note, Phase, Restored, Resumed, Step

MOST_NOTES = 100
MOST_EPOCHS = 10_000

PACE = 200  # steps that the time left is estimated from
VALIDATION = 0.07  # its time as a share of training, before it is known: a fifth of the films, forwards only


@dataclass
class Progress:
    """What has happened so far. ``planned``: the seconds its epochs should take, see :func:`train.estimate.planned`."""

    steps: list[Step] = field(default_factory=list)
    epochs: list[Epoch] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    phase: str = "starting"
    total_steps: int = 0
    planned: float = 0.0
    ending: Ending | None = None
    seconds: float = 0.0
    first_step: int = 0  # index in ``steps`` of the first one since the process began

    @property
    def share(self) -> float:
        """Share of the steps that are done, 0 to 1."""
        return min(1.0, self.steps[-1].step / self.total_steps) if self.steps and self.total_steps else 0.0

    @property
    def seconds_left(self) -> float | None:
        """Time left at the pace of the latest steps since the process began, validation included; None before a pace.

        The slowest tenth counts a quarter: a step is slow when it compiles something, which will not happen again, or
        when the machine is busy, which may.
        """
        recent = self.steps[self.first_step :][-PACE:]
        pairs = zip(recent, recent[1:], strict=False)
        paces = sorted((b.seconds - a.seconds) / (b.step - a.step) for a, b in pairs if b.step > a.step)
        if not paces or paces[0] < 0 or not self.total_steps:
            return None
        usual = paces[: -max(len(paces) // 10, 1)] or paces
        pace = 0.75 * mean(usual) + 0.25 * mean(paces)
        return (self.total_steps - recent[-1].step) * (pace + self._validation_a_step(pace))

    def _validation_a_step(self, pace: float) -> float:
        """Seconds of validation for each step of training: those of the latest epoch, or a guess before its end."""
        if not self.epochs:
            return VALIDATION * pace
        latest = self.epochs[-1]
        ended = next((step.seconds for step in reversed(self.steps) if step.step <= latest.step), latest.seconds)
        return max(latest.seconds - ended, 0.0) * latest.epoch / max(latest.step, 1)

    @property
    def words_per_second(self) -> float | None:
        """Speed of the last epoch, or of the last step before the first epoch has ended."""
        latest: list[Step | Epoch] = [*self.steps[-1:], *self.epochs[-1:]]
        return latest[-1].words_per_second if latest else None

    @property
    def memory_mb(self) -> float | None:
        """Memory of the training process at its last epoch, in MB."""
        return self.epochs[-1].memory_mb if self.epochs else None

    @property
    def best_epoch(self) -> Epoch | None:
        """The epoch of the lowest validation loss so far, whose weights are kept."""
        return min(self.epochs, key=lambda epoch: epoch.val_loss, default=None)

    def add(self, event: Event) -> None:
        """Take in one event."""
        self.seconds = event.seconds
        match event:
            case Step():
                if self.steps and event.step <= self.steps[-1].step:
                    self._go_back(0, 0)  # it was killed before its first checkpoint, and begins anew
                self.steps.append(event)
            case Epoch() if len(self.epochs) < MOST_EPOCHS:
                if self.epochs and event.epoch <= self.epochs[-1].epoch:
                    self._go_back(0, event.step)
                self.epochs.append(event)
            case Note(text) if text not in self.notes and len(self.notes) < MOST_NOTES:
                self.notes.append(text)
            case Phase(name, total_steps, planned):
                self.phase = name
                self.total_steps, self.planned = total_steps or self.total_steps, planned or self.planned
            case Resumed():
                self.ending, self.phase = None, "starting"
            case Restored():
                self._go_back(event.epoch, event.step)
            case Done() | Failed():
                self.ending = event

    def _go_back(self, epoch: int, step: int) -> None:
        """Forget what came after an epoch and a step: it is trained again."""
        self.steps = [one for one in self.steps if one.step <= step]
        self.epochs = [one for one in self.epochs if one.epoch <= epoch]
        self.first_step = len(self.steps)
