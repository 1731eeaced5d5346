"""A run's progress as its events tell it: everything that has happened so far."""

from dataclasses import dataclass, field

from train.runs.events import Done, Ending, Epoch, Event, Failed, Note, Phase, Restored, Resumed, Step

MOST_NOTES = 100


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
        """Time left at the pace since the process began, or None before there is a pace."""
        recent = self.steps[self.first_step :]
        if len(recent) < 2 or not self.total_steps:
            return None
        first, last = recent[0], recent[-1]
        if last.step <= first.step or last.seconds < first.seconds:
            return None
        pace = (last.seconds - first.seconds) / (last.step - first.step)
        return pace * (self.total_steps - last.step)

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
                self.steps.append(event)
            case Epoch():
                self.epochs.append(event)
            case Note(text) if text not in self.notes and len(self.notes) < MOST_NOTES:
                self.notes.append(text)
            case Phase(name, total_steps, planned):
                self.phase = name
                self.total_steps, self.planned = total_steps or self.total_steps, planned or self.planned
            case Resumed():
                self.ending, self.phase = None, "starting"
            case Restored():
                self.steps = [step for step in self.steps if step.step <= event.step]
                self.epochs = [epoch for epoch in self.epochs if epoch.epoch <= event.epoch]
                self.first_step = len(self.steps)
            case Done() | Failed():
                self.ending = event
