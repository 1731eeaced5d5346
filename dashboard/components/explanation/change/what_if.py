"""What if: the words that were changed in the coloured plot, and every genre before and after."""

import numpy as np
import pandas as pd
import streamlit as st

from core.explanations.what_if import compare
from core.markdown import plain
from core.model.classifier import GenreClassifier
from dashboard.components.explanation import coloured_plot
from dashboard.phrasing import percent, points
from dashboard.state.plot import changed_words
from dashboard.state.plot.changed_words import Changes
from dashboard.state.plot.explained import Explained


def show(explained: Explained) -> None:
    """The changes as a list, the changed plot to rewrite freely, and the probabilities of both."""
    changes = changed_words.of(explained, coloured_plot.KEY)
    if changes.words:
        st.markdown(_listed(explained, changes))
    else:
        st.caption("Nothing is changed yet. Change words in the coloured plot above, or rewrite the plot here.")
    after = st.text_area("The changed plot, to rewrite freely or to copy", changes.text, key=_key(changes), height=120)
    if after != explained.text:
        _before_after(explained.classifier, explained.text, after)


def _key(changes: Changes) -> str:
    """Another box for other changes: it begins with the plot as they leave it."""
    return f"rewritten {changes.plot} {changes.words}"


def _listed(explained: Explained, changes: Changes) -> str:
    own = explained.view.data
    lines = [
        f"- *{plain(own[i])}* {f'is now *{plain(word)}*' if word else 'is left out'}"
        for i, word in changes.words.items()
    ]
    return "\n".join(lines)


def _before_after(model: GenreClassifier, before: str, after: str) -> None:
    """Probabilities of both texts, the genres that changed most on top."""
    change = compare(model.predict_proba, before, after)
    given = [set(genres) for genres in model.genres_of(np.stack([change.before, change.after]))]
    table = pd.DataFrame(
        {
            "genre": model.classes_,
            "before": [percent(p) for p in change.before],
            "after": [percent(p) for p in change.after],
            "change": [points(b, a) for b, a in zip(change.before, change.after, strict=True)],
            "given": [_turn(genre in given[0], genre in given[1]) for genre in model.classes_],
        }
    )
    order = pd.Series(change.change).abs().sort_values(ascending=False).index
    st.dataframe(table.loc[order], hide_index=True, height=300)


def _turn(before: bool, after: bool) -> str:
    return ("", "now", "no longer", "yes")[2 * before + after]
