"""What a promotion would change, found once for each pair of models and table."""

import pandas as pd

from core.measure.bootstrap import Interval
from core.model.folder.model_ref import ModelRef
from dashboard.state.cache.by_bytes import Progress, held, measured
from dashboard.state.cache.model import scores
from dashboard.state.cache.model.answers import classifier
from data.schema import PlotTable
from train.promotion import changes
from train.promotion.changes import Changes
from train.promotion.must_pass import Check, Failure, failures

TAGGED = 0.7  # of the work, about, when all films are tagged


def changed(new: ModelRef, old: ModelRef, table: PlotTable) -> tuple[Changes, pd.DataFrame]:
    """What ``new`` would change of the films, and some of them with words."""
    asked = ("promotion", new, old, table.fingerprint)
    return measured(asked, lambda progress: _changed(new, old, table, progress), _doing)


def _doing(share: float) -> str:
    return "Tagging the films by both models ..." if share < TAGGED else "Looking for the words behind some changes ..."


def _changed(new: ModelRef, old: ModelRef, table: PlotTable, progress: Progress) -> tuple[Changes, pd.DataFrame]:
    one, other = classifier(new), classifier(old)
    films = changes.films(table.frame, table.name)
    found = changes.changes(one, other, films, lambda share: progress(TAGGED * share))
    return found, changes.sample(one, other, found, progress=lambda share: progress(TAGGED + (1 - TAGGED) * share))


def compared(new: ModelRef, old: ModelRef, table: PlotTable) -> tuple[dict[str, Interval], int]:
    """By how much ``new`` is ahead in each metric, and on how many films: those that a model trained on this table has
    held back, whichever of the two that is. Raises OptionError without a common genre.
    """
    turned = scores.scored(old, table).held_back and not scores.scored(new, table).held_back
    found = scores.side_by_side(*((old, new) if turned else (new, old)), table)
    ahead = {name: value.negative() if turned else value for name, value in found.differences.items()}
    return ahead, len(found.f1)


def failed(model: ModelRef, checks: tuple[Check, ...]) -> list[Failure]:
    """The plots that a model does not pass."""
    return held(("must pass", model, checks), lambda: failures(classifier(model), checks))
