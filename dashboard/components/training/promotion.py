"""Before a model answers for everyone: what it changes, and plots it must pass; who promoted what, and the way back."""

import re
from pathlib import Path

import pandas as pd
import streamlit as st

from core.amounts import amount
from core.errors import OptionError
from core.markdown import plain
from core.measure import bootstrap
from core.measure.metrics import NAMES
from core.model.folder import artifact
from core.model.folder.model_ref import ModelRef
from dashboard.components.shared import dataset_picker
from dashboard.components.shared.guard import attempt, guarded
from dashboard.components.training import must_pass
from dashboard.phrasing import told_apart
from dashboard.state import chosen_model, review
from dashboard.state.cache.model import promotion
from data.schema import PlotTable
from train.promotion import history
from train.promotion.changes import FIGURES
from train.promotion.must_pass import Failure
from train.runs import control

WHY, OVERRIDE, LABELS = "promotion_why", "promotion_override", 10
MOVES = 5  # labels that a film gains or loses: the page stays short, also for a model that has learnt nothing


def show() -> None:
    """Choose a model and look at what it changes, then promote it; the history below."""
    old = ModelRef.of(control.active())
    folders = [folder for folder in artifact.listed(control.MODELS) if folder.resolve() != old.folder.resolve()]
    if folders:
        labels = told_apart(folders, chosen_model.named)
        folder = st.selectbox("Model to promote", folders, key="promotion_model", format_func=labels.__getitem__)
        with guarded():
            _look(ModelRef.of(folder), old)
    else:
        st.info("There is no other model yet. Train one, or adapt one on the Review page; then it can be promoted.")
    with guarded():
        _history()


def _look(new: ModelRef, old: ModelRef) -> None:
    st.caption(f"**{plain(chosen_model.named(old.folder))}** answers for everyone now. What would change:")
    table = dataset_picker.show()
    figures = ""
    if table is not None:
        with guarded():
            figures = _changes(new, old, table)
    failed = must_pass.show(new)
    if control.readonly():
        st.info("This GenreLens is read-only, so no model can be promoted here.")
        return
    _button(new.folder, failed, figures)


def _changes(new: ModelRef, old: ModelRef, table: PlotTable) -> str:
    """Films with other labels, by label and with words, and which model is better; in a sentence for the history."""
    found, some = promotion.changed(new, old, table)
    st.markdown(f"## {found.sentence}")
    told = [found.sentence]
    try:
        differences, films = promotion.compared(new, old, table)
        verdicts = [f"{NAMES[name]}: {bootstrap.verdict(name, differences[name])}" for name in FIGURES]
        on = f"{amount(films, 'film')} of {plain(table.name)}"
        st.caption(f"{'. '.join(verdicts)}. Paired bootstrap on {on}, 95 % intervals.")
        told.append(f"{verdicts[0]}.")
    except OptionError:  # no label in common
        st.caption("The two models have no label in common, so it can't be said which is better.")
    if len(found.changed):
        changed = found.labels[(found.labels["gained"] > 0) | (found.labels["lost"] > 0)]
        st.dataframe(changed.head(LABELS), hide_index=True, key="promotion_labels")
        st.markdown("\n\n".join(told_of(some)))
        st.caption(
            "Some of the films, drawn at random. In brackets are the words that raise a label most: of one that is"
            " gained for the new model, of one that is lost for the old."
        )
    return " ".join(told)


def told_of(some: pd.DataFrame) -> list[str]:
    """Each film as Markdown: its labels by the new model, then what it gains and loses, a line for each, for lines wrap
    on a narrow screen and the cells of a table don't.
    """
    signs = {"+": "gains", "-": "loses"}
    films = []
    for title, change, after in zip(some["title"], some["change"], some["after"], strict=True):
        moves = [each for each in re.split(r"; (?=[+-] )", change) if each]
        lines = [f"- {signs[move[0]]} {plain(move[2:])}" for move in moves[:MOVES]]
        lines += [f"- and {len(moves) - MOVES} more"] if len(moves) > MOVES else []
        films.append("\n".join([f"**{plain(title)}**: {plain(after) or 'no label'}", *lines]))
    return films


def _button(folder: Path, failed: list[Failure], figures: str) -> None:
    number = len(control.promotions())  # a reason is for one promotion only
    left, right = st.columns([1, 2])
    left.text_input("Your name", key=review.WHO, persist_state="session", placeholder="kept in the history")
    right.text_input("Why", key=f"{WHY}_{number}", placeholder="kept in the history")
    override = ""
    if failed:
        told = "Why it may fail these plots"
        override = st.text_input(told, key=f"{OVERRIDE}_{number}", placeholder="a reason, kept in the history")
    blocked = bool(failed) and not override.strip()
    st.button(
        "Promote",
        type="secondary" if blocked else "primary",
        key="promote",
        disabled=blocked,
        help="For every page and everyone, until another model is promoted.",
        on_click=attempt,
        args=(_promote, folder, figures, number),
    )
    if blocked:
        st.caption("It fails plots that it must pass: it is promoted only with a reason.")


def _promote(folder: Path, figures: str, number: int) -> None:
    """Promote, with the reasons as they are at this moment: one may have been typed since the page was drawn."""
    why, override = (str(st.session_state.get(f"{name}_{number}") or "") for name in (WHY, OVERRIDE))
    chosen_model.use_everywhere(folder, why=why, who=_who(), figures=figures, override=override)
    st.toast(f"{plain(chosen_model.named(folder))} answers for everyone now.")


def _history() -> None:
    made = control.promotions()
    if not made:
        return
    st.markdown("## Promotions")
    rows = [
        {
            "when (UTC)": each.at[:16].replace("T", " "),
            "who": each.who,
            "what": ("back to " if each.back else "") + chosen_model.named(control.MODELS / each.model),
            "before": chosen_model.named(control.MODELS / each.before),
            "why": each.why,
            "overridden": f"{each.override} ({each.failed} failed)" if each.failed else "",
            "figures": each.figures,
        }
        for each in reversed(made)
    ]
    st.dataframe(pd.DataFrame(rows), hide_index=True, key="promotions")
    if history.earlier(made) and not control.readonly():
        note = "Makes the model that answered before the one of this installation again."
        st.button("Roll back", key="roll_back", on_click=attempt, args=(_roll_back,), help=note)


def _who() -> str:
    return str(st.session_state.get(review.WHO) or "").strip() or chosen_model.SOMEBODY


def _roll_back() -> None:
    why = str(st.session_state.get(f"{WHY}_{len(control.promotions())}") or "")
    folder = control.roll_back(who=_who(), why=why)
    chosen_model.follow()
    st.toast(f"{plain(chosen_model.named(folder))} answers for everyone again.")
