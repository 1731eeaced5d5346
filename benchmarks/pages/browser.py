"""The app in a process of its own and a real Chromium in front of it, for benchmarks, screenshots and tests."""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.start import ROOT

if TYPE_CHECKING:  # the app is served without Playwright, too
    from playwright.sync_api import Download, Page

__all__ = ["ARGUMENTS", "HINT", "ROOT", "chromium_path", "downloaded", "free_port", "serve", "serve_only", "settle"]
HINT = "No Chromium on this machine. Install it (Debian: apt install chromium)."
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]


def chromium_path() -> str | None:
    """Where Chromium is, if it is installed."""
    names = ("chromium", "chromium-browser", "google-chrome")
    return next((found for name in names if (found := shutil.which(name))), None)


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def serve(
    models: Path | None = None, options: Sequence[str] = (), checkout: Path = ROOT, program: str = "streamlit"
) -> Iterator[tuple[str, subprocess.Popen]]:
    """Start the app, wait until it answers; gives its address and process, and ends it at last.

    ``models``: the folder that it works on; by default the checkout's. ``options``: more of Streamlit's.
    ``checkout``: whose app it is. ``program``: the module that serves it. Raises RuntimeError with the app's log when
    it doesn't come up.
    """
    port, log = free_port(), Path(tempfile.mkstemp(suffix=".log")[1])
    environment = os.environ if models is None else {**os.environ, "GENRELENS_MODELS": str(models)}
    command = [sys.executable, "-m", program, "run", "dashboard/Home.py", "--server.port", str(port), *options]
    with log.open("wb") as stream:
        process = subprocess.Popen(
            command, cwd=checkout, env=environment, stdin=subprocess.DEVNULL, stdout=stream, stderr=subprocess.STDOUT
        )
    try:
        _wait(f"http://localhost:{port}/_stcore/health", process, log)
        yield f"http://localhost:{port}", process
    finally:
        process.terminate()
        process.wait(20)
        log.unlink()


@contextmanager
def serve_only(model: Path, checkout: Path = ROOT) -> Iterator[tuple[str, subprocess.Popen]]:
    """The app on a folder of models that holds ``model`` and nothing else, whatever the checkout's is."""
    with tempfile.TemporaryDirectory() as name:
        (Path(name) / "default").symlink_to(model.resolve())
        with serve(Path(name), checkout=checkout) as running:
            yield running


def _wait(address: str, process: subprocess.Popen, log: Path) -> None:
    for _ in range(600):
        try:
            with urllib.request.urlopen(address, timeout=2):
                return
        except OSError:
            if process.poll() is not None:
                break
            time.sleep(0.1)
    raise RuntimeError(f"The app did not start:\n{log.read_text(errors='replace')}")


AT_REST = (
    '() => !document.querySelector(\'[data-testid="stApp"][data-test-script-state="running"]\')'
    " && !document.querySelector('[data-testid=\"stSkeleton\"]')"
)


def settle(page: "Page", seconds: float = 60, pause: float = 0.7) -> None:
    """Wait until Streamlit has drawn everything and runs no script any more, nor begins one within ``pause`` seconds:
    on a busy machine a click is heard late.
    """
    page.wait_for_selector("h1", timeout=seconds * 1000)
    until = time.monotonic() + seconds
    while True:
        page.wait_for_function(AT_REST, timeout=seconds * 1000, polling=100)  # not at each frame, which draws them all
        page.wait_for_timeout(1000 * pause)
        if page.evaluate(AT_REST) or time.monotonic() > until:
            return


def downloaded(page: "Page", name: str, seconds: float = 60, clicks: int = 3) -> "Download":
    """The download that the button called ``name`` begins; a click while the page is drawn again may be lost, or
    its download broken off, so there are a few.
    """
    from playwright.sync_api import TimeoutError as Late

    for last in (*[False] * (clicks - 1), True):
        try:
            with page.expect_download(timeout=1000 * seconds / clicks) as download:
                page.get_by_role("button", name=name).click()
            if last or not download.value.failure():
                return download.value
        except Late:
            if last:
                raise
    raise AssertionError("there is at least one click")
