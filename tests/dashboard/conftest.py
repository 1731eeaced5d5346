"""Pages as Streamlit's own test runner sees them."""

from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(autouse=True)
def clear_caches():
    """Streamlit's caches are global to the process."""
    yield
    st.cache_data.clear()
    st.cache_resource.clear()


@pytest.fixture
def app() -> AppTest:
    """The whole app, on its first page."""
    return AppTest.from_file(str(ROOT / "dashboard" / "Home.py"), default_timeout=120)
