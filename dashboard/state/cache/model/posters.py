"""What a poster adds to a plot, and where on it. Posters are kept in memory only, and only as answers about them."""

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from core.errors import GenreLensError
from core.explanations.faithfulness import Deletion
from core.measure.bootstrap import Interval
from core.model.folder import artifact
from core.model.folder.model_ref import ModelRef
from core.posters import regions as by_region
from core.posters import what_if as trial
from core.posters.backbone import squeezed
from core.posters.classifier import PosterClassifier
from core.posters.evaluation import Evaluation
from core.posters.image import Noted, Pixels, read_noted
from core.posters.model import CARD, Array, beside, load
from core.posters.regions import Regions
from core.posters.shares import Shares
from core.posters.shares import shares as shares_of
from dashboard.state.cache.by_bytes import kept
from dashboard.state.cache.model import answers

DRAWS = 300
BEFORE = "The poster"  # what messages call it: a file's name is nobody's business


def available(model: ModelRef) -> bool:
    """Whether there is a poster model that goes with this plot model."""
    try:
        return bool(_fits(model, _state(model)))
    except OSError:
        return False


def _state(model: ModelRef) -> str:
    """What changes when the poster model does. Raises OSError where there is none."""
    state = (beside(model.folder) / CARD).stat()
    return f"{state.st_mtime_ns} {state.st_size}"


@kept
def _fits(model: ModelRef, posters: str) -> bool:
    try:
        load(beside(model.folder)).check_beside(artifact.load(model.folder))
    except GenreLensError:
        return False
    return True


@st.cache_resource(max_entries=2, show_spinner="Opening the image network ...")
def classifier(model: ModelRef, posters: str) -> PosterClassifier:
    """Both models, opened once per version; ``posters`` is the state of the second's files. Raises ArtifactError."""
    return PosterClassifier(answers.classifier(model), load(beside(model.folder)))


def opened(model: ModelRef) -> PosterClassifier:
    """Both models as they are on the disk now. Raises ArtifactError."""
    return classifier(model, _state(model))


def pixels(content: bytes) -> Pixels:
    """The picture in a file. Raises PosterError."""
    return _noted(content).pixels


def _noted(content: bytes) -> Noted:
    return read_noted(content, BEFORE)


@kept
def note(content: bytes) -> str:
    """What to know of how a poster was read; empty where there is nothing. Raises PosterError."""
    return _noted(content).note


@kept
def shares(model: ModelRef, text: str, content: bytes) -> Shares:
    """What plot and poster say and add. Raises PosterError."""
    return shares_of(opened(model), text, pixels(content))


@kept(spinner="Covering the poster region by region ...")
def regions(model: ModelRef, text: str, content: bytes, method: str) -> Regions:
    """What each region of the poster does to every genre. Raises PosterError."""
    return by_region.explain(opened(model), text, pixels(content), method)


@kept
def deletion(model: ModelRef, text: str, content: bytes, method: str, genre: str) -> Deletion:
    """What covering the strongest regions does, against random ones."""
    return by_region.deletion(opened(model), text, regions(model, text, content, method), genre)


@kept
def what_if(model: ModelRef, text: str, content: bytes) -> dict[str, Array]:
    """Probabilities [genres] after each change of the poster."""
    return trial.what_if(opened(model), text, pixels(content))


@kept
def features(model: ModelRef, content: bytes) -> NDArray[np.float32]:
    """What the image network sees on a poster [features]. Raises PosterError."""
    return opened(model).backbone.features([squeezed(pixels(content))])[0]


def evaluation(model: ModelRef) -> Evaluation | None:
    """The poster model's answers for its test films; None where it keeps none. Raises ArtifactError."""
    return Evaluation.load(load(beside(model.folder)))


def compared(model: ModelRef) -> tuple[dict[str, dict[str, Interval]], dict[str, Interval]]:
    """Plot, poster and both with intervals, and what the poster adds."""
    return _compared(model, _state(model))


@kept(spinner="Drawing test films again and again ...")
def _compared(model: ModelRef, posters: str) -> tuple[dict[str, dict[str, Interval]], dict[str, Interval]]:
    answers = evaluation(model)
    assert answers
    return answers.compared(DRAWS)
