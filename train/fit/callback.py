"""The Keras callback that validates, reports, stops on request and keeps the best weights. Imports Keras."""

import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import keras
import numpy as np
import psutil
from numpy.typing import NDArray

from core.model.calibration import sigmoid
from core.text import batches_by_length, pad
from train.examples.batches import Batches
from train.examples.sides import Side
from train.fit.checkpoint import Checkpoint
from train.fit.enough import Enough, go_on_unless
from train.fit.evaluation import validation_report
from train.runs.events import Epoch, Listener, Restored, Step, values


def scores(
    model: keras.Model,
    sequences: Sequence[NDArray[np.int32]],
    batch_size: int = 256,
    stop: Callable[[], bool] = lambda: False,
) -> NDArray[np.float64]:
    """Probabilities [films, genres] of a network whose only output is the logits. Raises Enough once ``stop()``."""
    result = np.empty((len(sequences), model.output_shape[-1]))
    for batch in batches_by_length([len(s) for s in sequences], batch_size):
        go_on_unless(stop)
        result[batch] = sigmoid(np.asarray(model.predict_on_batch(pad([sequences[i] for i in batch]))))
    return result


class TrainingMonitor(keras.callbacks.Callback):
    """Reports every step and epoch, stops when asked or out of patience, and holds the best weights.

    ``stop()`` is asked after every step; ``save`` receives the whole state after every epoch that was not cut short.
    """

    def __init__(
        self,
        validation: Side,
        batches: Batches,
        patience: int,
        report: Listener,
        stop: Callable[[], bool],
        save: Callable[[Checkpoint], None],
    ) -> None:
        super().__init__()
        self.validation, self.batches, self.patience = validation, batches, patience
        self.report, self.stop, self.save = report, stop, save
        self.epochs: list[Epoch] = []
        self.epoch = self.best_epoch = 0
        self.stopped = False
        self._best_loss = np.inf
        self._best_weights: list[NDArray[np.floating]] = []
        self._step = 0
        self._losses: list[float] = []
        self._words = 0
        self._process = psutil.Process()
        self._clock = time.perf_counter()

    def on_epoch_begin(self, epoch: int, logs: dict[str, Any] | None = None) -> None:
        """Arrange the epoch's batches; start counting its words and losses."""
        self.batches.go_to(epoch)
        self._losses, self._words = [], 0
        self._epoch_began = self._clock = time.perf_counter()

    def on_train_batch_begin(self, batch: int, logs: dict[str, Any] | None = None) -> None:
        """Forget the losses before: Keras would report the mean over the epoch so far."""
        self.model.reset_metrics()

    def on_train_batch_end(self, batch: int, logs: dict[str, Any] | None = None) -> None:
        """Report the loss of this step; stop when asked."""
        now = time.perf_counter()
        self._step += 1
        self._losses.append(float((logs or {})["loss"]))
        speed = self.batches.words[batch] / (now - self._clock)
        self._words += self.batches.words[batch]
        self._clock = now
        self.report(Step(self._step, round(self._losses[-1], 5), round(speed)))
        if self.stop():
            self.stopped = True
            self.model.stop_training = True

    def on_epoch_end(self, epoch: int, logs: dict[str, Any] | None = None) -> None:
        """Validate; keep the weights when the validation loss fell; hand over a checkpoint.

        Where an earlier epoch has left weights to keep, nobody who stops waits for the validation of this one.
        """
        try:
            stop = (lambda: self.stopped or self.stop()) if self._best_weights else (lambda: False)
            y_score = scores(self.model, self.validation.sequences, stop=stop)
        except Enough:
            self.stopped = self.model.stop_training = True
            return
        ended = Epoch(
            epoch=epoch + 1,
            step=self._step,
            loss=float(np.mean(self._losses)),
            words_per_second=round(self._words / (time.perf_counter() - self._epoch_began)),
            **validation_report(self.validation.y_true, y_score),
            memory_mb=round(self._process.memory_info().rss / 1e6),
        )
        self.epochs.append(ended)
        self.report(replace(ended, **{name: round(value, 5) for name, value in values(ended).items()}))
        self.epoch = ended.epoch
        if ended.val_loss < self._best_loss:
            self._best_loss, self.best_epoch = ended.val_loss, ended.epoch
            self._best_weights = self.model.get_weights()
        if not self.stopped:
            self.save(self._checkpoint())
        if self.out_of_patience:
            self.model.stop_training = True

    @property
    def out_of_patience(self) -> bool:
        """Whether the validation loss has not fallen for ``patience`` epochs."""
        return self.best_epoch > 0 and self.epoch - self.best_epoch >= self.patience

    def _checkpoint(self) -> Checkpoint:
        return Checkpoint(
            epoch=self.epoch,
            step=self._step,
            best_epoch=self.best_epoch,
            best_loss=float(self._best_loss),
            history=self.epochs,
            variables=[np.asarray(variable) for variable in self.model.variables],
            optimizer=[np.asarray(variable) for variable in self.model.optimizer.variables],
            best=self._best_weights,
        )

    def restore(self, checkpoint: Checkpoint, model: keras.Model) -> None:
        """Bring network, optimizer and this callback to their state after the checkpoint's epoch."""
        model.optimizer.build(model.trainable_variables)
        for variable, value in zip(model.variables, checkpoint.variables, strict=True):
            variable.assign(value)
        for variable, value in zip(model.optimizer.variables, checkpoint.optimizer, strict=True):
            variable.assign(value)
        self.epochs, self._best_weights = list(checkpoint.history), checkpoint.best
        self.epoch, self._step = checkpoint.epoch, checkpoint.step
        self.best_epoch, self._best_loss = checkpoint.best_epoch, checkpoint.best_loss
        self.report(Restored(checkpoint.epoch, checkpoint.step))

    def keep_best(self, model: keras.Model) -> None:
        """Leave the network with its best weights."""
        if self._best_weights:
            model.set_weights(self._best_weights)
