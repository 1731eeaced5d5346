"""The live curve: a point is on the screen within two seconds, whoever has zoomed in stays there, and a training that
ends by itself offers its model.
"""

import shutil
import subprocess
import sys
import time

import pytest
from playwright.sync_api import expect

from tests.support.runs import occupy, reporter
from train.config import TrainConfig
from train.runs import control, run_folder
from train.runs.events import Done, Epoch, Phase, Step

pytestmark = pytest.mark.browser

CHART = '[data-testid="stVegaLiteChart"] svg'
POINTS = f"document.querySelectorAll('{CHART} .mark-symbol.role-mark path').length"
AXES = f"[...document.querySelectorAll('{CHART} .role-axis-label text')].map(text => text.textContent).join(' ')"


class Training:
    """A run whose progress is written as its process would; another process stands for the trainer."""

    def __init__(self, models):
        self.run = run_folder.create(TrainConfig(epochs=3), models)
        self.process = subprocess.Popen([sys.executable, "-S", "-c", "import time; time.sleep(600)"])
        occupy(self.run, self.process.pid)
        self.report = reporter(self.run.folder)
        self.report(Phase("training", total_steps=300))

    def steps(self, first, last):
        for step in range(first, last + 1):
            self.report(Step(step, 1 / step, 900))

    def end(self):
        self.process.kill()
        self.process.wait()


@pytest.fixture(scope="module")
def training(models):
    training = Training(models)
    yield training
    training.end()
    shutil.rmtree(training.run.folder)


@pytest.fixture(scope="module")
def watched(shared_page, app, training):
    """The page that shows it, with forty points."""
    training.steps(1, 40)
    shared_page.goto(f"{app}/training")
    soon(shared_page, f"() => {POINTS} == 40")
    return shared_page


def soon(page, condition, value=None):
    """Wait for a condition; ten looks a second, since one at each frame has every frame drawn."""
    page.wait_for_function(condition, arg=value, polling=100)


def delay(page, training, step):
    """Seconds from a line of progress to its point on the screen."""
    before, began = page.evaluate(POINTS), time.monotonic()
    training.steps(step, step)
    soon(page, f"before => {POINTS} > before", before)
    return time.monotonic() - began


def test_points_come_within_two_seconds_and_the_zoom_stays(watched, training):
    whole = watched.evaluate(AXES)
    box = watched.locator(CHART).bounding_box()
    watched.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    watched.keyboard.down("Control")
    watched.mouse.wheel(0, -400)
    watched.keyboard.up("Control")
    soon(watched, f"whole => {AXES} != whole", whole)
    watched.wait_for_timeout(1000)
    zoomed = watched.evaluate(AXES)
    assert zoomed != whole
    delays = [delay(watched, training, step) for step in range(41, 46)]
    assert watched.evaluate(AXES) == zoomed
    training.report(Epoch(epoch=1, step=45, loss=0.4, val_loss=0.3, val_micro_f1=0.5, val_map=0.4))
    expect(watched.get_by_role("heading", name="Lowest validation loss 0.3000, in epoch 1")).to_be_visible()
    assert watched.evaluate(AXES) == zoomed
    assert min(delays) < 2, delays
    watched.mouse.dblclick(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    soon(watched, f"zoomed => {AXES} != zoomed", zoomed)


def test_a_training_that_ends_by_itself_offers_its_model(watched, training, models, tiny_model):
    side = watched.get_by_test_id("stSidebar")
    expect(side.get_by_role("button", name="Stop")).to_be_visible()
    shutil.copytree(tiny_model, training.run.out)
    training.report(Done({"micro_f1": 0.5}, str(training.run.out)))
    training.end()
    expect(side.get_by_text("Trained in")).to_be_visible()
    side.get_by_role("button", name="Use this model").click()
    expect(side.get_by_text("It is the model in use.")).to_be_visible()
    assert control.active(models) == training.run.model
    control.activate(models / "default", models)
