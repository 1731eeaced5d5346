"""Labels of a table that look wrong, found once for each table and model."""

import pandas as pd

from core.model.folder.model_ref import ModelRef
from dashboard.state.cache.by_bytes import held
from dashboard.state.cache.model.answers import classifier
from data.schema import PlotTable
from train.adapt import labels
from train.adapt.labels import LabelledFilms

MOST = 5_000  # films, half a minute


def of_table(model: ModelRef, table: PlotTable) -> tuple[LabelledFilms, pd.DataFrame, list[str]]:
    """5,000 films at most, the ranking of :func:`train.adapt.doubts.ranked`, and what is odd about the labels."""
    asked = ("doubts", model, table.fingerprint)
    return held(asked, lambda: _found(model, table), "Comparing each label with a model that has not seen the film ...")


def _found(model: ModelRef, table: PlotTable) -> tuple[LabelledFilms, pd.DataFrame, list[str]]:
    from train.adapt import doubts

    films = labels.read(table)
    if len(films) > MOST:
        step = -(-len(films) // MOST)
        films = films.part(pd.RangeIndex(0, len(films), step).to_numpy())
    ranked = doubts.ranked(films, doubts.out_of_fold(classifier(model), films))
    return films, ranked, doubts.problems(films).sentences()
