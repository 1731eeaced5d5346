"""The opened models, and what they say of a plot: probabilities, explanations and their tests."""

import numpy as np
import pandas as pd
import streamlit as st
from numpy.typing import NDArray

from core.explanations import Explanation, explain, faithfulness, inside
from core.explanations import read_along as reader
from core.explanations.counterfactual import Counterfactual
from core.explanations.counterfactual import counterfactual as find_counterfactual
from core.explanations.faithfulness import Deletion
from core.explanations.read_along import ReadAlong
from core.model import word_neighbours
from core.model.classifier import GenreClassifier
from core.model.folder.layout import LAYOUT
from core.model.folder.model_ref import ModelRef
from core.model.word_neighbours import Vectors
from core.promise.promise import Promise
from core.reading import Reading, read
from dashboard.state.cache.by_bytes import kept


@st.cache_resource(max_entries=4, show_spinner="Opening the model ...")
def classifier(model: ModelRef) -> GenreClassifier:
    """The model, opened once per version. Raises ArtifactError."""
    return GenreClassifier.load(model.folder)


@kept
def probabilities(model: ModelRef, text: str) -> pd.Series:
    """Probability of each genre for one plot."""
    opened = classifier(model)
    return pd.Series(opened.predict_proba([text])[0], index=list(opened.classes_), name="probability")


@kept
def test_films(model: ModelRef) -> tuple[NDArray[np.int8], NDArray[np.float32]] | None:
    """Truth and probabilities [films, genres] on the model's test films; None for a model without them."""
    opened = classifier(model).artifact
    return None if opened.lacks(LAYOUT.evaluation) else opened.evaluation()


@kept
def promise(model: ModelRef, asked: tuple[tuple[str, float], ...]) -> Promise:
    """What the model can promise; see :meth:`Promise.of`. Raises ArtifactError, OptionError."""
    return Promise.of(classifier(model), dict(asked))


@kept
def reading(model: ModelRef, text: str) -> Reading:
    """What the model reads of a text, and what to make of it."""
    return read(classifier(model), text)


@kept
def explanation(model: ModelRef, text: str, method: str) -> Explanation:
    """All genres of one plot explained by one method. Raises PlotError."""
    return explain(classifier(model), text, method)


@kept
def deletion(model: ModelRef, text: str, method: str, genre: str) -> Deletion:
    """What taking out the strongest words of an explanation does, against random words."""
    return faithfulness.deletion(classifier(model).predict_proba, explanation(model, text, method), genre)


@kept(spinner="Reading the plot step by step ...")
def read_along(model: ModelRef, text: str) -> ReadAlong:
    """What the model says after each word or sentence of the plot. Raises PlotError."""
    opened = classifier(model)
    return reader.read_along(opened.predict_proba, text, opened.tokens(text), [str(name) for name in opened.classes_])


@kept
def paths(model: ModelRef, text: str) -> inside.Paths:
    """What comes through each of the network's two paths."""
    return inside.paths(classifier(model), text)


@kept
def pools(model: ModelRef, text: str) -> dict[str, NDArray[np.float64]]:
    """Method -> the share of each word [words, genres] in a pooling; empty for a model that doesn't show them."""
    opened = classifier(model)
    if not inside.shows_pooling(opened):
        return {}
    return {"max_pooling": inside.peak_shares(opened, text), "attention": inside.attention_shares(opened, text)}


@st.cache_resource(max_entries=2, show_spinner="Reading the word vectors ...")
def word_vectors(model: ModelRef) -> tuple[Vectors, Vectors]:
    """GloVe's vectors of the model's words, and those that its training made. Raises ArtifactError."""
    opened = classifier(model).artifact
    return word_neighbours.glove(opened.vocabulary), word_neighbours.trained(opened)


@kept(spinner="Trying sets of words ...")
def counterfactual(model: ModelRef, text: str, method: str, genre: str) -> Counterfactual | None:
    """A smallest set of words that decides a genre the other way, or None."""
    opened, explained = classifier(model), explanation(model, text, method)
    threshold = float(opened.thresholds_[explained.column(genre)])
    return find_counterfactual(opened.predict_proba, explained, genre, threshold)
