"""What GenreLens is measured against. Each contender trains on a table and scores its validation and test films.

A contender is a function (films) -> log-odds, or another score that grows with them, for validation and for test.
Calibration and thresholds are not its business: they are the same for all, see quality.py.
"""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from core.model.calibration import logit
from core.model.presets import PRESETS
from recipe.films import WORK, Films, Log

if TYPE_CHECKING:
    from sklearn.pipeline import Pipeline

    from recipe.minilm import FineTuned

Scores = tuple[Log, Log]
SIDES = ("validation", "test")


def _one_vs_rest(films: Films, model: "Pipeline", features: Callable[[list[str]], object] = list) -> Scores:
    model.fit(features(films.plots("train")), films.y_true("train"))
    scored = [model.decision_function(features(films.plots(side))) for side in SIDES]
    return scored[0], scored[1]


def tfidf_pipeline(estimator: object = None) -> "Pipeline":
    """TF-IDF of words and pairs of words, and a linear model for each genre: logistic regression unless given."""
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.multiclass import OneVsRestClassifier
    from sklearn.pipeline import make_pipeline

    vectorizer = TfidfVectorizer(ngram_range=(1, 2), min_df=2, sublinear_tf=True, max_features=200_000)
    return make_pipeline(vectorizer, OneVsRestClassifier(estimator or LogisticRegression(C=4.0, solver="liblinear")))


def tfidf_logistic(films: Films) -> Scores:
    """TF-IDF of words and pairs of words, logistic regression."""
    return _one_vs_rest(films, tfidf_pipeline())


def tfidf_svc(films: Films) -> Scores:
    """TF-IDF of words and pairs of words, linear support vector machine."""
    from sklearn.svm import LinearSVC

    return _one_vs_rest(films, tfidf_pipeline(LinearSVC(C=0.3)))


def minilm_logistic(films: Films) -> Scores:
    """Sentence embeddings of MiniLM-L6, logistic regression."""
    from sklearn.linear_model import LogisticRegression
    from sklearn.multiclass import OneVsRestClassifier

    from recipe.minilm import embed

    model = OneVsRestClassifier(LogisticRegression(C=4.0, max_iter=300))
    return _one_vs_rest(films, model, lambda plots: 5 * embed(plots))


def minilm_fine_tuned(films: Films) -> Scores:
    """MiniLM-L6, every layer fine-tuned for two epochs; on plots.csv.gz it is the teacher of the shipped model."""
    from recipe import teacher

    score = teacher.fine_tuned(films) if films.name == "plots" else peer_minilm(films)
    return score(films.plots("validation")), score(films.plots("test"))


def peer_minilm(films: Films, begin: Path | None = None) -> "FineTuned":
    """Fine-tune MiniLM-L6 on the peer's training films, or go on from the checkpoint.

    ``begin``: the folder of an earlier fine-tuning, whose encoder it begins with.
    """
    from recipe.minilm import FEW, fine_tune

    y_true = films.y_true("train").astype(np.float32)
    epoch = np.arange(len(y_true))
    folder = WORK / f"{films.name}-minilm{'-again' if begin else ''}"
    return fine_tune(films.plots("train"), y_true, np.ones_like(y_true), [epoch, epoch], folder, FEW, begin)


def network_taught(films: Films, settings: dict[str, object]) -> Scores:
    """The network, trained on the peer's films and on further plots without labels, answered by a MiniLM-L6."""
    from benchmarks.quality import peer

    return network(replace(films, name=f"{films.name}-taught"), settings | peer.taught(films), "genrelens")


def network(films: Films, settings: dict[str, object], preset: str) -> Scores:
    """A network trained by ``python -m train``, from the folder that it left."""
    from core.model.classifier import GenreClassifier
    from train import job
    from train.config import TrainConfig

    folder = WORK / f"{films.name}-{preset}"
    if not (folder / "SHA256SUMS").exists():
        run = {name: value for name, value in settings.items() if name != "word_gain"}
        shape = replace(PRESETS[preset], word_gain=float(str(settings["word_gain"])))
        config = TrainConfig(data=str(films.path), score_where=films.score_where, network=shape, **run)
        job.run(config, folder, report=_say, stop=lambda: False)
    classifier = GenreClassifier.load(folder)
    order = [classifier.classes_.tolist().index(genre) for genre in films.genres]
    scored = [logit(classifier.predict_proba(films.plots(side)))[:, order] for side in SIDES]
    return scored[0], scored[1]


def _say(event: str, **values: object) -> None:
    if event in ("phase", "epoch"):
        print(event, *(f"{name}={value}" for name, value in values.items()), flush=True)
