"""From a fresh clone to the first page: how long `make run` takes, with every cache of packages empty.

python -m benchmarks.pages.from_clone before=c752b7a after=HEAD --repeats 3

Clones each commit in turn, again and again, and starts `make run` with empty caches of pip and uv. The page is there
when the server is healthy and Streamlit has run the script of the first page once for a visitor. Prints the median of
each step. Downloads what `make run` downloads, each time.
"""

import argparse
import asyncio
import os
import shutil
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

ROOT = Path(__file__).resolve().parents[2]
STEPS = ("an environment with uv", "all packages", "the server is healthy", "the page has run", "all")
LIMIT = 900.0


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
    address = f"ws://localhost:{port}/_stcore/stream"
    async with connect(
        address, subprotocols=["streamlit"], max_size=None, origin=f"http://localhost:{port}"
    ) as socket_:
        message = BackMsg()
        message.rerun_script.query_string = ""
        await socket_.send(message.SerializeToString())
        while True:
            answer = ForwardMsg.FromString(await asyncio.wait_for(socket_.recv(), LIMIT))
            if answer.WhichOneof("type") == "script_finished":
                if answer.script_finished != ForwardMsg.FINISHED_SUCCESSFULLY:
                    raise RuntimeError("the script of the page failed")
                return


def measure(commit: str, keep: tuple[Path, Path] | None) -> list[float]:
    """Seconds of each of STEPS for one clone. ``keep``: caches of pip and uv to use, instead of empty ones."""
    with tempfile.TemporaryDirectory(prefix="genrelens-clone-") as name, socket.socket() as free:
        free.bind(("localhost", 0))
        port, clone = free.getsockname()[1], Path(name) / "clone"
        free.close()
        pip, uv = keep or (Path(name) / "pip", Path(name) / "uv")
        environment = {
            **{key: value for key, value in os.environ.items() if not key.startswith(("MAKE", "VIRTUAL_ENV"))},
            "PIP_CACHE_DIR": str(pip),
            "UV_CACHE_DIR": str(uv),
            "STREAMLIT_SERVER_PORT": str(port),
        }
        began = time.monotonic()
        subprocess.run(["git", "clone", "-q", str(ROOT), str(clone)], check=True)
        subprocess.run(["git", "checkout", "-q", commit], cwd=clone, check=True)
        with (Path(name) / "log").open("wb") as log:
            process = subprocess.Popen(
                ["make", "run"], cwd=clone, env=environment, stdout=log, stderr=log, start_new_session=True
            )
        try:
            stamp, tool = clone / ".venv" / "run.stamp", clone / ".venv" / "bin"
            times = [began, wait(lambda: (tool / "uv").exists() or (tool / "streamlit").exists(), process)]
            times += [wait(stamp.exists, process), wait(lambda: healthy(port), process)]
            asyncio.run(visit(port))
            times.append(time.monotonic())
        finally:
            os.killpg(process.pid, signal.SIGTERM)
            process.wait()
    return [*(later - earlier for earlier, later in zip(times, times[1:], strict=False)), times[-1] - began]


def main() -> None:
    """Measure each commit in turn, and print the medians."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("commits", nargs="+", metavar="NAME=COMMIT")
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--warm", action="store_true", help="fill the caches first, and measure with full ones")
    options = parser.parse_args()
    commits = dict(pair.split("=", 1) for pair in options.commits)
    shared = Path(tempfile.mkdtemp(prefix="genrelens-caches-")) if options.warm else None
    keep = (shared / "pip", shared / "uv") if shared else None
    runs: dict[str, list[list[float]]] = {name: [] for name in commits}
    for turn in range(options.repeats + options.warm):
        for name, commit in commits.items():
            seconds = measure(commit, keep)
            print(f"{name}: {', '.join(f'{value:.1f}' for value in seconds)} s", flush=True)
            if turn or not options.warm:
                runs[name].append(seconds)
    print(f"\n{'seconds, median':<26}" + "".join(f"{name:>10}" for name in commits))
    for step, title in enumerate(STEPS):
        print(f"{title:<26}" + "".join(f"{median(run[step] for run in runs[name]):10.1f}" for name in commits))
    if shared:
        shutil.rmtree(shared)


if __name__ == "__main__":
    main()
