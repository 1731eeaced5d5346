"""From labelled films and a trained model to a model of these labels. Read :func:`adapt` from top to bottom."""

from pathlib import Path

from core.amounts import amount
from core.errors import ArtifactError
from core.model.classifier import GenreClassifier
from core.model.folder.layout import LAYOUT
from train.adapt import whole
from train.adapt.labels import LabelledFilms, of_source
from train.adapt.learning import learn, learn_whole
from train.adapt.saving import save
from train.adapt.sides import sides
from train.fit.evaluation import Evaluation
from train.runs.events import Listener, Note, Phase

HEAD, WHOLE = WAYS = ("head", "whole")


def adapt(
    films: LabelledFilms, source: Path, out: Path, report: Listener, most: int = 0, seed: int = 0, way: str = ""
) -> Evaluation:
    """A model of these labels, saved as a model folder at ``out``.

    ``way``: a new ``head`` on the source's frozen network, or the ``whole`` network tuned on; by default what the
    number of films allows. ``most``: learn from so many films only, drawn with ``seed``. Deterministic under ``seed``.
    Raises TableError for films that can't be learnt from, ArtifactError for a source that is missing or damaged.
    """
    if out.resolve() == source.resolve():
        raise ArtifactError(f"{out} is the source model itself. Choose another folder for the adapted one.")
    report(Phase("opening the model"))
    classifier = GenreClassifier.load(source)
    parts = sides(films, most, seed)
    way = way or way_for(len(parts.train), classifier)
    for note in [chosen(way, parts.train), *notes(parts.train, classifier)]:
        report(Note(note))
    adapted = (learn if way == HEAD else learn_whole)(classifier, parts, seed, report)
    report(Phase("saving the model"))
    settings = {"data": films.name, "seed": seed, "score_where": "", "scored_weight": 1.0, "labeller": ""}
    save(adapted, out, settings | {"teacher": "", "data_note": "", "split": "title"}, report)
    return adapted.evaluation


def way_for(films: int, source: GenreClassifier) -> str:
    """The way that so many films allow: the whole network takes thousands, and a source with its weights."""
    return WHOLE if films >= whole.FROM and not source.artifact.lacks(LAYOUT.weights) else HEAD


def chosen(way: str, films: LabelledFilms) -> str:
    """What is about to be done, in a sentence."""
    labels, learnt = amount(len(films.labels), "label"), amount(len(films), "film")
    if way == HEAD:
        return f"A new head on the frozen network learns {labels} from {learnt}."
    return f"The whole network goes on learning: {labels} from {learnt}, in minutes. --way head takes seconds."


def notes(films: LabelledFilms, source: GenreClassifier) -> list[str]:
    """What a person should know of the labels before they trust the model, a sentence each."""
    known = of_source(films.labels, source.artifact.genres)
    held = [label for label, places in zip(films.labels, known, strict=True) if places]
    result = []
    if held:
        result.append(f"Labels that begin with what the model knows: {', '.join(held[:20])}.")
    if films.guesses:
        result.append(f"Labels with fewer than 5 films, which stay guesses: {', '.join(films.guesses[:20])}.")
    if films.constant:
        result.append(f"Labels on every film, so that nothing tells them apart: {', '.join(films.constant[:20])}.")
    return result
