"""The explanation of one genre of one plot: coloured words, how far to trust them, and a panel for each closer look."""

import streamlit as st

from core.explanations import DEFAULT_METHOD, METHODS
from core.explanations.render.sentence import sentence
from core.model.folder.model_ref import ModelRef
from dashboard.components.explanation import coloured_plot, export, faithfulness, similar_films, strongest_words, total
from dashboard.components.explanation.beside import another_model, second_method
from dashboard.components.explanation.change import smallest_change, what_if
from dashboard.components.explanation.network import inside, nearest_words, read_along
from dashboard.components.shared import open_tabs
from dashboard.components.shared.guard import guarded
from dashboard.phrasing import with_words
from dashboard.state.plot.explained import Explained

PANELS = {
    "Words": strongest_words.show,
    "The sum": total.show,
    "What if": what_if.show,
    "Read along": read_along.show,
    "Inside": inside.show,
    "Nearest words": nearest_words.show,
    "Smallest change": smallest_change.show,
    "Methods": second_method.show,
    "Similar films": similar_films.show,
    "Another model": another_model.show,
    "Export": export.show,
}
METHOD, UNIT = "method", "unit"


def show(model: ModelRef, text: str, genre: str) -> None:
    """Draw the explanation of ``genre``; method and unit are the reader's choice. Raises GenreLensError."""
    method, unit = _choices()
    explained = Explained(model, text, method, genre, by_sentence=unit == "sentences")
    with st.spinner("Reading the plot word by word ...", show_time=True):
        finding = with_words(lambda mark: sentence(explained.explanation, explained.genre, emphasis=mark))
    st.markdown(finding)
    coloured_plot.show(explained)
    faithfulness.show(explained)
    _panels(explained)


def _panels(explained: Explained) -> None:
    """Only the open tab is computed; an error in one leaves the others alone."""
    for tab, panel in zip(open_tabs.show(list(PANELS), "view"), PANELS.values(), strict=True):
        if tab.open:
            with tab, guarded():
                panel(explained)


def _choices() -> tuple[str, str]:
    left, right = st.columns(2)
    methods = list(METHODS)
    method = left.selectbox(
        "Method",
        methods,
        index=methods.index(DEFAULT_METHOD),
        key=METHOD,
        bind="query-params",
        format_func=lambda name: METHODS[name].title,
        help="  \n".join(f"**{m.title}**: {m.note}." for m in METHODS.values()),
    )
    unit = right.segmented_control(
        "Colour by", ["words", "sentences"], default="words", required=True, key=UNIT, bind="query-params"
    )
    return method, str(unit)
