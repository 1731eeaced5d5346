"""python -m recipe.teacher: fine-tune all-mpnet-base-v2 twice over, and keep what it answers in recipe/answers.

The first generation learns the labels of plots.csv.gz. The second begins anew and learns labels and the first one's
average, half and half (Furlanello et al. 2018); the average of its log-odds is the teacher. With CUDA every layer is
trained, three fine-tunings and then two; on two cores the upper four layers, one and one, in hours. Needs the packages
of benchmarks/requirements-quality.txt; an interrupted fine-tuning goes on from its checkpoint in build/quality.
"""

import argparse
from dataclasses import dataclass

import numpy as np
import pandas as pd
import torch
from numpy.typing import NDArray

from core.model.calibration import sigmoid
from recipe import films, texts, word_vectors
from recipe.answers import stored
from recipe.films import WORK, Films
from recipe.networks.batches import Rows, apply
from recipe.networks.fine_tuning import Examples, Settings, fine_tune
from recipe.networks.lower_layers import LowerLayers
from recipe.networks.mpnet import Tagger
from recipe.networks.published import tokenize, weights
from train.examples.targets import Targets, label_mask

FIRST_GENERATION = {"first-2-2": (2, 2), "first-3-1": (3, 1), "first-2-1": (2, 1)}  # passes: all films, trusted films
SECOND_GENERATION = {"second-22": 22, "second-17": 17}  # seeds
SHARE = 0.5  # of the first generation's answers in what the second learns
LEARNT, ANSWERED = 192, 384  # tokens of a text
LOWER_LAYERS = 8  # of 12, not trained on a CPU
Log = NDArray[np.float32]


@dataclass(frozen=True)
class Training:
    """The training films as every fine-tuning has them. ``rows`` are those that it may learn."""

    films: Films
    targets: Targets
    labeller: NDArray[np.int64]
    rows: Rows
    device: torch.device

    @property
    def fine_tunings(self) -> int | None:
        """How many of a generation there is time for; None: all."""
        return None if self.device.type == "cuda" else 1

    def passes(self, every: int, trusted: int) -> list[Rows]:
        """All films, then the trusted ones."""
        return [self.rows] * every + [self.rows[self.labeller[self.rows] == 0]] * trusted

    def fine_tuned(self, name: str, targets: Targets, passes: list[Rows], settings: Settings) -> Tagger:
        """One fine-tuning from the published weights."""
        torch.manual_seed(settings.seed)
        tagger = Tagger(len(self.films.genres), int(self.labeller.max()) + 1)
        tagger.encoder.load_state_dict(weights())
        tagger.to(self.device)
        learnt = tokenize(self.films.plots("train"), LEARNT)
        count = 0 if self.device.type == "cuda" else LOWER_LAYERS
        lower = LowerLayers(tagger, learnt, count, WORK / "mpnet-states.npy")
        return fine_tune(tagger, lower, Examples(targets, self.labeller, passes), WORK / name, settings)


def training(films: Films) -> Training:
    """The training films, the labels that their labellers would have given, and who those are."""
    frame, y_true = films.train.reset_index(drop=True), films.y_true("train")
    targets = Targets(y_true.astype(np.float32), label_mask(frame, y_true, "label_tier"))
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    return Training(films, targets, labellers(frame), np.flatnonzero(texts.learnable(films)), device)


def labellers(frame: pd.DataFrame) -> NDArray[np.int64]:
    """0 for trusted films, else a number for who labelled them, [films]."""
    labeller = frame["label_tier"].str.split("+").str[0]
    names = sorted(labeller.unique())
    return np.where(frame["clean"].astype(str) == "1", 0, labeller.map(names.index) + 1).astype(np.int64)


def log_odds(tagger: Tagger, plots: list[str]) -> Log:
    """Log-odds [plots, genres] as for trusted films."""
    return apply(tagger, tagger, tokenize(plots, ANSWERED))


def first_generation(training: Training) -> Log:
    """The average log-odds [training plots, genres] of the fine-tunings on labels alone."""
    answers = []
    for name, passes in list(FIRST_GENERATION.items())[: training.fine_tunings]:
        tagger = training.fine_tuned(name, training.targets, training.passes(*passes), Settings())
        answers.append(log_odds(tagger, training.films.plots("train")))
    return np.mean(answers, axis=0, dtype=np.float32)


def second_generation(training: Training, answers: Log) -> list[Tagger]:
    """The fine-tunings on labels and the first generation's ``answers``, which decide what a labeller leaves open."""
    share = np.where(training.targets.weight == 0, 1.0, SHARE)
    target = (share * sigmoid(answers) + (1 - share) * training.targets.target).astype(np.float32)
    targets = Targets(target, np.ones_like(target))
    chosen = list(SECOND_GENERATION.items())[: training.fine_tunings]
    return [training.fine_tuned(name, targets, training.passes(2, 2), Settings(seed=seed)) for name, seed in chosen]


def word_states(tagger: Tagger, films: Films) -> tuple[list[str], NDArray[np.float64]]:
    """The words of the vocabulary, and what the encoder makes of each alone by the axes of the plots [words, 64]."""
    words = list(word_vectors.vocabulary(texts.spelt(films)).words[2:])
    own, plots = (apply(tagger, tagger.pooled, tokenize(t, ANSWERED)) for t in (words, films.plots("train")))
    return words, word_vectors.principal_components(own, fitted_on=plots)


def main(arguments: list[str] | None = None) -> None:
    """Train what is missing, then write the answers."""
    as_it_is = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(prog="python -m recipe.teacher", description=__doc__, formatter_class=as_it_is)
    parser.parse_args(arguments)
    shipped = films.shipped()
    training_films = training(shipped)
    taggers = second_generation(training_films, first_generation(training_films))
    for name, plots in texts.answerable(shipped).items():
        answers = np.mean([log_odds(tagger, plots) for tagger in taggers], axis=0)
        stored.save(stored.FOLDER, name, plots, answers, shipped.genres)
    words, states = word_states(taggers[0], shipped)
    stored.save(stored.FOLDER, stored.WORDS, words, states, [f"component-{n}" for n in range(states.shape[1])])
    print(stored.FOLDER)


if __name__ == "__main__":
    main()
