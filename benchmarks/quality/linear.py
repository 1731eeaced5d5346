"""Linear contenders. A contender is a function (films) -> its scores of the validation and of the test films.

Scores are log-odds or anything else that grows with them: calibration and thresholds are the same for all (scoring).
"""

from recipe.baseline import one_vs_rest, tfidf_pipeline
from recipe.films import Films, Scores


def tfidf_svc(films: Films) -> Scores:
    """TF-IDF of words and pairs of words, linear support vector machine."""
    from sklearn.svm import LinearSVC

    return one_vs_rest(films, tfidf_pipeline(LinearSVC(C=0.3)))


def minilm_logistic(films: Films) -> Scores:
    """Sentence embeddings of MiniLM-L6, logistic regression."""
    from sklearn.linear_model import LogisticRegression
    from sklearn.multiclass import OneVsRestClassifier

    from recipe.networks.minilm import embed

    model = OneVsRestClassifier(LogisticRegression(C=4.0, max_iter=300))
    return one_vs_rest(films, model, lambda plots: 5 * embed(plots))
