"""The app in a process of its own and a real Chromium to look at it with."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from benchmarks.pages.browser import ARGUMENTS, HINT, ROOT, chromium_path, serve

if TYPE_CHECKING:  # without Playwright the tests are skipped with a hint
    from playwright.sync_api import BrowserContext, Page

FRESH = "cookies,local_storage,indexeddb,service_workers"  # what a new visitor's browser has none of


def browser_path() -> str | None:
    """Chromium without its window's own parts where that is installed, for it does the same with a tenth less work."""
    return shutil.which("chromium-headless-shell") or chromium_path()


@pytest.fixture(scope="session")
def models(tmp_path_factory) -> Path:
    """A models folder of the tests' own, with the shipped model in it."""
    folder = tmp_path_factory.mktemp("models")
    shutil.copytree(ROOT / "models" / "default", folder / "default")
    return folder


@pytest.fixture
def small_model(models, tiny_model):
    """The name of another model in the app's picker, which answers faster."""
    name = "runs/20200101-000000-tiny/model"
    shutil.copytree(tiny_model, models / name)
    yield name
    shutil.rmtree((models / name).parent)


@pytest.fixture(scope="session")
def app(models):
    """The address of the running app, which has a part of the embedded films."""
    with serve(models, program="tests.support.fewer_films") as (address, _):
        yield address


@pytest.fixture(scope="session")
def driver():
    """What drives Chromium. Without one the tests are skipped with a hint, but never under CI."""
    path = browser_path()
    if path is None and os.environ.get("CI") != "true":
        pytest.skip(HINT)
    assert path, HINT
    from playwright import sync_api

    sync_api.expect.set_options(timeout=60_000)
    with sync_api.sync_playwright() as driver:
        yield driver


@pytest.fixture(scope="session")
def chromium(driver, app, tmp_path_factory):
    """One browser for all tests: it keeps the scripts of the app, which cost a new one a second a page, and as long as
    one page of the app is open the process that has compiled them.
    """
    opened = driver.chromium.launch_persistent_context(
        tmp_path_factory.mktemp("profile"),
        executable_path=browser_path(),
        args=[*ARGUMENTS, "--process-per-site", "--renderer-process-limit=1"],
        viewport={"width": 1360, "height": 900},
        reduced_motion="reduce",  # each frame of a movement costs three processes
    )
    opened.set_default_timeout(60_000)
    opened.new_page().goto(f"{app}/_stcore/health")
    yield opened
    opened.close()


@contextmanager
def opened(chromium: "BrowserContext") -> "Iterator[Page]":
    """An empty page that knows nothing of those before; fails the test when it throws or shows an exception."""
    page = chromium.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    yield page
    exceptions, origin = page.locator('[data-testid="stException"]').count(), page.evaluate("location.origin")
    if origin.startswith("http"):
        chromium.new_cdp_session(page).send("Storage.clearDataForOrigin", {"origin": origin, "storageTypes": FRESH})
    page.close()
    assert not exceptions
    assert not errors, errors


@pytest.fixture
def page(chromium):
    """A page of the test's own."""
    with opened(chromium) as page:
        yield page


@pytest.fixture(scope="module")
def shared_page(chromium):
    """One page for the tests of a file that take back what they change: opening the app costs two seconds."""
    with opened(chromium) as page:
        yield page


@pytest.fixture
def reader(chromium):
    """Opens a page for one reader after another, each in a browser that knows nothing of the one before."""
    return partial(opened, chromium)


@pytest.fixture
def home(page, app):
    """A page on the app's first page."""
    page.goto(app)
    return page


@pytest.fixture
def stranger(chromium):
    """A page of somebody else: it shares no cookie, no storage and no process of a page with the others."""
    person = chromium.browser.new_context(viewport={"width": 1360, "height": 900}, reduced_motion="reduce")
    person.set_default_timeout(60_000)
    yield person.new_page()
    person.close()
