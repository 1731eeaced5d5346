"""Two models on the same films: which is better and how surely, and the films that one gets right and the other not."""

from pathlib import Path

import numpy as np
import pandas as pd
import streamlit as st

from core.explanations.beside import common_genres
from core.markdown import plain
from core.measure import bootstrap
from core.measure.metrics import LOWER_IS_BETTER, NAMES
from core.measure.side_by_side import SideBySide
from core.model.classifier import GenreClassifier
from core.model.folder.model_ref import ModelRef
from dashboard.components.explanation import explanation
from dashboard.components.metrics import scored_films
from dashboard.components.metrics.evaluation import Evaluation
from dashboard.components.shared import film_table, other_model
from dashboard.components.shared.guard import guarded
from dashboard.phrasing import titled
from dashboard.state.cache.model import answers, scores
from dashboard.state.table import chosen_table
from dashboard.state.table.scored_table import ScoredTable
from data.schema import PlotTable

MOST, TIE = 500, 1e-9
CONFIG = {"year": st.column_config.NumberColumn(format="%d"), "film": None}


def show(evaluation: Evaluation) -> None:
    """A choice of models and films; once both are chosen, the difference, and the films that make it."""
    other = other_model.show(evaluation.ref, "against")
    if other is None:
        return
    picked = scored_films.show(evaluation.ref)
    if picked is None:
        return
    table, films = picked
    st.caption(_fair(answers.classifier(evaluation.ref), answers.classifier(other), table))
    names = other_model.names(evaluation.ref, other)
    result = scores.side_by_side(evaluation.ref, other, table)
    st.markdown(f"## {plain(_finding(result, names))}")
    _metrics(result, names)
    _films(evaluation.ref, other, table, films, result)


def _finding(result: SideBySide, names: tuple[str, str]) -> str:
    told = bootstrap.verdict("micro_f1", result.differences["micro_f1"])
    return f"Micro F1 of {names[0]} beside {names[1]}: {told}"


def _metrics(result: SideBySide, names: tuple[str, str]) -> None:
    rows = [
        {
            "metric": NAMES[name] + (" (lower is better)" if name in LOWER_IS_BETTER else ""),
            "first": f"{first:.3f}",
            "second": f"{second:.3f}",
            "verdict": bootstrap.verdict(name, result.differences[name]),
        }
        for name, (first, second) in result.metrics.items()
    ]
    columns = {
        "first": st.column_config.TextColumn(names[0]),
        "second": st.column_config.TextColumn(names[1]),
        "verdict": st.column_config.TextColumn(f"{names[0]} is", width="large"),
    }
    st.dataframe(pd.DataFrame(rows), hide_index=True, column_config=columns, key="against_metrics")
    st.caption(
        "Only genres that both have, each model under its own thresholds. In brackets the 95 % interval of the"
        " difference, both drawn on the same films each time (paired bootstrap, 300 draws)."
    )


def _films(model: ModelRef, other: ModelRef, table: PlotTable, films: ScoredTable, result: SideBySide) -> None:
    """The films that one model wins, those with the largest lead first; a selected one is explained."""
    names = other_model.names(model, other)
    ahead, behind = result.won > TIE, result.won < -TIE
    sides = {f"{names[0]} wins {ahead.sum():,}": 1, f"{names[1]} wins {behind.sum():,}": -1}
    side = st.segmented_control("Films", list(sides), default=next(iter(sides)), required=True, key="against_side")
    sign = sides.get(str(side), 1)
    order = np.argsort(-sign * result.won, kind="stable")[: int((ahead if sign > 0 else behind).sum())][:MOST]
    if not len(order):
        st.info("There is no such film: the two give these films the same genres, or are equally right on each.")
        return
    chosen = [answers.classifier(ref) for ref in (model, other)]
    event = st.dataframe(
        _listed(films, order, result, chosen, names, scores.of_other(model, other, table)),
        key=chosen_table.key(f"against_films_{sign}_{other.version}", table),
        hide_index=True,
        column_config=CONFIG,
        on_select="rerun",
        selection_mode="single-row",
    )
    st.caption("F1 is the film's own: 1 where a model gives exactly its genres. Select a row to see why.")
    rows = event.selection.rows
    if rows and rows[0] < len(order):
        _explained(model, other, films.frame.iloc[order[rows[0]]])


def _listed(
    films: ScoredTable,
    order: np.ndarray,
    result: SideBySide,
    models: list[GenreClassifier],
    names: tuple[str, str],
    y_other: np.ndarray,
) -> pd.DataFrame:
    frame = films.frame.iloc[order]
    table = pd.DataFrame({"title": frame["title"], "year": frame["year"]})
    table["genres"] = frame["genres"].str.replace("|", ", ")
    for place, (model, y_score, name) in enumerate(zip(models, (films.y_score, y_other), names, strict=True)):
        table[f"by {name}"] = [", ".join(genres) for genres in model.genres_of(y_score[order])]
        table[f"F1 of {name}"] = result.f1[order, place].round(2)
    return film_table.dated(table.reset_index(drop=True))


def _explained(model: ModelRef, other: ModelRef, film: pd.Series) -> None:
    """The film, explained for the genre on which the two differ most; *Another model* there has both."""
    text = str(film["plot"])
    with st.container(border=True):
        st.text(titled(film["title"], film["year"], film["genres"]))
        with guarded(st.info):
            first, second = (answers.probabilities(ref, text) for ref in (model, other))
            common = common_genres(list(first.index), list(second.index))
            furthest = (first[common] - second[common]).abs().idxmax()
            explanation.show(model, text, str(furthest))


def _fair(one: GenreClassifier, other: GenreClassifier, table: PlotTable) -> str:
    """Whether the other model may have been trained on these films."""
    cards, configs = (one.artifact.card, other.artifact.card), (one.artifact.config, other.artifact.config)
    same = Path(cards[0].data).name == Path(cards[1].data).name and all(
        configs[0].get(name, usual) == configs[1].get(name, usual) for name, usual in (("split", "title"), ("seed", 7))
    )
    if same:
        return "Both models were trained on the same table with the same split: what is new to one is new to the other."
    if Path(cards[1].data).name == Path(table.name).name:
        return (
            "The other model was trained on this table, so it knows most of these films and the comparison flatters it."
            " Choose it in the sidebar and this one here: then the films count that it had set aside."
        )
    return (
        "The two models were not trained on the same films, so one of them may know some of these; if so, the"
        " comparison flatters it."
    )
