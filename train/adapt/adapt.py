"""From labelled films and a trained model to a model of these labels. Read :func:`adapt` from top to bottom."""

import platform
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.amounts import amount
from core.drift import reference
from core.drift.measured import Measured
from core.errors import ArtifactError, TableError
from core.measure import metrics
from core.model import thresholds
from core.model.classifier import GenreClassifier
from core.model.folder.artifact import Artifact
from core.model.folder.card import Card
from core.model.folder.layout import FORMAT_VERSION, LAYOUT
from core.model.folder.writer import Writer, writing
from data import split
from train.adapt import graft, head
from train.adapt.card_text import readme
from train.adapt.head import Head, Readings
from train.adapt.labels import FEWEST_FILMS, LabelledFilms, of_source
from train.fit.evaluation import Evaluation, evaluate
from train.fit.genre_words import words_of
from train.runs.events import Listener, Note, Phase

PACKAGES = ("numpy", "scikit-learn", "onnxruntime")
WORDS_FROM = 150  # films that the words of each label are read from
HELD = 100  # films that weigh as much as the source's thresholds


@dataclass(frozen=True)
class Sides:
    """Films to learn from, and those to measure on; without any, the quality is that of cross-validation."""

    train: LabelledFilms
    test: LabelledFilms | None


def sides(films: LabelledFilms, most: int = 0, seed: int = 0) -> Sides:
    """The table's own split, if it has one; ``most``: learn from so many films only, drawn with ``seed``.

    Raises TableError when too few are left.
    """
    own = split.own_split(films.frame)
    test = np.flatnonzero(own == "test") if own is not None else np.empty(0, dtype=np.intp)
    rest = np.setdiff1d(np.arange(len(films)), test)
    if most and most < len(rest):
        rest = np.sort(np.random.default_rng(seed).choice(rest, most, replace=False))
    if len(rest) < FEWEST_FILMS:
        raise TableError(
            f"{films.name} leaves {amount(len(rest), 'film')} to learn from; at least {FEWEST_FILMS} are needed."
        )
    learnt = films.part(rest)
    present = np.asarray(learnt.y_true.any(axis=0))
    labels = [label for label, there in zip(films.labels, present, strict=True) if there]

    def with_labels(part: LabelledFilms) -> LabelledFilms:
        return LabelledFilms(part.name, part.frame, labels, part.y_true[:, present])

    return Sides(with_labels(learnt), with_labels(films.part(test)) if len(test) else None)


def readings(source: GenreClassifier, films: LabelledFilms) -> Readings:
    """What the source model makes of the films' plots."""
    return Readings.of(source, films.frame["plot"].tolist())


@dataclass(frozen=True)
class Adapted:
    """A head for the source model, and how good it is; ``evaluation`` also holds its calibration and thresholds."""

    source: GenreClassifier
    sides: Sides
    head: Head
    evaluation: Evaluation


def learn(source: GenreClassifier, parts: Sides, seed: int = 0) -> Adapted:
    """Fit the head, calibrate it and tune its thresholds by cross-validation, and measure it."""
    films = parts.train
    known = of_source(films.labels, source.artifact.genres)
    start = head.Start.of(films.labels, known, source.artifact.genres)
    read = readings(source, films)
    held_out = head.out_of_fold(read, films.y_true, start, seed)
    fitted = head.fit(read, films.y_true, start)
    validation = (films.y_true, held_out)
    test = validation if parts.test is None else (parts.test.y_true, fitted.log_odds(readings(source, parts.test)))

    def tune(y_true: NDArray[np.int8], y_score: NDArray[np.float64]) -> NDArray[np.float64]:
        return held_thresholds(thresholds.tune(y_true, y_score), source.thresholds_, known, len(y_true))

    return Adapted(source, parts, fitted, evaluate(validation, test, tune))


def held_thresholds(
    tuned: NDArray[np.float64], source: NDArray[np.float64], known: list[list[int]], films: int
) -> NDArray[np.float64]:
    """Thresholds [labels], those of a label that is a genre of the source's held to the source's, as by HELD films."""
    anchor = np.array([source[places[0]] if len(places) == 1 else np.nan for places in known])
    held = (films * tuned + HELD * anchor) / (films + HELD)
    return np.where(np.isnan(anchor), tuned, held)


def save(adapted: Adapted, out: Path, settings: Mapping[str, Any], report: Listener) -> None:
    """Write the model folder whole: every file that its source has, with the head in it. Raises ArtifactError."""
    source, evaluation = adapted.source.artifact, adapted.evaluation
    slope, intercept = source.calibration.slope, source.calibration.intercept
    raw = Head(  # which reads the source's log-odds as its network gives them
        adapted.head.from_pooled,
        adapted.head.from_log_odds * slope[:, None],
        adapted.head.from_words,
        adapted.head.bias + intercept @ adapted.head.from_log_odds,
    )
    config = dict(source.config) | dict(settings)
    with writing(out) as new:
        new.onnx(graft.graft_onnx(source.onnx(), raw))
        if not source.lacks(LAYOUT.weights):
            weights, network = graft.graft_weights(source.weights(), source.network, raw)
            new.weights(weights)
            config["network"] = asdict(network)
        else:
            report(Note("The source has no weights.safetensors, so the new model has none: it predicts and explains."))
        _write(new, adapted, card(adapted), config)
        new.evaluation(evaluation.y_true, evaluation.y_score)
        report(Phase("finding the words of each label"))
        scored = adapted.sides.test or adapted.sides.train
        some = scored.frame.iloc[:: -(-len(scored) // WORDS_FROM)]
        classifier = GenreClassifier(Artifact(new.folder, version="unsealed"))
        new.words(words_of(classifier, some))
        own = reference.chosen(adapted.sides.train.frame["plot"].tolist())
        reference.save(Measured.of(classifier, own), new.folder / LAYOUT.reference)


def _write(new: Writer, adapted: Adapted, about: Card, config: Mapping[str, Any]) -> None:
    evaluation, labels = adapted.evaluation, adapted.sides.train.labels
    new.card(about)
    new.config(config)
    new.vocabulary(adapted.source.vocabulary)
    new.calibration(evaluation.calibration, labels)
    new.thresholds(evaluation.thresholds, labels)
    per_label = metrics.per_genre(evaluation.y_true, evaluation.y_score, evaluation.thresholds, labels)
    new.readme(readme(about, per_label, adapted.sides.train.guesses))
    if adapted.source.familiarity_:  # the vocabulary is the source's, and so is what reads like a plot
        new.familiarity(adapted.source.familiarity_)


def card(adapted: Adapted) -> Card:
    """What card.json says of it."""
    source, films = adapted.source.artifact, adapted.sides.train
    test = adapted.sides.test
    return Card(
        format_version=FORMAT_VERSION,
        name=f"{films.name}, {amount(len(films), 'film')}, adapted from {source.card.name}"[:200],
        genres=tuple(films.labels),
        data=films.name,
        films={"train": len(films), "validation": 0, "test": 0 if test is None else len(test)},
        train_support=dict(zip(films.labels, films.y_true.sum(axis=0).tolist(), strict=True)),
        created=datetime.now(UTC).isoformat(timespec="seconds"),
        packages={"python": platform.python_version()} | {name: version(name) for name in PACKAGES},
        **adapted.evaluation.for_card(),
        vocabulary_words=len(adapted.source.vocabulary),
        adapted_from=f"{source.card.name} ({source.version})",
    )


def adapt(films: LabelledFilms, source: Path, out: Path, report: Listener, most: int = 0, seed: int = 0) -> Evaluation:
    """A new head on a model's frozen network, saved as a model folder at ``out``.

    ``most``: learn from so many films only, drawn with ``seed``. Deterministic under ``seed``. Raises TableError for
    films that can't be learnt from, ArtifactError for a source that is missing or damaged.
    """
    if out.resolve() == source.resolve():
        raise ArtifactError(f"{out} is the source model itself. Choose another folder for the adapted one.")
    report(Phase("reading the plots"))
    classifier = GenreClassifier.load(source)
    parts = sides(films, most, seed)
    for note in notes(parts.train, classifier):
        report(Note(note))
    report(Phase("learning the labels"))
    adapted = learn(classifier, parts, seed)
    report(Phase("saving the model"))
    settings = {"data": films.name, "seed": seed, "score_where": "", "scored_weight": 1.0, "labeller": ""}
    save(adapted, out, settings | {"teacher": "", "data_note": "", "split": "title"}, report)
    return adapted.evaluation


def notes(films: LabelledFilms, source: GenreClassifier) -> list[str]:
    """What a person should know of the labels before they trust the model, a sentence each."""
    known = of_source(films.labels, source.artifact.genres)
    held = [label for label, places in zip(films.labels, known, strict=True) if places]
    labels, learnt = amount(len(films.labels), "label"), amount(len(films), "film")
    result = [f"A new head on the frozen network learns {labels} from {learnt}."]
    if held:
        result.append(f"Labels that begin with what the model knows: {', '.join(held[:20])}.")
    if films.guesses:
        result.append(f"Labels with fewer than 5 films, which stay guesses: {', '.join(films.guesses[:20])}.")
    if films.constant:
        result.append(f"Labels on every film, so that nothing tells them apart: {', '.join(films.constant[:20])}.")
    return result
