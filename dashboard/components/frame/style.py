"""The few rules that Streamlit's theme has no option for."""

import streamlit as st

RULES = """<style>
/* Streamlit writes white on the primary colour; on the dark theme's light teal that is hard to read. */
[data-testid="stBaseButton-primary"], [data-testid="stBaseButton-primary"] p,
[data-testid="stMultiSelect"] [data-tag], [data-testid="stMultiSelect"] [data-tag] * { color: %(on_primary)s; }
/* Captions fade below a contrast of 4.5. */
[data-testid="stCaptionContainer"] { opacity: 1; }
[data-testid="stCaptionContainer"], [data-testid="stCaptionContainer"] * { color: %(quiet)s; }
/* The theme's own grey on charts and sliders is too pale to read. */
.js-plotly-plot .xtick text, .js-plotly-plot .ytick text, .js-plotly-plot .xtitle, .js-plotly-plot .ytitle,
.js-plotly-plot .textpoint text, .js-plotly-plot .bartext, .js-plotly-plot .annotation-text,
.js-plotly-plot .legendtext { fill: %(text)s !important; }
/* A finding above a chart is a heading of the second rank, and as quiet as one of the fourth. */
[data-testid="stMain"] [data-testid="stMarkdownContainer"] h2 { padding: .5rem 0 .75rem; }
/* Who goes by keyboard sees where they are, and meets nothing of a menu that is closed. */
a:focus-visible, [data-testid="stMain"]:focus-visible {
    outline: 2px solid %(primary)s !important; outline-offset: -2px; }
[data-testid="stTabs"] [role="tab"]:focus-visible {
    outline: 2px solid %(primary)s !important; outline-offset: -2px; box-shadow: none !important; }
[data-testid="stElementToolbar"]:focus-within {
    opacity: 1 !important; top: -2.6rem !important; z-index: 99 !important; }
[data-testid="stSidebar"][data-collapsed="true"], [data-testid="stSidebar"][data-collapsed="true"] * {
    visibility: hidden !important; }
/* Streamlit's own Stop ends the drawing of a page, no training and no batch; beside those it would be taken for theirs.
   What does not fit into a box is seen to go on. */
[data-testid="stStatusWidget"] button { display: none; }
[data-testid="stSelectbox"] input { text-overflow: ellipsis; }
/* Room for all the tabs of an explanation: they wrap, for one that is out of sight is not found. */
[data-testid="stTabs"] [role="tablist"] { gap: 0 .6rem; flex-wrap: wrap; }
[data-testid^="stTabsScroll"] { display: none; }
[data-testid="stTabs"] [role="tab"], [data-testid="stTabs"] [role="tab"] * { font-size: .85rem !important; }
/* Elements that only carry these rules take no room, and the title begins where the page does. */
[data-testid="stElementContainer"]:has(> [data-testid="stHtml"] > style:only-child) { display: none; }
[data-testid="stMainBlockContainer"] { padding-top: 2.6rem; }
/* Beside an open sidebar a small window has no room for columns: they stack as on a phone. */
@media (max-width: 1000px) {
  [data-testid="stMain"] [data-testid="stColumn"] { min-width: 100%%; flex: 1 1 100%%; }
  [data-testid="stMain"] [data-testid="stHorizontalBlock"] { flex-wrap: wrap; }
}
/* What a figure is goes on in a second line where there is no room for it. */
[data-testid="stMetricLabel"], [data-testid="stMetricLabel"] :is(div, p) {
    white-space: normal; overflow: visible; text-overflow: clip; }
/* Two figures per row on a phone. */
@media (max-width: 1000px) {
  [data-testid="stMain"] [data-testid="stHorizontalBlock"]:has([data-testid="stMetric"]) > [data-testid="stColumn"] {
    min-width: calc(50%% - 1rem); flex: 1 1 calc(50%% - 1rem); }
}
/* A long command wraps: a box that scrolls sideways can't be reached by keyboard. */
[data-testid="stMarkdownContainer"] pre, [data-testid="stMarkdownContainer"] pre code {
    white-space: pre-wrap !important;
}
/* Six columns of a model card on a phone. */
@media (max-width: 640px) {
    [data-testid="stMarkdownContainer"] table { font-size: .72rem; }
    [data-testid="stMarkdownContainer"] :is(th, td) { padding: .2rem .25rem; overflow-wrap: break-word; hyphens: auto; }
}
@media (prefers-reduced-motion: reduce) { * { animation: none !important; transition: none !important; } }
</style>"""
# In the light theme and in the dark one. The browser chooses, so that a change of the system's theme shows at once.
LIGHT = {"on_primary": "#FFFFFF", "primary": "#0B6E6E", "quiet": "#5A6063", "text": "#3D4448"}
DARK = {"on_primary": "#10201F", "primary": "#5CC4BE", "quiet": "#A9AFB3", "text": "#D5D3CC"}


def show() -> None:
    """Add the rules to the page."""
    st.html(RULES % {name: f"light-dark({LIGHT[name]}, {DARK[name]})" for name in LIGHT})
