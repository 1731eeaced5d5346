"""The few rules that Streamlit's theme has no option for."""

import streamlit as st

RULES = """<style>
/* Streamlit writes white on the primary colour; on the dark theme's light teal that is hard to read. */
[data-testid="stBaseButton-primary"], [data-testid="stBaseButton-primary"] p,
[data-testid="stMultiSelect"] [data-baseweb="tag"], [data-testid="stMultiSelect"] [data-baseweb="tag"] span
{ color: %(on_primary)s; }
[data-testid="stMultiSelect"] [data-baseweb="tag"] svg { fill: %(on_primary)s; }
/* Words of an explanation: where the keyboard stands. */
.plot span:focus-visible { outline: 2px solid %(primary)s; outline-offset: 1px; }
@media (prefers-reduced-motion: reduce) { * { animation: none !important; transition: none !important; } }
</style>"""
LIGHT = {"on_primary": "#FFFFFF", "primary": "#0B6E6E"}
DARK = {"on_primary": "#10201F", "primary": "#5CC4BE"}


def show() -> None:
    """Add the rules to the page, for the theme that it has now."""
    st.html(RULES % (DARK if st.context.theme.type == "dark" else LIGHT))
