"""The app in a process of its own and a real Chromium to look at it with."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
HINT = "No Chromium on this machine. Install it (Debian: apt install chromium) to run the browser tests."


def _chromium() -> str:
    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if not found:
        if os.environ.get("CI") == "true":
            pytest.fail(HINT)
        pytest.skip(HINT)
    return found


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def serve(models: Path, port: int, log: Path) -> subprocess.Popen:
    """Start the app on a port of this machine and wait until it answers."""
    with log.open("wb") as stream:
        process = subprocess.Popen(
            [sys.executable, "-m", "streamlit", "run", "dashboard/Home.py", "--server.port", str(port)],
            cwd=ROOT,
            env={**os.environ, "GENRELENS_MODELS": str(models)},
            stdin=subprocess.DEVNULL,
            stdout=stream,
            stderr=subprocess.STDOUT,
        )
    for _ in range(120):
        try:
            with urllib.request.urlopen(f"http://localhost:{port}/_stcore/health", timeout=2):
                return process
        except OSError:
            if process.poll() is not None:
                break
            time.sleep(0.5)
    process.kill()
    raise RuntimeError(f"The app did not start:\n{log.read_text()}")


@pytest.fixture(scope="session")
def models(tmp_path_factory) -> Path:
    """A models folder of the tests' own, with the shipped model in it."""
    folder = tmp_path_factory.mktemp("models")
    shutil.copytree(ROOT / "models" / "default", folder / "default")
    return folder


@pytest.fixture(scope="session")
def app(models, tmp_path_factory):
    """The address of the running app."""
    port = _free_port()
    process = serve(models, port, tmp_path_factory.mktemp("app") / "log.txt")
    yield f"http://localhost:{port}"
    process.terminate()
    process.wait(20)


@pytest.fixture(scope="session")
def browser():
    """Chromium, headless."""
    playwright = pytest.importorskip("playwright.sync_api") if os.environ.get("CI") != "true" else None
    if playwright is None:
        from playwright import sync_api as playwright
    path = _chromium()
    playwright.expect.set_options(timeout=60_000)
    with playwright.sync_playwright() as driver:
        chromium = driver.chromium.launch(
            executable_path=path,
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"],
        )
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
