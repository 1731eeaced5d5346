"""Training batches: films of similar length together, padded to their longest, with words left out at random.

Imports TensorFlow; import it late.
"""

from collections.abc import Iterator, Sequence

import numpy as np
import tensorflow as tf
from numpy.typing import NDArray

from core.text import batches_by_length, pad
from train.examples.targets import Targets

Batch = tuple[NDArray[np.int32], NDArray[np.float32], NDArray[np.float32]]


class Batches:
    """(ids [batch, longest], target, weight [batch, genres]) in an order that depends on seed and epoch alone.

    Word dropout removes words rather than blanking them, which is also what the explanations do.
    """

    def __init__(
        self,
        sequences: Sequence[NDArray[np.int32]],
        targets: Targets,
        batch_size: int,
        word_dropout: float = 0.0,
        seed: int = 0,
    ) -> None:
        self.sequences, self.targets = sequences, targets
        self.batch_size, self.word_dropout, self.seed = batch_size, word_dropout, seed
        self.epoch = 0
        self._arrange()

    def _arrange(self) -> None:
        """Sort by length with a little noise, cut into batches, shuffle the batches."""
        rng = np.random.default_rng([self.seed, self.epoch])
        lengths = np.array([len(sequence) for sequence in self.sequences])
        noisy = lengths * rng.uniform(0.8, 1.25, len(lengths))
        batches = batches_by_length(noisy, self.batch_size)
        self.batches = [batches[i] for i in rng.permutation(len(batches))]
        self.words = [int(lengths[films].sum()) for films in self.batches]  # before dropout; for words per second

    def __len__(self) -> int:
        return len(self.batches)

    def __getitem__(self, index: int) -> Batch:
        rng = np.random.default_rng([self.seed, self.epoch, index])
        films = self.batches[index]
        return (
            pad([self._drop(self.sequences[i], rng) for i in films]),
            self.targets.target[films],
            self.targets.weight[films],
        )

    def _drop(self, sequence: NDArray[np.int32], rng: np.random.Generator) -> NDArray[np.int32]:
        if not self.word_dropout:
            return sequence
        kept = sequence[rng.random(len(sequence)) >= self.word_dropout]
        return kept if len(kept) else sequence[:1]

    def go_to(self, epoch: int) -> None:
        """The order of epoch ``epoch``, counted from 0."""
        self.epoch = epoch
        self._arrange()

    def __iter__(self) -> Iterator[Batch]:
        return (self[index] for index in range(len(self)))

    def dataset(self) -> tf.data.Dataset:
        """The batches of the current epoch, each made while the network works on the one before.

        Keras takes the three as x, y and sample_weight. The shapes are declared: Keras would guess them from two
        batches, and break down on the third when those two happened to be of one length.
        """
        answers = tf.TensorSpec((None, self.targets.target.shape[1]), tf.float32)
        signature = (tf.TensorSpec((None, None), tf.int32), answers, answers)
        made = tf.data.Dataset.from_generator(lambda: iter(self), output_signature=signature)
        return made.apply(tf.data.experimental.assert_cardinality(len(self))).prefetch(2)
