"""A model of your own films: train it, look at its metrics, use it.

python -m examples.train_on_your_csv FILE.csv FOLDER [EPOCHS]     columns: title, plot, genres (joined by |)
"""

import sys
from pathlib import Path

from core import GenreClassifier
from train import job
from train.config import TrainConfig
from train.runs.events import Epoch, Event


def main(data: str, folder: str, epochs: str = "15") -> None:
    """Train on the films of ``data``, save the model to ``folder`` and predict with it."""
    config = TrainConfig(data=data, epochs=int(epochs), seed=7)
    metrics = job.run(config, Path(folder), report=show, stop=lambda: False)
    print({name: round(metrics[name], 3) for name in ("micro_f1", "macro_f1", "map")})

    classifier = GenreClassifier.load(folder)
    print(classifier.predict(["A detective hunts a killer through the harbour at night."])[0])


def show(event: Event) -> None:
    """One line for each epoch."""
    if isinstance(event, Epoch):
        print(f"epoch {event.epoch}: validation loss {event.val_loss:.3f}, mAP {event.val_map:.3f}")


if __name__ == "__main__":
    main(*sys.argv[1:])
