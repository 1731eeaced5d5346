"""The tiny model: trained once for one state of the sources, then shared by every worker and every later run.

It is trained in a process of its own, so that no test process holds TensorFlow because it happened to come first.
"""

import fcntl
import hashlib
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from core.model.folder import seal

if TYPE_CHECKING:
    from tests.support.warm import Trainer

ROOT = Path(__file__).resolve().parents[2]
BUILT = ROOT / "build" / "tests"
TRAIN = "import sys; from tests.support import tiny_model; tiny_model.train(tiny_model.Path(sys.argv[1]))"
SETTINGS = {"epochs": 4, "batch_size": 32, "min_films": 20, "max_tokens": 80}
DAY = 24 * 3600


def sources() -> list[Path]:
    """Everything that decides what the tiny model is: this file, three rooms, the films, the requirements."""
    rooms = [path for room in ("core", "data", "train") for path in (ROOT / room).rglob("*.py")]
    films = (ROOT / "data" / "open_plots").glob("*.csv")
    return sorted([Path(__file__), *rooms, *films, *ROOT.glob("requirements*.txt")])


def key() -> str:
    """A hash of the sources and of Python's version."""
    digest = hashlib.sha256(sys.version.encode())
    for path in sources():
        digest.update(f"{path.relative_to(ROOT)}\0{path.stat().st_size}\0".encode() + path.read_bytes())
    return digest.hexdigest()[:16]


def tiny_model(trainer: "Callable[[], Trainer]") -> Path:
    """The folder of the tiny model of the present sources, which ``trainer()`` trains if nobody has.

    Nobody may write in it: make a copy.
    """
    BUILT.mkdir(parents=True, exist_ok=True)
    folder = BUILT / f"tiny-{key()}"
    with (BUILT / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # the other workers wait here until one has trained it
        if not folder.exists():
            _forget_old()
            staging = Path(tempfile.mkdtemp(prefix="making-", dir=BUILT))
            training = trainer().command(TRAIN, [str(staging / "model")], staging / "said")
            assert training.wait() == 0, training.said
            os.replace(staging / "model", folder)
            shutil.rmtree(staging)
    seal.verify(folder)
    return folder


def train(folder: Path) -> None:
    """Train it to a folder that does not exist yet."""
    from core.model.network.presets import NetworkConfig
    from train import job
    from train.config import TrainConfig

    config = TrainConfig(**SETTINGS, network=NetworkConfig(lstm_units=16, dense_units=16))
    job.run(config, folder, report=lambda event: None, stop=lambda: False)


def _forget_old() -> None:
    """Remove what a killed test left and models of sources that are a day old."""
    for path in [*BUILT.glob("making-*"), *BUILT.glob("tiny-*")]:
        if path.name.startswith("making-") or time.time() - path.stat().st_mtime > DAY:
            shutil.rmtree(path)
