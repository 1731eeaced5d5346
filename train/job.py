"""One training run from table to model folder. Read :func:`run` from top to bottom."""

import hashlib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from core.amounts import amount
from core.model.familiarity.score import Familiarity
from core.model.network import vectors
from core.model.session import Session
from core.reading import other_language
from core.tables.columns.choice import Columns
from core.text import Vocabulary, words
from data import split
from data.sources import registry
from train.config import TrainConfig
from train.examples import sides, training_set
from train.examples.sides import Side
from train.examples.teacher import Teacher
from train.examples.training_set import TrainingSet
from train.fit import familiar
from train.fit.checkpoint import State
from train.fit.evaluation import evaluate, nothing_learnt
from train.fit.fit import History, fit, log_odds
from train.fit.saving import TrainedModel, save
from train.runs.events import Listener, Note, Phase

if TYPE_CHECKING:
    import keras


@dataclass(frozen=True)
class Prepared:
    """Films, vocabulary and examples: what a network learns from, and what it is scored on."""

    config: TrainConfig
    data: str
    genres: list[str]
    vocabulary: Vocabulary
    embedding: vectors.Embedding
    sides: dict[str, Side]
    scored_validation: Side
    scored_test: Side
    examples: TrainingSet
    extra_plots: int

    @cached_property
    def fingerprint(self) -> str:
        """A hash of all that the network reads, learns and is validated on: no other checkpoint fits."""
        digest = hashlib.sha256(self.examples.fingerprint(self.genres, self.vocabulary).encode())
        lengths = np.array([len(ids) for ids in self.scored_validation.sequences], dtype=np.int64)
        words = np.concatenate(self.scored_validation.sequences)
        for array in (lengths, words, self.scored_validation.y_true, self.embedding.matrix):
            digest.update(np.ascontiguousarray(array).tobytes())
        return digest.hexdigest()

    def familiarity(self) -> Familiarity:
        """What the plots look like that it learns from."""
        plots, held_out = (self.sides[name].frame["plot"].tolist() for name in ("train", "validation"))
        other_language(held_out[0])  # reads the languages' figures, which take half a second of whoever comes first
        return familiar.fit(plots, held_out, self.vocabulary, self.config.max_tokens)


def run(
    config: TrainConfig,
    out: Path,
    report: Listener,
    stop: Callable[[], bool],
    checkpoint: Path | None = None,
    finish: bool = False,
) -> dict[str, float]:
    """Load, split, build the vocabulary, fit, tune, evaluate and save to ``out``; returns the test metrics.

    ``report`` hears every event; ``stop()`` is asked after every step, and the best weights so far are saved when it
    answers yes. ``checkpoint``: the file that holds the state after each epoch; training continues from it if it
    exists, or, with ``finish``, ends there. Deterministic under ``config.seed`` on the same machine with the same
    number of threads, interrupted or not. Raises GenreLensError for what the user can mend.
    """
    prepared = prepare(config, report)
    familiarity = ThreadPoolExecutor(1).submit(prepared.familiarity)  # beside training: who stops needn't wait for it
    report(Phase("starting TensorFlow"))
    state = State(checkpoint, prepared.fingerprint, finish, config.of_the_fit)
    embedding, validation = prepared.embedding.matrix, prepared.scored_validation
    network, history = fit(config, embedding, prepared.examples, validation, report, stop, state)
    return conclude(prepared, network, history, familiarity.result(), out, report, stop)


def prepare(config: TrainConfig, report: Listener, vocabulary: Vocabulary | None = None) -> Prepared:
    """The first part of :func:`run`, before a network is built; ``vocabulary`` takes the place of the plots' own."""
    report(Phase("reading the films"))
    table = registry.load(config.data, Columns.parse(config.columns), config.encoding)
    side = split.assign(table.frame, config.split, seed=config.seed)
    genres = sides.choose_genres(table, side, config, report)
    teacher = Teacher.read(Path(config.teacher), genres) if config.teacher else None

    report(Phase("building the vocabulary"))
    extra = training_set.extra_plots(teacher, table.frame, (side != "train").to_numpy())
    if extra:
        report(Note(f"{amount(len(extra), 'plot')} more to learn from, which only the teacher gives genres to."))
    vocabulary = vocabulary or Vocabulary.fit(
        (words(plot, config.max_tokens) for plot in [*table.frame.loc[side == "train", "plot"], *extra]),
        max_words=config.max_words,
        min_count=config.min_count,
    )
    films = {name: sides.read_side(table, side == name, genres, vocabulary, config) for name in split.PARTS}
    return Prepared(
        config=config,
        data=table.name,
        genres=genres,
        vocabulary=vocabulary,
        embedding=vectors.embed(vocabulary, config.glove, config.seed),
        sides=films,
        scored_validation=sides.only_scored(films["validation"], config),
        scored_test=sides.only_scored(films["test"], config),
        examples=training_set.build(config, films["train"], extra, teacher, vocabulary),
        extra_plots=len(extra),
    )


def conclude(
    prepared: Prepared,
    network: "keras.Model",
    history: History,
    familiarity: Familiarity,
    out: Path,
    report: Listener,
    stop: Callable[[], bool] = lambda: False,
) -> dict[str, float]:
    """The last part of :func:`run`: thresholds and calibration on validation, test metrics, the model folder.

    The films are scored by the exported network, which is what answers from then on.
    """
    from core.model.network.export import export_onnx

    report(Phase("tuning thresholds and scoring the test films"))
    config, vocabulary = prepared.config, prepared.vocabulary
    onnx, gap = export_onnx(network, config.network)
    session, scored = Session(onnx), (prepared.scored_validation, prepared.scored_test)
    validated, tested = ((s.y_true, log_odds(session, s.frame["plot"], vocabulary, config.max_tokens)) for s in scored)
    evaluation = evaluate(validated, tested)

    if remark := nothing_learnt(evaluation, prepared.genres):
        report(Note(remark))

    report(Phase("saving the model"))
    model = TrainedModel(
        config=config,
        data=prepared.data,
        genres=prepared.genres,
        sides=prepared.sides,
        extra_plots=prepared.extra_plots,
        vocabulary=vocabulary,
        glove_coverage=prepared.embedding.coverage,
        network=network,
        onnx=onnx,
        onnx_gap=gap,
        history=history,
        evaluation=evaluation,
        scored_test=prepared.scored_test.frame,
        familiarity=familiarity,
    )
    save(model, out, report, stop)
    return evaluation.metrics
