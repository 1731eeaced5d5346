"""One training run from table to model folder. Read :func:`run` from top to bottom."""

from collections.abc import Callable
from pathlib import Path

from core.model import vectors
from core.tables.columns import Columns
from core.text import Vocabulary, words
from data import split
from data.sources import registry
from train.config import TrainConfig
from train.examples import sides, training_set
from train.examples.teacher import Teacher
from train.fit.checkpoint import State
from train.fit.evaluation import evaluate, nothing_learnt
from train.fit.fit import fit, log_odds
from train.fit.saving import TrainedModel, save
from train.runs.events import Listener, Note, Phase


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
    report(Phase("reading the films"))
    table = registry.load(config.data, Columns.parse(config.columns), config.encoding)
    side = split.assign(table.frame, config.split, seed=config.seed)
    genres = sides.choose_genres(table, side, config, report)
    teacher = Teacher.read(Path(config.teacher), genres) if config.teacher else None

    report(Phase("building the vocabulary"))
    extra = training_set.extra_plots(teacher, table.frame, (side != "train").to_numpy())
    if extra:
        report(Note(f"{len(extra):,} more plots are learnt from, which only the teacher gives genres to."))
    vocabulary = Vocabulary.fit(
        (words(plot, config.max_tokens) for plot in [*table.frame.loc[side == "train", "plot"], *extra]),
        max_words=config.max_words,
        min_count=config.min_count,
    )
    embedding = vectors.embed(vocabulary, config.glove, config.seed)
    train, validation, test = (sides.read_side(table, side == name, genres, vocabulary, config) for name in split.PARTS)
    scored_validation, scored_test = (sides.only_scored(films, config) for films in (validation, test))

    report(Phase("starting TensorFlow"))
    examples = training_set.build(config, train, extra, teacher, vocabulary)
    state = State(checkpoint, examples.fingerprint(genres, vocabulary), finish)
    network, history = fit(config, embedding.matrix, examples, scored_validation, report, stop, state)

    report(Phase("tuning thresholds and scoring the test films"))
    sides_to_score = (scored_validation, scored_test)
    validated, tested = ((s.y_true, log_odds(network, s, vocabulary, config.max_tokens)) for s in sides_to_score)
    evaluation = evaluate(validated, tested)

    if remark := nothing_learnt(evaluation, genres):
        report(Note(remark))

    report(Phase("exporting and saving the model"))
    model = TrainedModel(
        config=config,
        data=table.name,
        genres=genres,
        sides={"train": train, "validation": validation, "test": test},
        extra_plots=len(extra),
        vocabulary=vocabulary,
        glove_coverage=embedding.coverage,
        network=network,
        history=history,
        evaluation=evaluation,
        scored_test=scored_test.frame,
    )
    save(model, out, report)
    return evaluation.metrics
