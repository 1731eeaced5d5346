"""What the lesson works out: its films, the leak with either split, and a highlight that lies."""

import pandas as pd

from core.explanations import DEFAULT_METHOD, Explanation, faithfulness
from core.explanations.faithfulness import Deletion
from core.model.folder.model_ref import ModelRef
from dashboard.state.cache.by_bytes import held, kept
from dashboard.state.cache.films import tables
from dashboard.state.cache.model.answers import classifier, explanation
from dashboard.state.lesson import leaky_split, lesson_films, lying_highlight
from dashboard.state.lesson.leaky_split import Leak
from data.schema import PlotTable

SOURCE = "open_plots"


def films() -> PlotTable:
    """The embedded films of the test side. Don't change what you get."""
    table = tables.table(SOURCE)
    return held(("lesson", table.fingerprint), lambda: lesson_films.test_side(table, tables.sides(table)))


def leak(people: bool, method: str, seed: int) -> Leak:
    """All embedded films as series, split by a method and answered by the nearest episode. Don't change it."""
    table = tables.table(SOURCE)
    asked = ("leak", table.fingerprint, people, method, seed)
    return held(asked, lambda: leaky_split.leak(_episodes(people, seed), method, seed), "Comparing episodes ...")


def _episodes(people: bool, seed: int) -> pd.DataFrame:
    table = tables.table(SOURCE)
    asked = ("episodes", table.fingerprint, people, seed)
    return held(asked, lambda: leaky_split.episodes(table.frame, people, seed))


@kept
def lie(model: ModelRef, text: str) -> Explanation:
    """The model's own highlight of a plot, on the wrong words. Raises PlotError."""
    return lying_highlight.shuffle(explanation(model, text, DEFAULT_METHOD))


@kept
def test_of_lie(model: ModelRef, text: str, genre: str) -> Deletion:
    """What taking out the strongest words of :func:`lie` does, against random words."""
    return faithfulness.deletion(classifier(model).predict_proba, lie(model, text), genre)
