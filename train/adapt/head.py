"""A linear head on what a trained network makes of a plot and on its words, held to what the network already says.

The log-odds of a label are ``pooled @ P + log_odds @ L + words @ W + b``, where ``log_odds`` are the source model's,
calibrated. A label whose name speaks of genres of the source model begins at their log-odds and is held to them by the
penalty; without films it would answer as the source model does. Other labels begin at how frequent they are. All but
those of the very same name begin also at what the words of their names say of a plot.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from core.model import windows
from core.model.calibration import PRIOR_FILMS, sigmoid
from core.model.classifier import GenreClassifier
from core.text import UNKNOWN_ID
from train.adapt import names
from train.adapt.labels import of_source
from train.adapt.names import MOST_WEIGHTS

Array = NDArray[np.float64]
FOLDS = 5
SAME_NAME = 20.0  # times as firmly is a label held to the source's genre that has its very name
PENALTY = 10.0  # of a weight, divided by the square root of the films: measured with 50 to 4,412 films
NAME = 0.2  # log-odds, a standard deviation over the films, by which a label's name moves it; measured, as .3 was
NUGGET = 1e-13  # of the norm of the films' products: nothing, but more than rounding takes away
ROUNDING = 1e-5  # of a feature's size: what differs less is the same, but for how a network's numbers are rounded
FULLY_FROM, FEWEST = 1_000, 2  # films from which on words count in full, and films that a word must be in to count


@dataclass(frozen=True)
class Readings:
    """What the source makes of some films: ``pooled`` [films, dim], calibrated ``log_odds`` [films, genres] and
    ``words`` [films, vocabulary]: how often each is in the plot, by the square root of the plot's words.
    """

    pooled: Array
    log_odds: Array
    words: sparse.csr_array

    @classmethod
    def of(cls, source: GenreClassifier, plots: Sequence[str]) -> "Readings":
        """Read plots; a long one's ``pooled`` and ``words`` are the means of its windows."""
        cut = [windows.encode(plot, source.vocabulary, source.max_tokens) for plot in plots]
        pooled, logits = source.run_cut(cut, ["pooled", "logits"])
        return cls(pooled.astype(np.float64), source.calibration_.apply(logits), _words(source, cut))

    def __len__(self) -> int:
        return len(self.pooled)

    def __getitem__(self, films: NDArray[np.intp]) -> "Readings":
        return Readings(self.pooled[films], self.log_odds[films], self.words[films])


def _words(source: GenreClassifier, cut: Sequence[Sequence[NDArray[np.int32]]]) -> sparse.csr_array:
    shape = (len(cut), len(source.vocabulary))
    if not source.artifact.network.bag_of_words:  # the network has no place for what single words say
        return sparse.csr_array(shape)
    rows, columns, values = [], [], []
    for row, parts in enumerate(cut):
        for ids in parts:
            rows.append(np.full(len(ids), row))
            columns.append(ids)
            values.append(np.full(len(ids), 1 / np.sqrt(len(ids)) / len(parts)))
    places = (np.concatenate(rows), np.concatenate(columns))
    return sparse.coo_array((np.concatenate(values), places), shape).tocsr()  # what is there twice is added


@dataclass(frozen=True)
class Head:
    """``from_pooled`` [dim, labels], ``from_log_odds`` [genres, labels], ``from_words`` [vocabulary, labels] and
    ``bias`` [labels].
    """

    from_pooled: Array
    from_log_odds: Array
    from_words: Array
    bias: Array

    def log_odds(self, films: Readings) -> Array:
        """The log-odds of the labels [films, labels]."""
        dense = films.pooled @ self.from_pooled + films.log_odds @ self.from_log_odds
        return np.asarray(dense + films.words @ self.from_words + self.bias)


@dataclass(frozen=True)
class Start:
    """Where the labels begin: ``from_log_odds`` [genres, labels], zero for a label of one's own, how ``firmly``
    [labels] each is held there, and what each word says of it by its ``name`` alone, [vocabulary, labels].
    """

    from_log_odds: Array
    firmly: Array
    name: sparse.csr_array

    @classmethod
    def of(cls, source: GenreClassifier, labels: Sequence[str]) -> "Start":
        """The mean of the source's genres that each label speaks of, and the words near its name."""
        genres = source.artifact.genres
        weights = np.zeros((len(genres), len(labels)))
        for label, places in enumerate(of_source(list(labels), genres)):
            weights[places, label] = 1 / max(len(places), 1)
        firmly = np.array([SAME_NAME if label in genres else 1.0 for label in labels])
        return cls(weights, firmly, names.near(labels, source))


def fit(films: Readings, y_true: NDArray[np.integer], start: Start) -> Head:
    """Logistic regression of each label, its weights held to its ``start``.

    The penalty is PENALTY / sqrt(films) / 2 times the squared distance, after the blocks of features are scaled to a
    mean squared length of 1, the words' to less with few films; rare words weigh more, by their inverse document
    frequency. The bias of a label that the source knows is held to 0 as its calibration would be.
    """
    from scipy.linalg import solve_triangular
    from scipy.optimize import minimize
    from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]  # it comes with scikit-learn

    (pooled, mean, scale), (odds, mean_odds, scale_odds) = _centred(films.pooled), _centred(films.log_odds)
    dense = np.hstack([pooled, odds])
    words, of_word = _weighted(films.words, MOST_WEIGHTS // y_true.shape[1])
    by_name, mean_name, scale_name = _by_name(films.words, start.name)
    offset = films.log_odds @ start.from_log_odds + by_name
    with threadpool_limits(1):  # the products are small: on a busy machine more threads took eight times as long
        turned = _turned(dense, words) if len(dense) < dense.shape[1] else None
        loss, first = _objective(*((dense, words) if turned is None else (turned, words[:, :0])), offset, y_true, start)
        found = minimize(loss, first, jac=True, method="L-BFGS-B", options={"maxiter": 200}).x
        labels = y_true.shape[1]
        weights, bias = found[:-labels].reshape(-1, labels), found[-labels:]
        if turned is not None:
            of_film = solve_triangular(turned, weights, trans="T", lower=True)
            weights = np.vstack([dense.T @ of_film, words.T @ of_film])
    first_word = len(mean) + len(mean_odds)
    from_pooled = weights[: len(mean)] * scale
    from_odds = weights[len(mean) : first_word] * scale_odds
    from_words = start.name.toarray() * scale_name
    from_words[of_word > 0] += weights[first_word:] * of_word[of_word > 0, None]
    shift = mean @ from_pooled + mean_odds @ from_odds + mean_name
    return Head(from_pooled, from_odds + start.from_log_odds, from_words, bias - shift)


def _turned(dense: Array, words: sparse.csr_array) -> Array:
    """Features [films, films] in place of more, with the same products of films: the same problem, turned in space.

    Every step of the search depends on those products alone, so it takes the same steps and takes them sooner. Films
    that are copies of each other need the NUGGET.
    """
    products = dense @ dense.T + (words @ words.T).toarray()
    nugget = NUGGET * (np.linalg.norm(products) or 1.0)  # a single film, less its mean, is nothing
    return np.asarray(np.linalg.cholesky(products + nugget * np.eye(len(products))))


def _objective(
    dense: Array, words: sparse.csr_array, offset: Array, y_true: NDArray[np.integer], start: Start
) -> tuple[Callable[[Array], tuple[float, Array]], Array]:
    """What is minimized, with its slope, and where that begins: weights [features, labels] and biases, in a row.

    ``offset`` [films, labels]: the log-odds that the films have before anything is learnt.
    """
    films, labels = y_true.shape
    first_word = dense.shape[1]
    shape = (first_word + words.shape[1], labels)
    known = start.from_log_odds.any(axis=0)
    penalty = PENALTY / np.sqrt(films) * start.firmly
    hold = np.where(known, PRIOR_FILMS / 8, 1e-3)
    target = y_true.astype(np.float64)

    def loss(parameters: Array) -> tuple[float, Array]:
        weights, bias = parameters[:-labels].reshape(shape), parameters[-labels:]
        log_odds = offset + dense @ weights[:first_word] + words @ weights[first_word:] + bias
        error = sigmoid(log_odds) - target
        value = np.logaddexp(0.0, log_odds).sum() - (log_odds * target).sum()
        value += (penalty / 2 * weights**2).sum() + (hold * bias**2).sum()
        of_dense = (error.T @ dense).T  # twice as fast as dense.T @ error
        slope = np.vstack([of_dense, words.T @ error]) + penalty * weights
        return float(value), np.append(slope, error.sum(axis=0) + 2 * hold * bias)

    share = (target.sum(axis=0) + 0.5) / (films + 1)
    return loss, np.append(np.zeros(shape), np.where(known, 0.0, np.log(share / (1 - share))))


def _weighted(words: sparse.csr_array, most: int) -> tuple[sparse.csr_array, Array]:
    """The words that are learnt [films, some], and what each of the vocabulary is multiplied by; 0: it is not.

    The ``most`` frequent ones, of those that :data:`FEWEST` films have.
    """
    films = words.shape[0]
    with_word = np.bincount(words.indices, minlength=words.shape[1])
    with_word[: UNKNOWN_ID + 1] = 0
    with_word[np.argsort(-with_word, kind="stable")[most:]] = 0
    factor = np.where(with_word >= FEWEST, np.log(films / np.maximum(with_word, 1)), 0.0)
    chosen = (words[:, factor > 0] * factor[factor > 0]).tocsr()
    scale = min(1.0, films / FULLY_FROM) / max(float(np.sqrt((chosen**2).sum() / films)), 1e-9)
    return (chosen * scale).tocsr(), factor * scale


def _by_name(words: sparse.csr_array, name: sparse.csr_array) -> tuple[Array, Array, Array]:
    """What the labels' names say of films [films, labels], less its mean; that mean and the scale of ``name`` [labels].

    The scale makes its standard deviation NAME; one below a third of the labels' median counts as that third, so that a
    name of which the films hardly speak is not blown up.
    """
    said = (words @ name).toarray()
    spread, named = said.std(axis=0), name.sum(axis=0) > 0
    differs = named & (spread > ROUNDING * np.abs(said).max(axis=0, initial=0))
    spread = np.maximum(spread, np.median(spread[named]) / 3 if named.any() else 0)
    scale = np.divide(NAME, spread, out=np.zeros_like(spread), where=differs)
    mean = said.mean(axis=0) * scale
    return said * scale - mean, mean, scale


def _centred(block: Array) -> tuple[Array, Array, float]:
    """The block less its mean, scaled to a mean squared length of 1; its mean; the scale, 0 if all rows are alike."""
    mean = block.mean(axis=0)
    centred = block - mean
    size, spread = (float(np.sqrt((rows**2).sum(axis=1).mean())) for rows in (block, centred))
    scale = 1 / spread if spread > ROUNDING * size else 0.0
    return centred * scale, mean, scale


def out_of_fold(
    films: Readings,
    y_true: NDArray[np.integer],
    start: Start,
    fold: NDArray[np.intp],
    report: Callable[[float], object] = lambda share: None,
) -> Array:
    """The log-odds [films, labels] of each film from a head that has not seen its ``fold`` [films].

    ``report`` hears the share that is done after each fold.
    """
    result = np.empty(y_true.shape)
    for part in range(fold.max() + 1):
        rest, held = np.flatnonzero(fold != part), np.flatnonzero(fold == part)
        result[held] = fit(films[rest], y_true[rest], start).log_odds(films[held])
        report((part + 1) / (fold.max() + 1))
    return result
