"""From a fresh clone to the first page, with every cache of packages empty: python -m benchmarks.pages.from_clone

Clones each commit in turn, again and again, and starts `make run` with empty caches of pip and uv. The page is there
when the server is healthy and Streamlit has run the script of the first page once for a visitor. Downloads what
`make run` downloads, each time. Writes its table into docs/pages.md.
"""

import asyncio
import os
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

import requests
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import connect
from websockets.typing import Origin, Subprotocol

from benchmarks import page as document
from benchmarks.start import ROOT, Benchmark, Option

OPTIONS = (
    Option("commits", ["c752b7a", "HEAD"], ["HEAD"], "commits to start from, in turn"),
    Option("repeats", 3, 1, "clones of each"),
)
BENCHMARK = Benchmark(__spec__.name, __doc__, OPTIONS, page="pages.md")
STEPS = ("clone, and install all packages", "until the server is healthy", "until the page has run", "together")
LIMIT = 900.0  # seconds for a step


def wait(until: Callable[[], bool], process: subprocess.Popen[bytes]) -> float:
    """The time at which a condition holds. Raises RuntimeError when the process ends first or the limit is over."""
    began = time.monotonic()
    while not until():
        if process.poll() is not None or time.monotonic() - began > LIMIT:
            raise RuntimeError("`make run` did not get that far")
        time.sleep(0.05)
    return time.monotonic()


def healthy(port: int) -> bool:
    """Whether the server says that it is ready."""
    try:
        return requests.get(f"http://localhost:{port}/_stcore/health", timeout=5).ok
    except requests.ConnectionError:
        return False


async def visit(port: int) -> None:
    """Open the first page as a browser does, and wait until its script has run without an error."""
    address, origin = f"ws://localhost:{port}/_stcore/stream", Origin(f"http://localhost:{port}")
    async with connect(address, subprotocols=[Subprotocol("streamlit")], max_size=None, origin=origin) as socket_:
        message = BackMsg()
        message.rerun_script.query_string = ""
        await socket_.send(message.SerializeToString())
        while True:
            answer = ForwardMsg.FromString(await asyncio.wait_for(socket_.recv(), LIMIT))
            if answer.WhichOneof("type") == "script_finished":
                if answer.script_finished != ForwardMsg.FINISHED_SUCCESSFULLY:
                    raise RuntimeError("the script of the page failed")
                return


def measure(commit: str, folder: Path) -> list[float]:
    """Seconds of each of STEPS for one clone in an empty folder."""
    with socket.socket() as free:
        free.bind(("localhost", 0))
        port, clone = free.getsockname()[1], folder / "clone"
    environment = {key: value for key, value in os.environ.items() if not key.startswith(("MAKE", "VIRTUAL_ENV"))}
    environment |= {"PIP_CACHE_DIR": str(folder / "pip"), "UV_CACHE_DIR": str(folder / "uv")}
    environment["STREAMLIT_SERVER_PORT"] = str(port)
    times = [time.monotonic()]
    subprocess.run(["git", "clone", "-q", str(ROOT), str(clone)], check=True)
    subprocess.run(["git", "checkout", "-q", commit], cwd=clone, check=True)
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            ["make", "run"], cwd=clone, env=environment, stdout=log, stderr=log, start_new_session=True
        )
    try:
        times.append(wait((clone / ".venv" / "run.stamp").exists, process))
        times.append(wait(lambda: healthy(port), process))
        asyncio.run(visit(port))
        times.append(time.monotonic())
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait()
    return [*(later - earlier for earlier, later in zip(times, times[1:], strict=False)), times[-1] - times[0]]


def main(arguments: list[str] | None = None) -> None:
    """Measure each commit in turn; print and write the medians."""
    options = BENCHMARK.parse(arguments)
    hashes = [
        subprocess.run(["git", "rev-parse", "--short", commit], cwd=ROOT, check=True, capture_output=True, text=True)
        for commit in options.commits
    ]
    commits = [answer.stdout.strip() for answer in hashes]
    runs: dict[str, list[list[float]]] = {commit: [] for commit in commits}
    for _ in range(options.repeats):
        for commit in commits:
            with tempfile.TemporaryDirectory(prefix="genrelens-clone-") as folder:
                runs[commit].append(measure(commit, Path(folder)))
                subprocess.run(["rm", "-rf", folder], check=True)  # quicker than Python with so many files
            print(commit, *(f"{value:.1f}" for value in runs[commit][-1]), flush=True)
    rows = [
        (title, *(f"{median(run[step] for run in runs[commit]):.1f}" for commit in commits))
        for step, title in enumerate(STEPS)
    ]
    about = f"{document.measured(options)} Median of {options.repeats} clones of each commit, in turn."
    columns = ("seconds", *(f"`{commit}`:" for commit in commits))
    text = [about, "", *document.table(columns, rows)]
    document.write(options.page, f"python -m {BENCHMARK.module}", text)
    print("\n".join(text))


if __name__ == "__main__":
    main()
