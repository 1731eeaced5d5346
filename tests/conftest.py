"""What the tests share. One tiny real model is trained once; nothing about the model is mocked."""

import gc
import os
import shutil
import tempfile
from pathlib import Path

import psutil
import pytest
from hypothesis import settings

from core.model.classifier import GenreClassifier
from core.model.folder import seal
from tests.support.tiny_model import tiny_model as tiny_model_of_the_sources

gc.disable()  # until the tests are collected
ROOT = Path(__file__).resolve().parents[1]
MODELS = Path(tempfile.mkdtemp(prefix="genrelens-models-"))
(MODELS / "default").symlink_to(ROOT / "models" / "default")
os.environ["GENRELENS_MODELS"] = str(MODELS)  # before anything of train is imported: no test touches the real runs
os.environ["GENRELENS_WARM_UP"] = "0"  # apps load SHAP when a test asks for it: two seconds and 160 MB each
settings.register_profile("steady", deadline=None, derandomize=True)  # two cores, shared: no time limit per example
settings.load_profile("steady")
# Rooms and files whose tests share an app, a trainer and TensorFlow, or what a door's process has loaded: one worker
# has them all.
SHARED = {
    "browser": "browser",
    **dict.fromkeys(("train", "recipe", "examples"), "train"),
    "hostile/test_doors": "doors",
}
EACH = ("hostile/test_fuzz",)  # files whose tests take long and share nothing
OF_KERAS = (  # and what else loads TensorFlow, or forks off a process that has: it takes ten seconds to load, once
    "behaviour/test_unchanged",
    "benchmarks/quality/test_leak",
    "benchmarks/test_quick",
    "core/explanations/methods/test_integrated_gradients",
    "core/explanations/test_contract",
    "core/explanations/test_inside",
    "core/model/test_artifact",
    "core/model/test_classifier",
    "core/model/test_network",
    "core/model/test_windows",
    "dashboard/test_pages",
    "dashboard/test_serving_files",
)


def _together(nodeid: str) -> str:
    """What stays with one worker: a room that shares something dear, the tests of a file, or one test alone."""
    room, file = nodeid.split("/")[1], nodeid.removeprefix("tests/").split(".py")[0]
    if file in OF_KERAS:
        return "train"
    return SHARED.get(file) or SHARED.get(room) or (nodeid if file in EACH else file)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> object:
    """Hand out tests as ``_together`` says. xdist's own groups are lost with pytest 9, so this is in their place."""
    from xdist.scheduler import LoadScopeScheduling

    class Rooms(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            return _together(nodeid)

    return Rooms(config, log)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes longest in one piece."""
    longest = {room: place for place, room in enumerate(dict.fromkeys(SHARED.values()))}
    items.sort(key=lambda item: longest.get(_together(item.nodeid), len(longest)))


def pytest_collection_finish() -> None:
    """What is loaded by now stays, so that no collection of garbage need look at it, nor is there one as often: tests
    make little that would be large.
    """
    gc.freeze()
    gc.set_threshold(10_000, 10, 20)
    gc.enable()


def pytest_sessionfinish() -> None:
    """Remove the models folder of the tests."""
    shutil.rmtree(MODELS, ignore_errors=True)


@pytest.fixture(scope="session")
def tiny_model(request: pytest.FixtureRequest) -> Path:
    """The folder of a small network trained for a few epochs on the embedded films. Shared: change a copy only."""
    folder = tiny_model_of_the_sources(lambda: request.getfixturevalue("trainer"))
    yield folder
    seal.verify(folder)  # nobody has changed what every worker and every later run reads


@pytest.fixture(scope="session")
def tiny(tiny_model) -> GenreClassifier:
    """The tiny model, opened."""
    return GenreClassifier.load(tiny_model)


@pytest.fixture(scope="session")
def trainer():
    """The process that forks trainings and commands."""
    from tests.support.warm import Trainer

    trainer = Trainer()
    yield trainer
    trainer.end()


@pytest.fixture(autouse=True)
def no_training_unasked(monkeypatch):
    """A test begins no training without saying so: one that goes on beside the next tests takes a core from them."""
    from train.runs import guards, queue

    begun: list[Path] = []

    def refuse(run: queue.Run, arguments: list[str]) -> None:
        begun.append(run.folder)
        raise AssertionError(f"{run.folder}: ask for forked_trainings or real_trainings, or set {guards.READONLY}")

    real = queue._spawn
    monkeypatch.setattr(queue, "_spawn", refuse)
    yield real
    assert not begun


@pytest.fixture
def real_trainings(no_training_unasked, monkeypatch):
    """What begins a training while the test runs starts a process, as the app does: a second until it has begun, and
    ten more where it loads TensorFlow.
    """
    from train.runs import queue

    monkeypatch.setattr(queue, "_spawn", no_training_unasked)


@pytest.fixture
def forked_trainings(trainer, no_training_unasked, monkeypatch):
    """What begins a training while the test runs forks it off that process."""
    from train.runs import queue

    def spawn(run: queue.Run, arguments: list[str]) -> psutil.Process:
        return trainer.begin(run, finish="--finish" in arguments)

    monkeypatch.setattr(queue, "_spawn", spawn)


@pytest.fixture(scope="session")
def shipped() -> GenreClassifier:
    """The model in models/default."""
    return GenreClassifier.load(ROOT / "models" / "default")
