"""The app in a process of its own and a real Chromium to look at it with."""

import os
import shutil
from pathlib import Path

import pytest

from benchmarks.pages.browser import ARGUMENTS, HINT, ROOT, chromium_path, serve


@pytest.fixture(scope="session")
def models(tmp_path_factory) -> Path:
    """A models folder of the tests' own, with the shipped model in it."""
    folder = tmp_path_factory.mktemp("models")
    shutil.copytree(ROOT / "models" / "default", folder / "default")
    return folder


@pytest.fixture(scope="session")
def app(models):
    """The address of the running app."""
    with serve(models) as (address, _):
        yield address


@pytest.fixture(scope="session")
def browser():
    """Chromium, headless. Without one the tests are skipped with a hint, but never under CI."""
    path = chromium_path()
    if path is None and os.environ.get("CI") != "true":
        pytest.skip(HINT)
    assert path, HINT
    from playwright import sync_api

    sync_api.expect.set_options(timeout=60_000)
    with sync_api.sync_playwright() as driver:
        chromium = driver.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield chromium
        chromium.close()


@pytest.fixture
def page(browser, app):
    """A fresh page on the app; fails the test when the page throws or the app shows an exception."""
    context = browser.new_context(viewport={"width": 1360, "height": 900}, accept_downloads=True)
    context.set_default_timeout(60_000)
    opened = context.new_page()
    errors: list[str] = []
    opened.on("pageerror", lambda error: errors.append(str(error)))
    opened.goto(app)
    yield opened
    assert opened.locator('[data-testid="stException"]').count() == 0
    assert not errors, errors
    context.close()
