"""Saves an adapted model as a model folder, with the card that says what it was adapted from."""

import platform
from collections.abc import Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from core.amounts import amount
from core.drift import reference
from core.drift.measured import Measured
from core.measure import metrics
from core.model.classifier import GenreClassifier
from core.model.folder.artifact import Artifact
from core.model.folder.card import Card
from core.model.folder.layout import FORMAT_VERSION, LAYOUT
from core.model.folder.writer import Writer, writing
from core.model.network.presets import NetworkConfig
from train.adapt import graft, whole
from train.adapt.card_text import readme
from train.adapt.head import Head
from train.adapt.learning import Adapted
from train.adapt.whole import Tuned
from train.fit.genre_words import words_of
from train.runs.events import Listener, Note, Phase

PACKAGES = ("numpy", "scikit-learn", "onnxruntime")
WORDS_FROM = 150  # films that the words of each label are read from


def save(adapted: Adapted, out: Path, settings: Mapping[str, Any], report: Listener) -> None:
    """Write the model folder whole: every file that its source has, with the head in it. Raises ArtifactError."""
    evaluation = adapted.evaluation
    with writing(out) as new:
        learnt, source = adapted.learnt, adapted.source
        network = _tuned(new, learnt) if isinstance(learnt, Tuned) else _graft(new, source, learnt, report)
        config = dict(source.artifact.config) | dict(settings) | {"network": asdict(network)}
        _write(new, adapted, card(adapted), config)
        new.evaluation(evaluation.y_true, evaluation.y_score)
        report(Phase("finding the words of each label"))
        scored = adapted.sides.test or adapted.sides.train
        some = scored.frame.iloc[:: -(-len(scored) // WORDS_FROM)]
        classifier = GenreClassifier(Artifact(new.folder, version="unsealed"))
        new.words(words_of(classifier, some))
        report(Phase("measuring what its films look like"))
        own = reference.chosen(adapted.sides.train.frame["plot"].tolist())
        reference.save(Measured.of(classifier, own), new.folder / LAYOUT.reference)


def _graft(new: Writer, classifier: GenreClassifier, head: Head, report: Listener) -> NetworkConfig:
    """Write the source's network with the head on it; returns what config.json says of it."""
    source, raw = classifier.artifact, whole.raw(head, classifier)
    new.onnx(graft.graft_onnx(source.onnx(), raw))
    if source.lacks(LAYOUT.weights):
        report(Note("The source has no weights.safetensors, so the new model has none: it predicts and explains."))
        return source.network
    weights, network = graft.graft_weights(source.weights(), source.network, raw)
    new.weights(weights)
    return network


def _tuned(new: Writer, network: Tuned) -> NetworkConfig:
    """Write the network that was tuned whole; returns what config.json says of it."""
    new.onnx(network.onnx)
    new.weights(network.weights)
    return network.config


def _write(new: Writer, adapted: Adapted, about: Card, config: Mapping[str, Any]) -> None:
    evaluation, labels = adapted.evaluation, adapted.sides.train.labels
    new.card(about)
    new.config(config)
    new.vocabulary(adapted.source.vocabulary)
    new.calibration(evaluation.calibration, labels)
    new.thresholds(evaluation.thresholds, labels)
    per_label = metrics.per_genre(evaluation.y_true, evaluation.y_score, evaluation.thresholds, labels)
    new.readme(readme(about, per_label, adapted.sides.train.guesses, isinstance(adapted.learnt, Tuned)))
    if adapted.source.familiarity_:  # the vocabulary is the source's, and so is what reads like a plot
        new.familiarity(adapted.source.familiarity_)


def card(adapted: Adapted) -> Card:
    """What card.json says of it."""
    source, films = adapted.source.artifact, adapted.sides.train
    test = adapted.sides.test
    gap = adapted.learnt.gap if isinstance(adapted.learnt, Tuned) else None
    packages = PACKAGES if gap is None else (*PACKAGES, "keras")
    return Card(
        format_version=FORMAT_VERSION,
        name=f"{films.name}, {amount(len(films), 'film')}, adapted from {source.card.name}"[:200],
        genres=tuple(films.labels),
        data=films.name,
        films={"train": len(films), "validation": 0, "test": 0 if test is None else len(test)},
        train_support=dict(zip(films.labels, films.y_true.sum(axis=0).tolist(), strict=True)),
        created=datetime.now(UTC).isoformat(timespec="seconds"),
        packages={"python": platform.python_version()} | {name: version(name) for name in packages},
        **adapted.evaluation.for_card(),
        vocabulary_words=len(adapted.source.vocabulary),
        onnx_gap=gap,
        adapted_from=f"{source.card.name} ({source.version})",
    )
