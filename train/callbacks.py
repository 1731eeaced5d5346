"""The Keras callback that validates, reports, stops on request and keeps the best weights. Imports Keras."""

from collections.abc import Callable, Sequence
from typing import Any

import keras
import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import average_precision_score, f1_score, log_loss

from core.network import sigmoid
from core.text import batches_by_length, pad
from core.thresholds import global_threshold


def scores(model: keras.Model, sequences: Sequence[NDArray[np.int32]], batch_size: int = 256) -> NDArray[np.float64]:
    """Probabilities [films, genres] of a network whose only output is the logits."""
    result = np.empty((len(sequences), model.output_shape[-1]))
    for batch in batches_by_length([len(s) for s in sequences], batch_size):
        result[batch] = sigmoid(np.asarray(model.predict_on_batch(pad([sequences[i] for i in batch]))))
    return result


def validation_report(y_true: NDArray[np.integer], y_score: NDArray[np.float64]) -> dict[str, float]:
    """Binary cross-entropy, micro-F1 at its best single threshold, and mAP over the genres that occur."""
    present = y_true.any(axis=0)
    best = global_threshold(y_true, y_score)
    return {
        "val_loss": float(log_loss(y_true.ravel(), y_score.ravel(), labels=[0, 1])),
        "val_micro_f1": float(f1_score(y_true, y_score >= best, average="micro", zero_division=0)),
        "val_map": float(average_precision_score(y_true[:, present], y_score[:, present], average="macro")),
    }


class Reporter(keras.callbacks.Callback):
    """Reports every step and epoch, stops when asked or out of patience, and holds the best weights.

    ``report(event, **values)`` receives ``step`` and ``epoch`` events; ``stop()`` is asked after every step.
    """

    def __init__(
        self,
        sequences: Sequence[NDArray[np.int32]],
        y_true: NDArray[np.integer],
        patience: int,
        report: Callable[..., None],
        stop: Callable[[], bool],
    ) -> None:
        super().__init__()
        self.sequences, self.y_true, self.patience = sequences, y_true, patience
        self.report, self.stop = report, stop
        self.history: list[dict[str, float]] = []
        self.best_epoch = 0
        self.stopped = False
        self._best_loss = np.inf
        self._best_weights: list[NDArray[np.floating]] | None = None
        self._step = 0
        self._losses: list[float] = []

    def on_train_batch_end(self, batch: int, logs: dict[str, Any] | None = None) -> None:
        """Report the running loss; stop when asked."""
        self._step += 1
        mean = float((logs or {})["loss"])  # Keras reports the mean over the epoch so far
        self._losses.append(mean * (batch + 1))
        loss = self._losses[-1] - (self._losses[-2] if batch else 0.0)
        self.report("step", step=self._step, loss=round(loss, 5))
        if self.stop():
            self.stopped = True
            self.model.stop_training = True

    def on_epoch_end(self, epoch: int, logs: dict[str, Any] | None = None) -> None:
        """Validate; keep the weights when the validation loss fell."""
        row = {"epoch": epoch + 1, "step": self._step, "loss": float((logs or {})["loss"])}
        row |= validation_report(self.y_true, scores(self.model, self.sequences))
        self.history.append(row)
        self.report("epoch", **{name: round(value, 5) for name, value in row.items()})
        if row["val_loss"] < self._best_loss:
            self._best_loss, self.best_epoch = row["val_loss"], epoch + 1
            self._best_weights = self.model.get_weights()
        elif epoch + 1 - self.best_epoch >= self.patience:
            self.model.stop_training = True

    def on_train_end(self, logs: dict[str, Any] | None = None) -> None:
        """Leave the network with its best weights."""
        if self._best_weights is not None:
            self.model.set_weights(self._best_weights)
