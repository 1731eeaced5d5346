"""How far a map can be trusted, measured, and what it can't tell."""

import streamlit as st

from core.amounts import amount
from dashboard.components.map.picture import MAIN
from dashboard.components.map.view import View
from dashboard.phrasing import percent, unbroken
from data.map.places import NEIGHBOURS

NEAR_CANNOT = (
    "**What it can't tell:** how far apart two groups are, how large or how dense one is and which way is up mean"
    " nothing; t-SNE keeps films together that are near, and gives up everything else. It shows what the model makes of"
    " the plots, not what the films are."
)
MAIN_CANNOT = (
    "**What it can't tell:** distances are true along these two directions alone, which hold {share} of what tells the"
    " plots apart; films on one spot may be far apart in the rest. It shows what the model makes of the plots, not what"
    " the films are."
)


def show(view: View, shown: str) -> None:
    """The measure of the picture that is shown, beside that of the other one, and the sentence on its limits."""
    drawn = view.drawn
    of_near = f"{drawn.trust_arranged:.2f}" if drawn.trust_arranged is not None else "not known yet"
    one, other = (drawn.trust, "") if shown == MAIN else (drawn.trust_arranged or 0.0, f"; PCA has {drawn.trust:.2f}")
    if shown == MAIN:
        other = f"; t-SNE has {of_near}" if drawn.trust_arranged is not None else ""
    by = "all of them" if drawn.judges == len(drawn) else f"{amount(drawn.judges, 'film')} drawn from them"
    st.caption(
        f"**Trustworthiness {one:.2f}**{other}: how far the {NEIGHBOURS} nearest films on the map are near for the"
        f" model too (1: all are, .50: no more than by chance), measured on {by}."
    )
    cannot = MAIN_CANNOT.format(share=percent(drawn.films.share)) if shown == MAIN else NEAR_CANNOT
    star = ""
    if view.star and shown != MAIN:
        star = " The star lies in the middle (the median) of the ten films nearest to the plot, which may lie apart."
    st.caption(unbroken(cannot + star))
