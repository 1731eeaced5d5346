"""A run's progress in the terminal."""

import sys
from collections.abc import Mapping
from typing import Any

from tqdm import tqdm

from core.errors import printable


class Bar:
    """A tqdm bar over the steps; phases, epochs, notes and the ending are lines above it."""

    def __init__(self, quiet: bool = False) -> None:
        self.quiet = quiet
        self._bar: tqdm | None = None
        self._done = 0

    def show(self, event: str, values: Mapping[str, Any]) -> None:
        """Show one progress event."""
        if self.quiet:
            return
        if event == "step" and self._bar:
            self._bar.set_postfix(loss=f"{values['loss']:.3f}", refresh=False)
            self._bar.update()
        elif event == "phase":
            self._close()
            tqdm.write(str(values["name"]), file=sys.stderr)
            if "total_steps" in values:
                total = int(values["total_steps"])
                self._bar = tqdm(total=total, initial=self._done, unit="step", file=sys.stderr)
        elif event == "restored":
            self._done = int(values["step"])
            tqdm.write(f"going on after epoch {values['epoch']}", file=sys.stderr)
        elif event == "epoch":
            numbers = "  ".join(
                f"{name} {values[name]:.4f}" for name in ("loss", "val_loss", "val_micro_f1", "val_map")
            )
            tqdm.write(f"epoch {values['epoch']}: {numbers}", file=sys.stderr)
        elif event == "note":
            tqdm.write(printable(values["text"]), file=sys.stderr)
        elif event == "failed":
            self._close()
            tqdm.write(f"error: {printable(values['message'])}", file=sys.stderr)
        elif event == "done":
            names = ("micro_f1", "macro_f1", "samples_f1", "map", "lrap")
            scores = "  ".join(f"{name} {values['metrics'][name]:.3f}" for name in names)
            tqdm.write(f"test: {scores}\nsaved to {values['model']}", file=sys.stdout)

    def _close(self) -> None:
        if self._bar:
            self._bar.close()
            self._bar = None
