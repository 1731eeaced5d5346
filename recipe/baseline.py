"""The baseline on the shipped model's card: TF-IDF and a linear model for each genre, measured as the model is."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from recipe.films import SIDES, Films, Scores
from train.fit import evaluation

if TYPE_CHECKING:
    from sklearn.pipeline import Pipeline


def tfidf_pipeline(estimator: object = None) -> "Pipeline":
    """TF-IDF of words and pairs of words, and ``estimator`` for each genre: by default a logistic regression."""
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.multiclass import OneVsRestClassifier
    from sklearn.pipeline import make_pipeline

    vectorizer = TfidfVectorizer(ngram_range=(1, 2), min_df=2, sublinear_tf=True, max_features=200_000)
    return make_pipeline(vectorizer, OneVsRestClassifier(estimator or LogisticRegression(C=4.0, solver="liblinear")))


def one_vs_rest(films: Films, model: "Pipeline", features: Callable[[list[str]], object] = list) -> Scores:
    """Fit ``model`` on the training films and score the others; ``features``: plots -> what the model takes."""
    model.fit(features(films.plots("train")), films.y_true("train"))
    validation, test = (model.decision_function(features(films.plots(side))) for side in SIDES)
    return validation, test


def tfidf_logistic(films: Films) -> Scores:
    """TF-IDF of words and pairs of words, logistic regression."""
    return one_vs_rest(films, tfidf_pipeline())


def evaluate(films: Films, scores: Scores) -> evaluation.Evaluation:
    """Calibrate and tune thresholds on the validation films, measure on the test films."""
    validation, test = scores
    return evaluation.evaluate((films.y_true("validation"), validation), (films.y_true("test"), test))
