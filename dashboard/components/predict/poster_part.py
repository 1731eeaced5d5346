"""What a poster adds to the chosen genre, where on the poster, how far to trust that, and what if it were changed."""

import pandas as pd
import streamlit as st
from streamlit.elements.lib.column_types import ColumnConfig

from core.markdown import plain
from core.model.folder.model_ref import ModelRef
from core.posters import picture
from core.posters.regions import METHODS
from core.posters.shares import Shares
from dashboard.components.shared.guard import guarded
from dashboard.phrasing import percent, points, unbroken
from dashboard.state.cache.model import posters
from dashboard.state.poster import held_poster

WIDTHS = {"genre": 100, "both": 50, "plot": 52, "poster": 56, "alone": 50}  # pixels: on a phone none is out of sight
BESIDE_PLOT = (
    "*Both* is the answer; *plot* and *poster* are what each adds to how frequent a genre is, in percentage points;"
    " *alone* is the answer by the plot alone."
)
ALONE = "What the poster adds to how frequent a genre is, in percentage points."


def show(ref: ModelRef, text: str, content: bytes, told: Shares, genre: str) -> None:
    """The part of the page about the poster. Raises GenreLensError."""
    st.markdown(f"## What the poster adds to {plain(genre)}")
    readable = posters.opened(ref).plots.readable(text)
    st.markdown(unbroken(_sum(told, genre, readable)))
    if not readable:
        st.info(_little(ref))
    if note := posters.note(content):
        st.caption(unbroken(note))
    method = st.segmented_control(
        "Where on the poster",
        list(METHODS),
        default="occlusion",
        required=True,
        key=held_poster.METHOD,
        format_func=_title,
    )
    explained = posters.regions(ref, text, content, str(method))
    st.image(
        picture.png(picture.heatmap(explained, genre)),
        alt=picture.alternative(explained, genre, told),
        caption="Blue regions raise the genre, orange ones lower it.",
    )
    with guarded():
        test = posters.deletion(ref, text, content, str(method), genre)
        (st.warning if test.near_random else st.caption)(unbroken(plain(picture.trust(test))))
    with st.expander("What if the poster were changed", icon=":material/tune:", on_change="rerun") as trial:
        if trial.open:
            _what_if(ref, text, content, told, genre)
    if not readable:  # with a plot, the page of Export has both
        st.download_button(
            "Web page (HTML)", lambda: _page(ref, text, content, told, genre, str(method)), "poster.html", "text/html",
            key="poster_page", icon=":material/download:", on_click="ignore",
        )  # fmt: skip
    with st.expander("Every genre", icon=":material/table_rows:"):
        st.dataframe(table(told, readable), hide_index=True, column_config=_widths())
        st.caption(BESIDE_PLOT if readable else ALONE)


def _page(ref: ModelRef, text: str, content: bytes, told: Shares, genre: str, method: str) -> str:
    test = posters.deletion(ref, text, content, method, genre)
    return picture.page(posters.regions(ref, text, content, method), told, {genre: test}, posters.note(content))


def _title(method: str) -> str:
    return METHODS[method]


def _sum(told: Shares, genre: str, readable: bool) -> str:
    """The exact sum for one genre, in a sentence."""
    g = told.genres.index(genre)
    plot = f"The plot {_adds(told.of_plot[g])} and the" if readable else "The"
    alone = f" By the plot alone it would be at {percent(told.plot[g])}." if readable else ""
    if readable and told.of_poster[g] * (told.both[g] - told.plot[g]) < 0:
        alone += " (A part counts as the mean of what it adds by itself and what it adds to the other.)"
    return (
        f"{plain(genre)} is at {percent(told.prior[g])} before anything is known. {plot} poster"
        f" {_adds(told.of_poster[g])}: {percent(told.both[g])}.{alone}"
    )


def _adds(value: float) -> str:
    """``adds 3.1 points`` or ``takes 3.1 points``."""
    return f"{'takes' if value < 0 else 'adds'} {100 * abs(value):.1f} points"


def _signed(value: float) -> str:
    return f"{100 * value:+.1f}".replace("-", "−")


def _little(ref: ModelRef) -> str:
    """How good a poster by itself is, on the model's own test films."""
    figures = posters.opened(ref).artifact.card.get("figures") or {}
    if not {"poster", "both"} <= set(figures):
        return "A poster alone says little. Add a plot above."
    alone, both = (figures[name]["map"] for name in ("poster", "both"))
    return (
        f"A poster alone says little: on the test films its mean average precision is {alone:.2f}, with the plot"
        f" {both:.2f}. Add a plot above."
    )


def _what_if(ref: ModelRef, text: str, content: bytes, told: Shares, genre: str) -> None:
    g = told.genres.index(genre)
    before = float(told.both[g])
    rows = [("as it is", percent(before), "")]
    for change, after in posters.what_if(ref, text, content).items():
        rows.append((change, percent(float(after[g])), points(before, float(after[g]))))
    st.dataframe(pd.DataFrame(rows, columns=["the poster", genre, "change"]), hide_index=True)


def _widths() -> dict[str, ColumnConfig]:
    return {name: st.column_config.Column(width=pixels) for name, pixels in WIDTHS.items()}


def table(told: Shares, readable: bool = True) -> pd.DataFrame:
    """Each genre's probability and what plot and poster add to how frequent it is, the most probable first; without a
    ``readable`` plot there is nothing to say of it.
    """
    both, poster = [percent(p) for p in told.both], [_signed(v) for v in told.of_poster]
    if readable:
        plot, alone = [_signed(v) for v in told.of_plot], [percent(p) for p in told.plot]
        frame = pd.DataFrame({"genre": told.genres, "both": both, "plot": plot, "poster": poster, "alone": alone})
    else:
        frame = pd.DataFrame({"genre": told.genres, "probability": both, "poster adds": poster})
    return frame.loc[pd.Series(told.both).sort_values(ascending=False).index]
