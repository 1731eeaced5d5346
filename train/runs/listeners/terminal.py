"""A run's progress in the terminal: a bar over the steps, and a line for whatever else happens."""

import sys

from tqdm import tqdm

from core.errors import printable
from train.runs.events import Done, Epoch, Event, Failed, Note, Phase, Restored, Step

TEST = ("micro_f1", "macro_f1", "samples_f1", "map", "lrap")


class Terminal:
    """Shows events on stderr; the test metrics go to stdout."""

    def __init__(self) -> None:
        self._bar: tqdm | None = None
        self._first_step = 0

    def __call__(self, event: Event) -> None:
        """Show one event."""
        match event:
            case Step() if self._bar:
                self._bar.set_postfix(loss=f"{event.loss:.3f}", refresh=False)
                self._bar.update()
            case Phase(name, total_steps):
                self._close()
                _say(name)
                if total_steps:
                    self._bar = tqdm(total=total_steps, initial=self._first_step, unit="step", file=sys.stderr)
            case Restored():
                self._first_step = event.step
                _say(f"continuing after epoch {event.epoch}")
            case Epoch():
                names = ("loss", "val_loss", "val_micro_f1", "val_map")
                _say(f"epoch {event.epoch}: " + ", ".join(f"{name} {getattr(event, name):.4f}" for name in names))
            case Note(text):
                _say(text)
            case Failed(message):
                self._close()
                _say(f"error: {message}")
            case Done(metrics, model):
                scores = "  ".join(f"{name} {metrics[name]:.3f}" for name in TEST)
                tqdm.write(f"test: {scores}\nsaved to {model}", file=sys.stdout)

    def _close(self) -> None:
        if self._bar:
            self._bar.close()
            self._bar = None


def _say(text: str) -> None:
    tqdm.write(printable(text), file=sys.stderr)
