"""Pages as Streamlit's own test runner sees them."""

import io
import os
import shutil
import time
import zipfile
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from dashboard.state.batch.batch_job import BatchJob
from tests.support import drawn, once
from tests.support.once import once_is_enough  # noqa: F401  most pages open with the same model and example

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 300  # seconds that a test waits for a thread or a process on a busy machine
TINY_NAME = "runs/20200101-000000-tiny/model"


@pytest.fixture(autouse=True)
def nothing_in_the_background(monkeypatch):
    """No thread outlives its test."""
    once.in_the_foreground(monkeypatch)


@pytest.fixture(autouse=True)
def clear_caches():
    """Streamlit's caches are global to the process."""
    yield
    st.cache_data.clear()
    st.cache_resource.clear()


@pytest.fixture
def folder(tiny_model):
    """A copy of the tiny model among the models of the app, which a test may change."""
    copy = Path(os.environ["GENRELENS_MODELS"]) / TINY_NAME
    shutil.copytree(tiny_model, copy)
    yield copy
    shutil.rmtree(copy.parents[1])


@pytest.fixture
def app() -> AppTest:
    """The whole app, on its first page."""
    return AppTest.from_file(str(ROOT / "dashboard" / "Home.py"), default_timeout=120)


def ended(job: BatchJob) -> BatchJob:
    """A batch job when it is over, and the comparison of its plots too."""
    until = time.monotonic() + PATIENCE
    while job.state == "running" or job.comparing:
        assert time.monotonic() < until, "The job did not end."
        time.sleep(0.02)
    return job


@pytest.fixture
def small_app(app, folder) -> AppTest:
    """The app with the tiny model, for what the genres don't matter to."""
    app.session_state["own_model"] = TINY_NAME
    return app


@pytest.fixture(scope="session")
def archive_of_posters():
    """A ZIP archive of twelve films whose posters' colours go with their genre, and one whose poster is a web page."""
    colours = {"Horror": (20, 10, 10), "Comedy": (250, 220, 120)}
    out = io.BytesIO()
    rows = ["title,plot,genres,poster"]
    with zipfile.ZipFile(out, "w") as packed:
        for i in range(12):
            genre = "Horror" if i % 2 else "Comedy"
            packed.writestr(f"p/{i}.jpg", drawn.saved(drawn.poster(colours[genre], seed=i)))
            rows.append(f"Film {i},A plot of film number {i} with some words.,{genre},p/{i}.jpg")
        packed.writestr("p/12.jpg", b"<html>")
        packed.writestr("films.csv", "\n".join([*rows, "Film 12,A plot of the last film.,Horror,p/12.jpg"]))
    return out.getvalue()
